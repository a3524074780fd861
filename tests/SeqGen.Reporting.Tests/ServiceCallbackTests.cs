using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace SeqGen.Reporting.Tests;

/// <summary>Logs, progress and metrics of a training inside a service.</summary>
public sealed class ServiceCallbackTests
{
    [Fact]
    public void ALogHasTheBeginningEachEpochAndTheEnd()
    {
        MemoryLogger logger = new();
        using Question model = new(1);
        History history = Points.Fit(model, Points.Questions, new TrainingLog(logger));

        logger.Entries.Select(entry => (entry.Level, entry.Id)).ShouldBe([(LogLevel.Information, 1), (LogLevel.Information, 2), (LogLevel.Information, 2), (LogLevel.Information, 4)]);
        logger.Entries[0].Text.ShouldBe("Training of Question begins: 2 epochs of 48 rows, Adam, binary_crossentropy");
        logger.Entries[1].Text.ShouldContain($"loss {history.Epochs[0].Loss:0.0000}, accuracy {history.Epochs[0]["accuracy"]:0.0000}, val_loss ");
        logger.Entries[1].Values["Epoch"].ShouldBe(1);
        logger.Entries[1].Values["Loss"].ShouldBe(history.Epochs[0].Loss);
        logger.Entries[3].Text.ShouldBe("Training of Question ended after 2 of 2 epochs");
    }

    [Fact]
    public void ATrainingThatIsBrokenOffIsAWarning()
    {
        MemoryLogger logger = new();
        using Value model = new(1);
        Dataset data = Dataset.FromFeatures([.. Points.Values.Select(value => value * 1e18f)], 2, [.. Points.Yes.Select(yes => (float)yes)]);
        Should.Throw<TrainingDivergedException>(() => model.Fit(data, new FitOptions { Epochs = 5, Optimizer = new Sgd(1e9), Callbacks = [new TrainingLog(logger)] }));
        logger.Entries.Select(entry => entry.Level).ShouldBe([LogLevel.Information, LogLevel.Warning]);
        logger.Entries[^1].Text.ShouldStartWith("Training of Value was broken off in epoch 1, step ");
    }

    [Fact]
    public void ProgressGoesFromNothingToAll()
    {
        List<FitProgress> reports = [];
        using Question model = new(1);
        Points.Fit(model, Points.Questions, new ProgressCallback(new Reports(reports), TimeSpan.Zero));
        reports.Select(report => (report.Epoch, report.RowsSeen)).ShouldBe([(1, 16), (1, 32), (1, 48), (2, 16), (2, 32), (2, 48)]);
        reports.Select(report => report.Share).ShouldBe([1 / 6.0, 2 / 6.0, 3 / 6.0, 4 / 6.0, 5 / 6.0, 1], 1e-12);
        reports.ShouldAllBe(report => report.Loss > 0);
    }

    [Fact]
    public void WithinAnIntervalOnlyEpochsAreReported()
    {
        List<FitProgress> reports = [];
        using Question model = new(1);
        Points.Fit(model, Points.Questions, new ProgressCallback(new Reports(reports), TimeSpan.FromHours(1)));
        reports.Select(report => (report.Epoch, report.RowsSeen)).ShouldBe([(1, 48), (2, 48)]);
        Should.Throw<ArgumentOutOfRangeException>(() => new ProgressCallback(new Reports(reports), TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void AMeterCountsStepsAndRows()
    {
        Dictionary<string, List<double>> measured = [];
        using Choice model = new(1);
        using TrainingMeter meter = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == TrainingMeter.MeterName)
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        Points.Fit(model, Points.Choices, meter);

        measured["seqgen.training.steps"].Sum().ShouldBe(6);
        measured["seqgen.training.rows"].ShouldBe([16, 16, 16, 16, 16, 16]);
        measured["seqgen.training.loss"].Count.ShouldBe(6);
        measured["seqgen.training.loss"].ShouldAllBe(loss => loss > 0);
        measured["seqgen.training.rows_per_second"].ShouldAllBe(speed => speed > 0);
        measured["seqgen.training.epoch.duration"].Count.ShouldBe(2);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Another test may train at the same time.
            if (tags[0].Value is nameof(Choice) && tags.Length == 1)
            {
                lock (measured)
                {
                    measured.TryAdd(instrument.Name, []);
                    measured[instrument.Name].Add(value);
                }
            }
        }
    }

    [Fact]
    public void AStepOfAMeterAllocatesNothing()
    {
        using Question model = new(1);
        using TrainingMeter meter = new();
        Probe probe = new(meter);
        Points.Fit(model, Points.Questions, probe);
        probe.Bytes.ShouldBe(0);
    }

    private sealed class Reports(List<FitProgress> list) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => list.Add(value);
    }

    /// <summary>Measures what a meter allocates in the steps of the second epoch.</summary>
    private sealed class Probe(TrainingMeter meter) : Callback
    {
        public long Bytes { get; private set; }

        public override void OnFitBegin(FitContext fit) => meter.OnFitBegin(fit);

        public override void OnStepEnd(FitContext fit)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            meter.OnStepEnd(fit);
            Bytes += fit.Epoch == 2 ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        }
    }

    private sealed class MemoryLogger : ILogger
    {
        public List<(LogLevel Level, int Id, string Text, Dictionary<string, object?> Values)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((logLevel, eventId.Id, formatter(state, exception), ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary()));
    }
}
