namespace SeqGen;

/// <summary>The results of one epoch.</summary>
public sealed class EpochResult
{
    private readonly string[] _names;
    private readonly double[] _values;

    internal EpochResult(int epoch, string[] names, double[] values, double seconds, double learningRate)
    {
        Epoch = epoch;
        _names = names;
        _values = values;
        Seconds = seconds;
        LearningRate = learningRate;
    }

    /// <summary>The number of the epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>How long training and validation took.</summary>
    public double Seconds { get; }

    /// <summary>The learning rate after the epoch's last step.</summary>
    public double LearningRate { get; }

    /// <summary>The mean training loss, penalties included.</summary>
    public double Loss => this["loss"];

    /// <summary>The names of all figures: <c>loss</c>, the metrics, and with validation <c>val_loss</c> and the metrics with <c>val_</c>.</summary>
    public IReadOnlyList<string> Names => _names.AsReadOnly();

    /// <summary>The figures, in the order of their names.</summary>
    internal ReadOnlySpan<double> Values => _values;

    /// <summary>One figure.</summary>
    /// <param name="name">For instance <c>val_accuracy</c>; any name that Keras knows the figure by.</param>
    /// <exception cref="KeyNotFoundException">There is no such figure.</exception>
    public double this[string name] => TryGet(name, out double value) ? value : throw new KeyNotFoundException(
        $"The epoch has no figure '{name}'; it has {string.Join(", ", _names)}.");

    /// <summary>One figure, if the epoch has it.</summary>
    /// <param name="name">For instance <c>val_accuracy</c>; any name that Keras knows the figure by.</param>
    /// <param name="value">The figure.</param>
    public bool TryGet(string name, out double value)
    {
        int index = FigureNames.IndexOf(_names, name);
        value = index < 0 ? double.NaN : _values[index];
        return index >= 0;
    }
}

/// <summary>The results of a fit, epoch by epoch.</summary>
public sealed class History
{
    private readonly List<EpochResult> _epochs = [];

    internal History()
    {
    }

    /// <summary>How the fit was done.</summary>
    /// <remarks><see langword="null"/> only where no fit made the history.</remarks>
    public TrainingRecord? Training { get; internal set; }

    /// <summary>The epochs that were finished.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs.AsReadOnly();

    /// <summary>The names of all figures, or none before the first epoch is finished.</summary>
    public IReadOnlyList<string> Names => _epochs.Count == 0 ? [] : _epochs[0].Names;

    /// <summary>One figure over all epochs.</summary>
    /// <param name="name">For instance <c>val_accuracy</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such figure.</exception>
    public IReadOnlyList<double> this[string name] => [.. _epochs.Select(epoch => epoch[name])];

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);
}
