using System.Diagnostics;

namespace SeqGen;

/// <summary>
/// Saves the whole training to a file now and then, when it is cancelled and when all epochs are done, so that
/// <see cref="FitOptions.Resume"/> can continue it: a training that was ended at any moment and continued ends bit for bit
/// where it would have ended undisturbed.
/// </summary>
/// <example><code>
/// const string State = "training.state";
/// model.Fit(train, new FitOptions
/// {
///     Epochs = 100,
///     Callbacks = [new TrainingCheckpoint(State)],
///     Resume = File.Exists(State) ? State : null,
/// });
/// </code></example>
public sealed class TrainingCheckpoint : Callback
{
    private readonly string _path;
    private readonly int _everyEpochs;
    private readonly int _everySteps;
    private readonly double _everySeconds;
    private long _lastTime;

    /// <summary>Creates the callback. Saving is due as soon as one of the three numbers is reached.</summary>
    /// <param name="path">The file; it always holds one whole training.</param>
    /// <param name="everyEpochs">Epochs between two savings; 0 to ignore epochs.</param>
    /// <param name="everySteps">Steps of an epoch between two savings; 0 to ignore steps.</param>
    /// <param name="everySeconds">Seconds between two savings; 0 to ignore time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite.</exception>
    public TrainingCheckpoint(string path, int everyEpochs = 1, int everySteps = 0, double everySeconds = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(everyEpochs);
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        if (!(everySeconds >= 0 && double.IsFinite(everySeconds)))
        {
            throw new ArgumentOutOfRangeException(nameof(everySeconds), everySeconds, "The seconds between two savings are finite and not negative.");
        }

        _path = path;
        _everyEpochs = everyEpochs;
        _everySteps = everySteps;
        _everySeconds = everySeconds;
    }

    /// <inheritdoc/>
    protected internal override bool IsObserver => true;

    /// <inheritdoc/>
    public override void OnFitBegin(FitContext fit) => _lastTime = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override void OnStepEnd(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        bool isDue = _everySteps > 0 && fit.Step % _everySteps == 0;
        if (isDue || (_everySeconds > 0 && Stopwatch.GetElapsedTime(_lastTime).TotalSeconds >= _everySeconds))
        {
            Save(fit);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        if (_everyEpochs > 0 && fit.Epoch % _everyEpochs == 0 && fit.Epoch < fit.Epochs)
        {
            Save(fit);
        }
    }

    /// <inheritdoc/>
    public override void OnFitEnding(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        Save(fit);
    }

    private void Save(FitContext fit)
    {
        fit.SaveTraining(_path);
        _lastTime = Stopwatch.GetTimestamp();
    }
}
