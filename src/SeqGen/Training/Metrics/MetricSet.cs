namespace SeqGen;

/// <summary>Several metrics and their sums, side by side in one array.</summary>
internal sealed class MetricSet
{
    private readonly Metric[] _metrics;
    private readonly int[] _offsets;
    private readonly double[] _sums;

    public MetricSet(IReadOnlyList<Metric>? metrics, Loss loss)
    {
        bool isCrossentropy = loss is BinaryCrossentropy or CategoricalCrossentropy or SparseCategoricalCrossentropy;
        metrics ??= isCrossentropy ? [Metric.Accuracy] : [];
        _metrics = [.. metrics.Select(metric => metric.For(loss))];
        _offsets = new int[_metrics.Length];
        for (int i = 0; i < _metrics.Length; i++)
        {
            _offsets[i] = StateLength;
            StateLength += _metrics[i].StateLength;
        }

        _sums = new double[StateLength];
        Names = [.. _metrics.Select(metric => metric.Name)];
    }

    public string[] Names { get; }

    /// <summary>Sums of all metrics together.</summary>
    public int StateLength { get; }

    /// <summary>The sums of all metrics over the epoch so far.</summary>
    public Span<double> Sums => _sums;

    /// <summary>What the metrics are, for the settings of a saved training.</summary>
    public string Setting => string.Join(", ", _metrics.Select(metric => metric.Setting));

    /// <summary>Whether larger values of a metric are better; null where that is not known.</summary>
    public bool? LargerIsBetter(int index) => _metrics[index].LargerIsBetter;

    public void Reset() => Array.Clear(_sums);

    public double Result(int index) => _metrics[index].Result(_sums.AsSpan(_offsets[index], _metrics[index].StateLength));

    /// <summary>Counts one entry in a state of the caller.</summary>
    public void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, Span<double> state)
    {
        for (int i = 0; i < _metrics.Length; i++)
        {
            _metrics[i].Add(target, output, 1, state.Slice(_offsets[i], _metrics[i].StateLength));
        }
    }

    /// <summary>Adds a caller's state to the sums.</summary>
    public void Merge(ReadOnlySpan<double> state)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            _sums[i] += state[i];
        }
    }
}
