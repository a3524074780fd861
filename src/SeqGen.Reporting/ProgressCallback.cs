using System.Diagnostics;

namespace SeqGen.Reporting;

/// <summary>Reports how far a fit is to an <see cref="IProgress{T}"/>, for instance a progress bar of a window: not more often than asked, and at the end of each epoch.</summary>
/// <param name="progress">Receives the reports, on the thread that trains; <see cref="Progress{T}"/> hands them on to the thread that made it.</param>
/// <param name="interval">The least time between two reports within an epoch; a tenth of a second where not given.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is negative.</exception>
/// <example><code>
/// Progress&lt;FitProgress&gt; progress = new(state =&gt; bar.Value = state.Share);
/// await Task.Run(() =&gt; model.Fit(train, new FitOptions { Epochs = 10, Callbacks = [new ProgressCallback(progress)] }));
/// </code></example>
public sealed class ProgressCallback(IProgress<FitProgress> progress, TimeSpan? interval = null) : Callback
{
    private static readonly TimeSpan UsualInterval = TimeSpan.FromMilliseconds(100);

    private readonly IProgress<FitProgress> _progress = progress ?? throw new ArgumentNullException(nameof(progress));
    private readonly TimeSpan _interval = interval is { } given && given < TimeSpan.Zero
        ? throw new ArgumentOutOfRangeException(nameof(interval), given, "The time between two reports cannot be negative.")
        : interval ?? UsualInterval;
    private long _last;

    /// <inheritdoc/>
    protected override bool IsObserver => true;

    /// <inheritdoc/>
    public override void OnFitBegin(FitContext fit) => _last = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override void OnStepEnd(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        if (fit.Step < fit.StepsPerEpoch && Stopwatch.GetElapsedTime(_last) >= _interval)
        {
            Report(fit);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        Report(fit);
    }

    private void Report(FitContext fit)
    {
        _last = Stopwatch.GetTimestamp();
        _progress.Report(new FitProgress(fit.Epoch, fit.Epochs, fit.RowsSeen, fit.RowsPerEpoch, fit.Loss));
    }
}
