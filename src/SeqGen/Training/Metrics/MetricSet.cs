namespace SeqGen;

/// <summary>Several metrics and their sums, side by side in one array.</summary>
internal sealed class MetricSet
{
    private readonly Metric[] _metrics;
    private readonly int[] _offsets;
    private readonly int[] _firsts;
    private readonly bool _hasLosses;
    private readonly double[] _sums;

    /// <summary>The metrics of a model's outputs; of several outputs, the losses of each one too, and names begin with those of the outputs.</summary>
    public MetricSet(IReadOnlyList<Objective> objectives)
    {
        _hasLosses = objectives.Count > 1;
        _firsts = new int[objectives.Count + 1];
        List<Metric> metrics = [];
        List<string> names = [];
        for (int output = 0; output < objectives.Count; output++)
        {
            Metric[] own = [.. _hasLosses ? [new OutputLoss()] : Array.Empty<Metric>(), .. Of(objectives[output].Metrics, objectives[output].Loss)];
            metrics.AddRange(own);
            names.AddRange(own.Select(metric => _hasLosses ? $"{objectives[output].Output.Name}_{metric.Name}" : metric.Name));
            _firsts[output + 1] = metrics.Count;
        }

        _metrics = [.. metrics];
        _offsets = new int[_metrics.Length];
        for (int i = 0; i < _metrics.Length; i++)
        {
            _offsets[i] = StateLength;
            StateLength += _metrics[i].StateLength;
        }

        _sums = new double[StateLength];
        Names = [.. names];
    }

    /// <summary>The metrics of a model with one output.</summary>
    public MetricSet(IReadOnlyList<Metric>? metrics, Loss loss)
        : this([new Objective(new OutputDescription { Steps = 0, Size = 1, Activation = "linear" }, loss, 1, metrics)])
    {
    }

    public string[] Names { get; }

    /// <summary>Sums of all metrics together.</summary>
    public int StateLength { get; }

    /// <summary>The sums of all metrics over the epoch so far.</summary>
    public Span<double> Sums => _sums;

    /// <summary>What the metrics are, for the settings of a saved training.</summary>
    public string Setting => string.Join(", ", _metrics.Select((metric, index) => metric.Name == Names[index] ? metric.Setting : $"{Names[index]}: {metric.Setting}"));

    /// <summary>Whether larger values of a metric are better; null where that is not known.</summary>
    public bool? LargerIsBetter(int index) => _metrics[index].LargerIsBetter;

    public void Reset() => Array.Clear(_sums);

    public double Result(int index) => _metrics[index].Result(_sums.AsSpan(_offsets[index], _metrics[index].StateLength));

    /// <summary>Counts one entry of an output in a state of the caller.</summary>
    /// <param name="output">The number of the output.</param>
    /// <param name="target">The entry's target.</param>
    /// <param name="values">The output vector.</param>
    /// <param name="loss">The entry's loss times its weight.</param>
    /// <param name="state">Sums of all metrics.</param>
    public void Add(int output, ReadOnlySpan<float> target, ReadOnlySpan<float> values, double loss, Span<double> state)
    {
        int first = _firsts[output];
        if (_hasLosses)
        {
            state[_offsets[first]] += loss;
            state[_offsets[first] + 1]++;
            first++;
        }

        for (int i = first; i < _firsts[output + 1]; i++)
        {
            _metrics[i].Add(target, values, 1, state.Slice(_offsets[i], _metrics[i].StateLength));
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

    private static IEnumerable<Metric> Of(IReadOnlyList<Metric>? metrics, Loss loss)
    {
        bool isCrossentropy = loss is BinaryCrossentropy or CategoricalCrossentropy or SparseCategoricalCrossentropy;
        metrics ??= isCrossentropy ? [Metric.Accuracy] : [];
        return metrics.Select(metric => metric.For(loss));
    }

    /// <summary>The mean loss of one of several outputs, without the output's weight; the set counts it with the entry.</summary>
    private sealed class OutputLoss : Metric
    {
        public override string Name => "loss";

        public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state) =>
            throw new InvalidOperationException("The loss of an entry is known where it is scored.");
    }
}
