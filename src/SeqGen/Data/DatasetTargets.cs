namespace SeqGen;

/// <summary>The targets of an <see cref="ArrayDataset"/>.</summary>
public sealed class DatasetTargets
{
    // All whole numbers up to this one are floats.
    private const int LargestLabel = 1 << 24;

    private readonly float[]? _values;
    private readonly int[]? _labels;

    private DatasetTargets(float[]? values, int[]? labels)
    {
        _values = values;
        _labels = labels;
    }

    /// <summary>No targets: rows to predict.</summary>
    public static DatasetTargets None { get; } = new(null, null);

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
