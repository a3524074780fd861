using Microsoft.Extensions.Logging;

namespace SeqGen.Reporting;

/// <summary>
/// Logs a training: its beginning, each epoch with its figures, and its end, as information. One that is broken off within an epoch, because it diverges, fails or is cancelled, ends with a warning. The
/// values are named (<c>Model</c>, <c>Epoch</c>, <c>Loss</c>, ...), so that a log can be searched for them.
/// </summary>
/// <param name="logger">Where to.</param>
/// <example><code>
/// model.Fit(train, new FitOptions { Callbacks = [new TrainingLog(loggerFactory.CreateLogger("Training"))] });
/// </code></example>
public sealed partial class TrainingLog(ILogger logger) : Callback
{
    private readonly ILogger _logger = logger ?? throw new ArgumentNullException(nameof(logger));

    /// <inheritdoc/>
    protected override bool IsObserver => true;

    /// <inheritdoc/>
    public override void OnFitBegin(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        LogBegin(fit.Model.Description.Name, fit.Epochs, fit.RowsPerEpoch, fit.Optimizer.Name, fit.LossFunction.Name, fit.IsResumed ? "continues" : "begins");
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(epoch);
        if (_logger.IsEnabled(LogLevel.Information))
        {
            string figures = string.Join(", ", epoch.Names.Skip(1).Select(name => $"{name} {FigureText.Figure(epoch[name])}"));
            LogEpoch(fit.Model.Description.Name, epoch.Epoch, fit.Epochs, epoch.Seconds, epoch.Loss, figures);
        }
    }

    /// <inheritdoc/>
    public override void OnFitEnd(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        if (fit.History.Epochs.Count < fit.Epoch)
        {
            LogBrokenOff(fit.Model.Description.Name, fit.Epoch, fit.Step, fit.StepLoss);
            return;
        }

        LogEnd(fit.Model.Description.Name, fit.History.Epochs.Count, fit.Epochs);
    }

    [LoggerMessage(1, LogLevel.Information, "Training of {Model} {How}: {Epochs} epochs of {Rows} rows, {Optimizer}, {LossFunction}")]
    private partial void LogBegin(string model, int epochs, int rows, string optimizer, string lossFunction, string how);

    [LoggerMessage(2, LogLevel.Information, "{Model}, epoch {Epoch} of {Epochs} in {Seconds:0.00} s: loss {Loss:0.0000}, {Figures}")]
    private partial void LogEpoch(string model, int epoch, int epochs, double seconds, double loss, string figures);

    [LoggerMessage(3, LogLevel.Warning, "Training of {Model} was broken off in epoch {Epoch}, step {Step}, at a loss of {Loss}")]
    private partial void LogBrokenOff(string model, int epoch, int step, double loss);

    [LoggerMessage(4, LogLevel.Information, "Training of {Model} ended after {Finished} of {Epochs} epochs")]
    private partial void LogEnd(string model, int finished, int epochs);
}
