using System.Globalization;
using SeqGen.Data;
using SeqGen.Reporting;
using SeqGen.Text;

namespace SeqGen.Samples.Temperature;

/// <summary>The whole way: series, naive forecasts, training, test, saving, loading, a report with the forecast drawn.</summary>
internal sealed class ForecastStory
{
    private const double LearningRate = 0.001;
    private const string WeightsFile = "weights.safetensors";
    private const string StructureFile = "structure.json";
    private const string ScalingFile = "scaling.json";
    private const int DrawnHours = 10 * 24;
    private const int Examples = 3;

    private readonly ModelChoice _choice;
    private readonly ForecastTask _task;
    private readonly SampleOptions _options;
    private readonly SequenceModel _model;
    private readonly float[] _measured;
    private readonly ColumnNormalization _scaling;

    private ForecastStory(ModelChoice choice, ForecastTask task, SampleOptions options)
    {
        _choice = choice;
        _task = task;
        _options = options;
        _model = choice.Create(options.Seed);
        _measured = task.Measured;
        _scaling = ColumnNormalization.Standard(task.Table, task.TrainingEnd);
    }

    private int Epochs => _options.Epochs ?? _choice.Epochs;

    private int BatchSize => _options.BatchSize ?? _choice.BatchSize;

    private string Folder => _options.Save ?? Path.Combine("artifacts", "temperature-" + _choice.Words[^1]);

    /// <summary>Degrees of one unit of the scaled series: the deviation of the training part.</summary>
    private double Degrees => _scaling.ScaleOf(_task.Target);

    /// <summary>The first target: windows and naive forecasts before it would start before the series.</summary>
    private int FirstTarget => Math.Max(((_model.Description.Inputs[0].Length - 1) * _task.Step) + _task.Horizon, NaiveForecast.Reach + _task.Horizon);

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunRecord Run(SampleOptions options, CancellationToken cancellation)
    {
        ModelChoice choice = Choose(options);
        ForecastTask task =
            ModelCatalog.Oil.Contains(choice) ? TaskCatalog.Oil(options)
            : ModelCatalog.Air.Contains(choice) ? TaskCatalog.Air(options)
            : TaskCatalog.Weather(options.Seed);
        RunRecord record = new ForecastStory(choice, task, options).Run(cancellation);
        if (choice == ModelCatalog.Weather)
        {
            SampleOptions.PrintWayToRealData("measured series", "the folder of ETTh1.csv", "S19");
        }

        return record;
    }

    /// <summary>A model has its series, and a series its first model.</summary>
    private static ModelChoice Choose(SampleOptions options)
    {
        IReadOnlyList<ModelChoice> ofData = options.Data switch
        {
            null => ModelCatalog.All,
            "weather" => [ModelCatalog.Weather],
            "oil" => ModelCatalog.Oil,
            "air" => ModelCatalog.Air,
            _ => throw new SampleError($"There is no data set '{options.Data}'. --data takes weather, oil or air."),
        };
        return ofData.Choose(options.Model, options.Data is null && options.Path is not null ? ModelCatalog.Oil[0] : ofData[0]);
    }

    private RunRecord Run(CancellationToken cancellation)
    {
        Console.WriteLine($"{_task.Name}: {_task.Division}");
        SummaryTable.Print(_model);
        (NaiveForecast naive, double naiveError) = CompareNaiveForecasts();
        SequenceMatrix<float> features = Features(_scaling);
        Dataset training = Windows(features, FirstTarget, _task.TrainingEnd);
        Dataset validation = Windows(features, _task.TrainingEnd, _task.ValidationEnd);
        Dataset test = Windows(features, _task.ValidationEnd, _task.TestEnd);
        Adam optimizer = new(new CosineDecay(LearningRate, Math.Max(1, (long)Epochs * training.Count / BatchSize), alpha: 0.02));
        TrainingWatch watch = new(_options, Folder);
        History history = watch.Run(() => _model.Fit(training, new FitOptions
        {
            Epochs = Epochs,
            BatchSize = BatchSize,
            Optimizer = optimizer,
            Validation = validation,
            Seed = _options.Seed,
            Threads = _options.Threads,
            Callbacks = watch.Callbacks,
            Resume = watch.Resume,
            Cancellation = cancellation,
        }));
        RunRecord record = new()
        {
            Row = _choice.Row,
            Title = $"{_model.Description.Name} on {_task.Name}",
            Subtitle = _task.Division,
            Model = _model.Description,
            Settings = Settings(optimizer, naive),
            History = history,
            Test = _model.Evaluate(test, new EvaluateOptions { Threads = _options.Threads, Cancellation = cancellation }),
            BytesPerStep = watch.BytesPerStep,
        };
        record.AddEpochFigures(watch.KeptEpoch);
        double error = record.Test.Loss * Degrees;
        record.Figures["validation_mae_degrees"] = history.Epochs[watch.KeptEpoch - 1]["val_loss"] * Degrees;
        record.Figures["mae_degrees"] = error;
        record.Figures["mae_scaled"] = record.Test.Loss;
        record.Figures["naive_mae_degrees"] = naiveError;
        record.Figures["naive_mae_scaled"] = naiveError / Degrees;
        record.Figures["below_naive_percent"] = 100 * (1 - (error / naiveError));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Test: mean absolute error {error:0.000} degrees ({record.Test.Loss:0.0000} scaled), {record.Figures["below_naive_percent"]:0.0} % below the best naive forecast (weights of epoch {watch.KeptEpoch}, the best on the validation part)"));
        float[] forecasts = SaveAndReload(test);
        Draw(record, forecasts, naive);
        record.Write(_options, Folder);
        PrintExamples(forecasts);
        return record;
    }

    /// <summary>The strongest on the test part, although nobody could have known it beforehand: the hardest to beat.</summary>
    private (NaiveForecast Strongest, double Error) CompareNaiveForecasts()
    {
        List<(NaiveForecast Naive, double Error)> errors = [];
        foreach (NaiveForecast naive in NaiveForecast.All)
        {
            double validation = naive.MeanAbsoluteError(_measured, _task.TrainingEnd, _task.ValidationEnd, _task.Horizon);
            double test = naive.MeanAbsoluteError(_measured, _task.ValidationEnd, _task.TestEnd, _task.Horizon);
            errors.Add((naive, test));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Naive: {naive.Name}: mean absolute error {validation:0.000} degrees in validation, {test:0.000} in test"));
        }

        return errors.MinBy(entry => entry.Error);
    }

    private SequenceMatrix<float> Features(ColumnNormalization scaling) => scaling.Apply(_task.Table).Select(_task.Features).ToMatrix();

    /// <summary>Windows whose targets, the scaled differences to the reference forecast, lie in a part of the series.</summary>
    private Dataset Windows(SequenceMatrix<float> features, int start, int end)
    {
        float[] targets = new float[_measured.Length];
        for (int step = FirstTarget; step < targets.Length; step++)
        {
            targets[step] = (float)((_measured[step] - _task.Reference.At(_measured, step, _task.Horizon)) / Degrees);
        }

        return Dataset.FromWindows(TimeseriesWindows.Forecast(
            features, targets, _model.Description.Inputs[0].Length, _task.Horizon, _task.Step, start, end));
    }

    private OrderedDictionary<string, object> Settings(Optimizer optimizer, NaiveForecast naive) => new()
    {
        ["data"] = _task.Name,
        ["target"] = _task.Target,
        ["features"] = string.Join(" ", _task.Features),
        ["horizon_hours"] = _task.Horizon,
        ["window_steps"] = _model.Description.Inputs[0].Length,
        ["hours_between_steps"] = _task.Step,
        ["difference_to"] = _task.Reference.Name,
        ["naive"] = naive.Name,
        ["scale_degrees"] = Degrees,
        ["training_hours"] = _task.TrainingEnd,
        ["validation_hours"] = _task.ValidationEnd - _task.TrainingEnd,
        ["test_hours"] = _task.TestEnd - _task.ValidationEnd,
        ["optimizer"] = optimizer.Name,
        ["learning_rate"] = LearningRate,
        ["learning_rate_schedule"] = "cosine",
        ["loss"] = _model.Description.Loss ?? "",
        ["epochs"] = Epochs,
        ["batch_size"] = BatchSize,
        ["seed"] = _options.Seed,
        ["threads"] = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads,
        ["vector_bits"] = _model.VectorBits,
    };

    /// <summary>Model and scaling that were saved, loaded again, must forecast the same, bit for bit.</summary>
    /// <returns>The forecasts of the test part in degrees.</returns>
    private float[] SaveAndReload(Dataset test)
    {
        Directory.CreateDirectory(Folder);
        _model.Save(Path.Combine(Folder, WeightsFile));
        _model.SaveStructure(Path.Combine(Folder, StructureFile));
        _scaling.Save(Path.Combine(Folder, ScalingFile));
        SequenceModel reloaded = _choice.Create(0);
        reloaded.Load(Path.Combine(Folder, WeightsFile));
        SequenceMatrix<float> features = Features(ColumnNormalization.Load(Path.Combine(Folder, ScalingFile)));
        float[] before = _model.Predict(test, threads: _options.Threads);
        float[] after = reloaded.Predict(Windows(features, _task.ValidationEnd, _task.TestEnd), threads: _options.Threads);
        if (!before.AsSpan().SequenceEqual(after))
        {
            throw new InvalidOperationException("The model that was loaded forecasts something else than the one that was saved.");
        }

        Console.WriteLine(FormattableString.Invariant($"Saved in {Folder}, loaded again: all {after.Length:N0} test forecasts are identical"));
        return [.. after.Select((difference, row) =>
            (float)(_task.Reference.At(_measured, _task.ValidationEnd + row, _task.Horizon) + (Degrees * difference)))];
    }

    private void Draw(RunRecord record, float[] forecasts, NaiveForecast naive)
    {
        int hours = Math.Min(DrawnHours, forecasts.Length);
        IEnumerable<int> steps = Enumerable.Range(_task.ValidationEnd, hours);
        record.Charts.Add(new("temperature, degrees", $"hours from {DateOf(_task.ValidationEnd)}")
        {
            Lines =
            {
                ["measured"] = [.. steps.Select(step => (double)_measured[step])],
                [$"forecast, {_task.Horizon} h ahead"] = [.. forecasts.Take(hours).Select(value => (double)value)],
                ["naive"] = [.. steps.Select(step => (double)naive.At(_measured, step, _task.Horizon))],
            },
        });
    }

    private void PrintExamples(float[] forecasts)
    {
        for (int i = 0; i < Examples; i++)
        {
            int row = forecasts.Length * (i + 1) / (Examples + 1);
            int step = _task.ValidationEnd + row;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{DateOf(step - _task.Horizon)}: {_measured[step - _task.Horizon]:0.0} degrees, forecast for {_task.Horizon} hours later {forecasts[row]:0.0}, measured then {_measured[step]:0.0}"));
        }
    }

    private string DateOf(int step) => _task.Table.Dates[step].ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
