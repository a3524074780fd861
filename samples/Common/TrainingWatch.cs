using SeqGen.Reporting;

namespace SeqGen.Samples;

/// <summary>
/// What every sample does around a fit: shows the progress, counts allocations, restores the weights of the best epoch in
/// the end, and saves a stopped training so that it can be resumed.
/// </summary>
public sealed class TrainingWatch
{
    private const string DefaultFile = "training.state";
    private const int SecondsBetweenSavings = 60;

    private readonly AllocationMeter _meter = new();
    private readonly EarlyStopping _best;
    private readonly string _file;
    private readonly string _fileOfPerson;

    /// <summary>Creates the watch for one fit.</summary>
    /// <param name="options">Where the training is saved, and from where it is resumed.</param>
    /// <param name="folder">Where the training is saved if the options do not say it.</param>
    /// <param name="part">
    /// The name of the model where a sample trains several: each has a file of its own, and one that was not begun yet begins.
    /// </param>
    /// <param name="monitor">The figure that says which epoch is the best.</param>
    public TrainingWatch(SampleOptions options, string folder, string? part = null, string monitor = "val_loss")
    {
        ArgumentNullException.ThrowIfNull(options);
        _fileOfPerson = options.Checkpoint ?? options.Resume ?? Path.Combine(folder, DefaultFile);
        _file = FileOf(_fileOfPerson, part);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_file))!);
        bool isAskedFor = options.Checkpoint is not null || options.Resume is not null;
        _best = new EarlyStopping(monitor, patience: int.MaxValue, restoreBest: true);
        TrainingCheckpoint checkpoint = new(_file, everyEpochs: isAskedFor ? 1 : 0, everySeconds: isAskedFor ? SecondsBetweenSavings : 0);
        Callbacks = [_meter.First, new TrainingProgress(), _best, checkpoint, _meter.Last];
        if (options.Resume is not null)
        {
            string file = FileOf(options.Resume, part);
            Resume = part is null || File.Exists(file) ? file : null;
            Console.WriteLine(Resume is null ? $"There is no {file}: this training begins" : $"Going on with the training of {Resume}");
        }
    }

    /// <summary>The callbacks of the fit.</summary>
    public IReadOnlyList<Callback> Callbacks { get; }

    /// <summary>The training that the fit resumes; <see langword="null"/> where it begins.</summary>
    public string? Resume { get; }

    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public int KeptEpoch => _best.BestEpoch;

    /// <summary>Managed bytes that a training step allocates.</summary>
    public long BytesPerStep => _meter.BytesPerStep;

    /// <summary>Runs the fit.</summary>
    /// <param name="fit">The fit, with the callbacks of this watch.</param>
    /// <exception cref="TrainingStopped">It was cancelled, and saved.</exception>
    public History Run(Func<History> fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        try
        {
            return fit();
        }
        catch (OperationCanceledException)
        {
            throw new TrainingStopped(_file, _fileOfPerson);
        }
    }

    /// <summary>The file of one of several models: <c>training.state</c> becomes <c>training.attention.state</c>.</summary>
    private static string FileOf(string file, string? part) =>
        part is null ? file : Path.ChangeExtension(file, part + Path.GetExtension(file));
}

/// <summary>The person stopped a training, which was saved.</summary>
/// <param name="file">The file.</param>
/// <param name="resume">The argument of <c>--resume</c> to continue.</param>
public sealed class TrainingStopped(string file, string resume) : OperationCanceledException($"Stopped. The training is saved in {file}.")
{
    /// <summary>The argument of <c>--resume</c> to continue.</summary>
    public string Resume => resume;
}
