namespace SeqGen;

/// <summary>The state of a fit in progress. One object for the whole fit, updated in place.</summary>
public sealed class FitContext
{
    private readonly MetricSet _metrics;
    private readonly Dictionary<Callback, object> _states = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _filesToSave = [];

    internal FitContext(SequenceModel model, FitOptions options, Optimizer optimizer, Loss loss, MetricSet metrics)
    {
        Model = model;
        Options = options;
        Optimizer = optimizer;
        LossFunction = loss;
        _metrics = metrics;
        FigureNames = ["loss", .. metrics.Names];
    }

    /// <summary>The model in training; its weights may be read and saved.</summary>
    public SequenceModel Model { get; }

    /// <summary>The options of the fit.</summary>
    public FitOptions Options { get; }

    /// <summary>The optimizer; its learning rate may be changed.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The loss function; of a model with several outputs that of the first one.</summary>
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

    /// <summary>Whether and how rows are shuffled, as files of a training and other ranks are told.</summary>
    internal string Shuffling { get; init; } = "";

    /// <summary>Rows of the epoch that were seen so far.</summary>
    public int RowsSeen { get; internal set; }

    /// <summary>The loss of the last step, penalties included.</summary>
    public double StepLoss { get; internal set; }

    /// <summary>The mean loss of the epoch so far.</summary>
    public double Loss => RowsSeen == 0 ? 0 : LossSum / RowsSeen;

    /// <summary>The names of the metrics.</summary>
    public IReadOnlyList<string> MetricNames => _metrics.Names.AsReadOnly();

    /// <summary>
    /// The names of all figures that an epoch will have: <c>loss</c>, the metrics, and with validation <c>val_loss</c> and the
    /// metrics with <c>val_</c>.
    /// </summary>
    public IReadOnlyList<string> FigureNames { get; private set; }

    /// <summary>True where the fit continues a training from a file; see <see cref="FitOptions.Resume"/>.</summary>
    public bool IsResumed { get; internal set; }

    /// <summary>True after <see cref="StopTraining"/>.</summary>
    public bool IsStopping { get; internal set; }

    internal double LossSum { get; set; }

    /// <summary>A metric over the epoch so far.</summary>
    /// <param name="index">Its place in <see cref="MetricNames"/>.</param>
    public double Metric(int index) => _metrics.Result(index);

    /// <summary>Ends training after the current step or epoch. A started epoch still is validated and counts.</summary>
    public void StopTraining() => IsStopping = true;

    /// <summary>
    /// Saves the whole training, so that <see cref="FitOptions.Resume"/> can continue it: as soon as all callbacks have seen
    /// the current step, the end of the current epoch or that of the fit, and before anything else happens. The file appears whole or
    /// not at all. To be called by callbacks, from their <see cref="Callback.OnFitBegin"/> to <see cref="Callback.OnFitEnding"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidOperationException">The fit is over.</exception>
    public void SaveTraining(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (IsOver)
        {
            throw new InvalidOperationException("The fit is over: its training can be saved in OnFitEnding, not in OnFitEnd or later.");
        }

        if (!_filesToSave.Contains(path))
        {
            _filesToSave.Add(path);
        }
    }

    /// <summary>True when nothing is trained any more, and callbacks are told the end.</summary>
    internal bool IsOver { get; set; }

    /// <summary>Files that a callback asked for; the list is emptied when they are written.</summary>
    internal List<string> FilesToSave => _filesToSave;

    /// <summary>Whose weights a callback restored at the end, for messages; null where none did.</summary>
    internal string? WeightsPutBack { get; private set; }

    /// <summary>The state that a callback has in this fit; the same callback may serve several fits at the same time.</summary>
    internal T StateOf<T>(Callback callback, Func<T> create)
        where T : class
    {
        if (!_states.TryGetValue(callback, out object? state))
        {
            state = create();
            _states.Add(callback, state);
        }

        return (T)state;
    }

    /// <summary>Says that epochs are validated.</summary>
    internal void AddValidationFigures() => FigureNames = [.. FigureNames, .. FigureNames.Select(name => SeqGen.FigureNames.Validation + name)];

    /// <summary>Whether larger values of a figure are better; null where that is not known.</summary>
    internal bool? LargerIsBetter(int figure)
    {
        int ofTraining = figure % (_metrics.Names.Length + 1);
        return ofTraining == 0 ? false : _metrics.LargerIsBetter(ofTraining - 1);
    }

    /// <summary>Gives the model other weights at the end of a fit.</summary>
    internal void RestoreWeights(float[] weights, string whose)
    {
        weights.CopyTo(Model.Weights.Span);
        Model.MarkWeightsChanged();
        WeightsPutBack = whose;
    }
}
