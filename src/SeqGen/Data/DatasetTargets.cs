namespace SeqGen;

/// <summary>The targets of an <see cref="ArrayDataset"/>.</summary>
public sealed class DatasetTargets
{
    // All whole numbers up to this one are floats.
    private const int LargestLabel = 1 << 24;

    private readonly float[]? _values;
    private readonly int[]? _labels;

    // How many of a row's values are given, where that differs from row to row.
    private readonly int[]? _counts;

    private DatasetTargets(float[]? values, int[]? labels, int[]? counts = null, string? name = null, float[]? sampleWeights = null)
    {
        _values = values;
        _labels = labels;
        _counts = counts;
        Name = name;
        SampleWeights = sampleWeights;
    }

    /// <summary>No targets: rows to predict.</summary>
    public static DatasetTargets None { get; } = new(null, null);

    /// <summary>The model's output that the targets are for; <see langword="null"/> where their order decides.</summary>
    public string? Name { get; }

    /// <summary>[row], or [row][step]; null for none.</summary>
    internal float[]? SampleWeights { get; }

    internal int Length => _values?.Length ?? _labels?.Length ?? 0;

    /// <summary>Whole numbers: a class label per row, or one per step.</summary>
    /// <param name="labels">[row] or [row][step], each of at most 24 bits; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">A label is larger than a float holds exactly.</exception>
    public static DatasetTargets Labels(int[]? labels)
    {
        int wrong = labels is null ? -1 : Array.FindIndex(labels, label => label is < -LargestLabel or > LargestLabel);
        return wrong < 0
            ? labels is null ? None : new(null, labels)
            : throw new ArgumentException($"Label {wrong} is {labels![wrong]}; labels lie in [-{LargestLabel}, {LargestLabel}].", nameof(labels));
    }

    /// <summary>Numbers: regression targets, probabilities or one-hot classes.</summary>
    /// <param name="values">[row][value].</param>
    public static DatasetTargets Values(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(values, null);
    }

    /// <summary>Whole numbers, a class label for each step of sequences of any length.</summary>
    /// <param name="labels">One array a row: a label for each step of its sequence, each of at most 24 bits.</param>
    /// <param name="maxLength">The most steps of a sequence, as the model's input declares it.</param>
    /// <exception cref="ArgumentException">A row is <see langword="null"/>, has no label or more than <paramref name="maxLength"/>, or a label is larger than a float holds exactly.</exception>
    public static DatasetTargets Labels(int[][] labels, int maxLength)
    {
        int[] counts = Counts(labels, maxLength, 1);
        return new(null, Labels(Together(labels, maxLength))._labels, counts);
    }

    /// <summary>Numbers for each step of sequences of any length: regression targets, probabilities or one-hot classes.</summary>
    /// <param name="values">One array a row, [step][value]: the values of each step of its sequence.</param>
    /// <param name="maxLength">The most steps of a sequence, as the model's input declares it.</param>
    /// <param name="size">The values of a step, as many as the model's output has.</param>
    /// <exception cref="ArgumentException">A row is <see langword="null"/>, has no step or more than <paramref name="maxLength"/>, or is not a whole number of steps.</exception>
    public static DatasetTargets Values(float[][] values, int maxLength, int size = 1)
    {
        int[] counts = Counts(values, maxLength, size);
        return new(Together(values, checked(maxLength * size)), null, counts);
    }

    /// <summary>These targets for the output of a name.</summary>
    /// <param name="name">The output's name.</param>
    public DatasetTargets Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(_values, _labels, _counts, name, SampleWeights);
    }

    /// <summary>These targets with a weight for every row, or every step: the output's loss counts that many times there.</summary>
    /// <param name="weights">[row], or [row][step] where the output has steps; not negative.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    public DatasetTargets WithSampleWeights(float[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        int wrong = Array.FindIndex(weights, weight => !(weight >= 0 && float.IsFinite(weight)));
        return wrong < 0
            ? new(_values, _labels, _counts, Name, weights)
            : throw new ArgumentException($"Sample weight {wrong} is {weights[wrong]}; it must be finite and not negative.", nameof(weights));
    }

    /// <summary>How many values of a row are given.</summary>
    internal int CountOf(int row, int perRow) => _counts is null ? perRow : _counts[row];

    /// <summary>Copies as many values of a row as are given.</summary>
    internal void Copy(int row, int perRow, Span<float> target)
    {
        if (_values is not null)
        {
            _values.AsSpan(row * perRow, target.Length).CopyTo(target);
        }
        else if (_labels is not null)
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = _labels[row * perRow + i];
            }
        }
    }

    private static int[] Counts<T>(T[][] rows, int maxLength, int size)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row] is null || rows[row].Length == 0 || rows[row].Length % size != 0 || rows[row].Length / size > maxLength)
            {
                string found = rows[row] is null ? "is null" : $"has {rows[row].Length} target values";
                throw new ArgumentException($"Row {row} {found}; a row has {(size == 1 ? "one" : $"{size}")} for each of 1 to {maxLength} steps.", nameof(rows));
            }
        }

        return [.. rows.Select(row => row.Length)];
    }

    /// <summary>All rows in one array, each with room for the longest.</summary>
    private static T[] Together<T>(T[][] rows, int perRow)
    {
        T[] all = new T[rows.Length * perRow];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row].CopyTo(all, row * perRow);
        }

        return all;
    }
}
