using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SeqGen.Reporting;

/// <summary>
/// Measures a training for services (OpenTelemetry, <c>dotnet-counters monitor --counters SeqGen.Training</c>). Each measurement has the tag <c>model</c>. The instruments
/// are
/// <list type="bullet">
/// <item><c>seqgen.training.steps</c> and <c>seqgen.training.rows</c>: counters, after each step;</item>
/// <item><c>seqgen.training.loss</c>: the loss of the step;</item>
/// <item><c>seqgen.training.rows_per_second</c>: rows of the epoch so far by the time that they took, after each step;</item>
/// <item><c>seqgen.training.epoch.duration</c>: seconds of an epoch, validation included.</item>
/// </list>
/// </summary>
/// <remarks>A step allocates nothing. One fit at a time may use a meter; several meters of the same name are one to those who listen.</remarks>
/// <example><code>
/// using TrainingMeter meter = new();
/// model.Fit(train, new FitOptions { Epochs = 10, Callbacks = [meter] });
/// </code></example>
public sealed class TrainingMeter : Callback, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "SeqGen.Training";

    private readonly Meter _meter;
    private readonly bool _isOwn;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _rows;
    private readonly Gauge<double> _loss;
    private readonly Gauge<double> _rowsPerSecond;
    private readonly Histogram<double> _epochs;
    private KeyValuePair<string, object?> _model;
    private int _rowsBefore;
    private int _rowsAtStart;
    private long _start;

    /// <summary>Creates the meter.</summary>
    /// <param name="factory">The factory of a service's container, which disposes of the meter; null to make one that <see cref="Dispose"/> ends.</param>
    public TrainingMeter(IMeterFactory? factory = null)
    {
        _isOwn = factory is null;
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _steps = _meter.CreateCounter<long>("seqgen.training.steps", "{step}", "Steps that were trained.");
        _rows = _meter.CreateCounter<long>("seqgen.training.rows", "{row}", "Rows that were trained.");
        _loss = _meter.CreateGauge<double>("seqgen.training.loss", description: "The loss of the last step, penalties included.");
        _rowsPerSecond = _meter.CreateGauge<double>("seqgen.training.rows_per_second", "{row}/s", "Rows of the epoch so far by the time that they took.");
        _epochs = _meter.CreateHistogram<double>("seqgen.training.epoch.duration", "s", "The time of an epoch, validation included.");
    }

    /// <inheritdoc/>
    protected override bool IsObserver => true;

    /// <inheritdoc/>
    public override void OnFitBegin(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        _model = new("model", fit.Model.Description.Name);
        StartClock(fit);
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        StartClock(fit);
    }

    /// <inheritdoc/>
    public override void OnStepEnd(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        _steps.Add(1, _model);
        _rows.Add(fit.RowsSeen - _rowsBefore, _model);
        _rowsBefore = fit.RowsSeen;
        _loss.Record(fit.StepLoss, _model);
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        if (seconds > 0)
        {
            _rowsPerSecond.Record((fit.RowsSeen - _rowsAtStart) / seconds, _model);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        _epochs.Record(epoch.Seconds, _model);
    }

    /// <summary>Ends the meter, unless a factory made it.</summary>
    public void Dispose()
    {
        if (_isOwn)
        {
            _meter.Dispose();
        }
    }

    /// <summary>A training that is continued may begin in the middle of an epoch.</summary>
    private void StartClock(FitContext fit)
    {
        _start = Stopwatch.GetTimestamp();
        _rowsBefore = _rowsAtStart = fit.RowsSeen;
    }
}
