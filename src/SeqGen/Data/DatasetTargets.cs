namespace SeqGen;

/// <summary>The targets of an <see cref="ArrayDataset"/>.</summary>
public sealed class DatasetTargets
{
    // All whole numbers up to this one are floats.
    private const int LargestLabel = 1 << 24;

    private readonly float[]? _values;
    private readonly int[]? _labels;

    private DatasetTargets(float[]? values, int[]? labels, string? name = null, float[]? sampleWeights = null)
    {
        _values = values;
        _labels = labels;
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

    /// <summary>These targets for the output of a name.</summary>
    /// <param name="name">The output's name.</param>
    public DatasetTargets Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(_values, _labels, name, SampleWeights);
    }

    /// <summary>These targets with a weight for every row, or every step: the output's loss counts that many times there.</summary>
    /// <param name="weights">[row], or [row][step] where the output has steps; not negative.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    public DatasetTargets WithSampleWeights(float[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        int wrong = Array.FindIndex(weights, weight => !(weight >= 0 && float.IsFinite(weight)));
        return wrong < 0
            ? new(_values, _labels, Name, weights)
            : throw new ArgumentException($"Sample weight {wrong} is {weights[wrong]}; it must be finite and not negative.", nameof(weights));
    }

    internal void Copy(int row, int perRow, Span<float> target)
    {
        if (_values is not null)
        {
            _values.AsSpan(row * perRow, perRow).CopyTo(target);
        }
        else if (_labels is not null)
        {
            for (int i = 0; i < perRow; i++)
            {
                target[i] = _labels[row * perRow + i];
            }
        }
    }
}
