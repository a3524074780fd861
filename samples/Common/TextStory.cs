using System.Globalization;
using SeqGen.Data;
using SeqGen.Reporting;

namespace SeqGen.Samples;

/// <summary>
/// The whole way of a sample that classifies texts: encode, train, test, save, load and compare, report, and answers for
/// sentences that a person types.
/// </summary>
public sealed class TextStory
{
    private const double ValidationSplit = 0.2;

    private readonly ModelChoice _choice;
    private readonly SampleOptions _options;
    private readonly Optimizer _optimizer;

    /// <summary>Says which texts, and makes the model and the encoder of its input.</summary>
    /// <param name="folderName">Where the sample saves below <c>artifacts</c>, if the options do not say it.</param>
    /// <param name="choice">The model.</param>
    /// <param name="corpus">The texts.</param>
    /// <param name="options">What the person asked for.</param>
    public TextStory(string folderName, ModelChoice choice, TextCorpus corpus, SampleOptions options)
    {
        _choice = choice;
        _options = options;
        _optimizer = choice.CreateOptimizer();
        Corpus = corpus;
        Folder = options.Save ?? Path.Combine("artifacts", folderName);
        Model = choice.Create(options.Seed);
        Console.WriteLine($"{corpus.Name}: {corpus.Division}");
        Encoder = Stage.Run("Counting words", () => choice.Encoding.Fit(Model.Description.Inputs[0], corpus.VocabularyTexts));
        Test = Encode(corpus.Test, "test");
    }

    /// <summary>The texts.</summary>
    public TextCorpus Corpus { get; }

    /// <summary>The model.</summary>
    public SequenceModel Model { get; }

    /// <summary>From texts to its input.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>The test texts, encoded.</summary>
    public Dataset Test { get; }

    /// <summary>Where model and report are saved.</summary>
    public string Folder { get; }

    /// <summary>Texts to classify in the end, where the person names none.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Runs before training, for instance to load word vectors; may add settings.</summary>
    public Action<TextStory, OrderedDictionary<string, object>>? Prepare { get; init; }

    /// <summary>Runs after the test: prints what else there is to see, and adds figures.</summary>
    public Action<TextStory, RunRecord>? Examine { get; init; }

    /// <summary>Of a run on data of the sample's own: what the real data are, their folder, and the rows that take them.</summary>
    public (string What, string Folder, string Rows)? RealData { get; init; }

    /// <summary>Tells the story.</summary>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What was measured.</returns>
    public RunRecord Run(CancellationToken cancellation)
    {
        OrderedDictionary<string, object> settings = Settings();
        Prepare?.Invoke(this, settings);
        SummaryTable.Print(Model);
        RunRecord record = Train(settings, cancellation);
        Examine?.Invoke(this, record);
        TextClassifier reloaded = SaveAndReload();
        record.Write(_options, Folder);
        Answer(reloaded, cancellation);
        if (RealData is { } real)
        {
            SampleOptions.PrintWayToRealData(real.What, real.Folder, real.Rows);
        }

        return record;
    }

    /// <summary>For <see cref="Examine"/>: prints a table of all classes, and adds the mean of their F1.</summary>
    /// <param name="story">The story, after training.</param>
    /// <param name="record">Receives the figure.</param>
    public static void ExamineClasses(TextStory story, RunRecord record)
    {
        int[] labels = [.. story.Corpus.Test.Select(sample => sample.Label)];
        ConfusionMatrix matrix = ConfusionMatrix.Of(story.Model.Predict(story.Test), labels);
        SummaryTable.Print(matrix, story.Corpus.Classes);
        record.Figures["macro_f1"] = matrix.MacroF1;
    }

    private Dataset Encode(IReadOnlyList<LabelledText> texts, string part) =>
        Stage.Run($"Encoding the {part} texts", () => Encoder.Encode(texts));

    private OrderedDictionary<string, object> Settings()
    {
        InputDescription input = Model.Description.Inputs[0];
        bool isFeatures = input.Kind == InputKind.Features;
        OrderedDictionary<string, object> settings = new()
        {
            ["data"] = Corpus.Name,
            [isFeatures ? "features" : "vocabulary"] = isFeatures ? input.Size : input.Vocabulary,
            ["length"] = input.Length,
            ["padding"] = input.Padding.ToString().ToLowerInvariant(),
            ["truncating"] = input.Truncating.ToString().ToLowerInvariant(),
            ["optimizer"] = _optimizer.Name,
            ["learning_rate"] = _optimizer.CurrentLearningRate,
            ["loss"] = Model.Description.Loss ?? "",
            ["epochs"] = _options.Epochs ?? _choice.Epochs,
            ["batch_size"] = _options.BatchSize ?? _choice.BatchSize,
            ["training_texts"] = Corpus.Training.Count,
            ["seed"] = _options.Seed,
            ["threads"] = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads,
            ["vector_bits"] = Model.VectorBits,
        };
        if (Corpus.Validation is null)
        {
            settings["validation_split"] = ValidationSplit;
        }

        return settings;
    }

    /// <summary>Where there are no other texts to test with, the figures are those of the validation part.</summary>
    private string TestPart => ReferenceEquals(Corpus.Validation, Corpus.Test) ? "Validation" : "Test";

    private RunRecord Train(OrderedDictionary<string, object> settings, CancellationToken cancellation)
    {
        int epochs = _options.Epochs ?? _choice.Epochs;
        TrainingWatch watch = new(_options, Folder);
        Dataset training = Encode(Corpus.Training, "training");
        Dataset? validation = Corpus.Validation is null ? null : ReferenceEquals(Corpus.Validation, Corpus.Test) ? Test : Encode(Corpus.Validation, "validation");
        History history = watch.Run(() => Model.Fit(training, new FitOptions
        {
            Epochs = epochs,
            BatchSize = _options.BatchSize ?? _choice.BatchSize,
            Optimizer = _optimizer,
            Metrics = _choice.Metrics,
            Validation = validation,
            ValidationSplit = validation is null ? ValidationSplit : 0,
            Seed = _options.Seed,
            Threads = _options.Threads,
            Callbacks = watch.Callbacks,
            Resume = watch.Resume,
            Cancellation = cancellation,
        }));
        Metrics test = Stage.Run("Testing", () => Model.Evaluate(Test, new EvaluateOptions { Threads = _options.Threads, Cancellation = cancellation }));
        RunRecord record = new()
        {
            Row = _choice.Row,
            Title = $"{Model.Description.Name} on {Corpus.Name}",
            Subtitle = Corpus.Division,
            Model = Model.Description,
            Settings = settings,
            History = history,
            Test = test,
            TestPart = TestPart,
            BytesPerStep = watch.BytesPerStep,
        };
        record.AddEpochFigures(watch.KeptEpoch);
        EpochResult best = history.Epochs.MaxBy(epoch => epoch["val_accuracy"])!;
        record.Figures["best_val_accuracy"] = best["val_accuracy"];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Best epoch: validation accuracy {best["val_accuracy"]:0.0000} (epoch {best.Epoch}); an epoch takes {record.Figures["seconds_per_epoch"]:0.00} s, the fastest {record.Figures["seconds_of_fastest_epoch"]:0.00} s"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{TestPart}: {string.Join(", ", test.Skip(1).Append(test.First()).Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value:0.0000}")))} (weights of epoch {watch.KeptEpoch}, the best on the validation part)"));
        return record;
    }

    /// <summary>What was saved, loaded again, must predict the same, bit for bit.</summary>
    private TextClassifier SaveAndReload()
    {
        new TextClassifier(Model, Encoder).Save(Folder);
        TextClassifier reloaded = TextClassifier.Load(Folder, [_choice]);
        bool isSame = Stage.Run("Comparing with what was saved", () => Model.Predict(Test, threads: _options.Threads).AsSpan()
            .SequenceEqual(reloaded.Model.Predict(reloaded.Encoder.Encode(Corpus.Test), threads: _options.Threads)));
        if (!isSame)
        {
            throw new InvalidOperationException("The model that was loaded predicts something else than the one that was saved.");
        }

        Console.WriteLine(FormattableString.Invariant($"Saved in {Folder}, loaded again: all {Corpus.Test.Count:N0} {TestPart.ToLowerInvariant()} predictions are identical"));
        return reloaded;
    }

    private void Answer(TextClassifier classifier, CancellationToken cancellation)
    {
        if (_options.Predict is not null)
        {
            PrintAnswer(classifier, _options.Predict);
            return;
        }

        foreach (string text in Examples)
        {
            PrintAnswer(classifier, text);
        }

        if (Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            return;
        }

        Console.WriteLine("Type a text; an empty line ends.");
        while (!cancellation.IsCancellationRequested && Console.ReadLine() is { Length: > 0 } text)
        {
            PrintAnswer(classifier, text);
        }
    }

    /// <summary>With one output its probability and the class that it speaks for, otherwise the likeliest classes.</summary>
    private void PrintAnswer(TextClassifier classifier, string text)
    {
        const int Shown = 3;
        float[] output = classifier.Predict(text).ToArray();
        string answer = output.Length == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{output[0]:0.0000} {Corpus.Classes[output[0] > 0.5f ? 1 : 0]}")
            : string.Join(", ", output.Index().OrderByDescending(entry => entry.Item).Take(Shown)
                .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Item:0.0000} {Corpus.Classes[entry.Index]}")));
        Console.WriteLine($"{answer}  {text}");
    }
}
