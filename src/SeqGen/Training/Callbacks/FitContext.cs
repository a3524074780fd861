namespace SeqGen;

/// <summary>Where a fit stands. One object for the whole fit, updated in place.</summary>
public sealed class FitContext
{
    private readonly MetricSet _metrics;

    internal FitContext(SequenceModel model, FitOptions options, Optimizer optimizer, Loss loss, MetricSet metrics)
    {
        Model = model;
        Options = options;
        Optimizer = optimizer;
        LossFunction = loss;
        _metrics = metrics;
    }

    /// <summary>The model in training; its weights may be read and saved.</summary>
    public SequenceModel Model { get; }

    /// <summary>The options of the fit.</summary>
    public FitOptions Options { get; }

    /// <summary>The optimizer; its learning rate may be changed.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The loss function.</summary>
    public Loss LossFunction { get; }

    /// <summary>The finished epochs.</summary>
    public History History { get; } = new();

    /// <summary>The number of epochs to train.</summary>
    public int Epochs => Options.Epochs;

    /// <summary>The current epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch { get; internal init; }

    /// <summary>The last finished step of the epoch, from 1; 0 before the first.</summary>
    public int Step { get; internal set; }

    /// <summary>Training rows of an epoch.</summary>
    public int RowsPerEpoch { get; internal init; }

    /// <summary>Rows of the epoch that were seen so far.</summary>
    public int RowsSeen { get; internal set; }

    /// <summary>The loss of the last step, penalties included.</summary>
    public double StepLoss { get; internal set; }

    /// <summary>The mean loss of the epoch so far.</summary>
    public double Loss => RowsSeen == 0 ? 0 : LossSum / RowsSeen;

    /// <summary>The names of the metrics.</summary>
    public IReadOnlyList<string> MetricNames => _metrics.Names.AsReadOnly();

    /// <summary>True after <see cref="StopTraining"/>.</summary>
    public bool IsStopping { get; private set; }

    internal double LossSum { get; set; }

    /// <summary>A metric over the epoch so far.</summary>
    /// <param name="index">Its place in <see cref="MetricNames"/>.</param>
    public double Metric(int index) => _metrics.Result(index);

    /// <summary>Ends training after the current step or epoch. A started epoch still is validated and counts.</summary>
    public void StopTraining() => IsStopping = true;
}
