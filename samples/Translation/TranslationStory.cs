using System.Globalization;
using SeqGen.Reporting;

namespace SeqGen.Samples.Translation;

/// <summary>Trains an encoder-decoder with and without attention, and compares their translations.</summary>
internal sealed class TranslationStory
{
    private const int RealEpochs = 10;
    private const int GeneratedEpochs = 20;
    private const int RealBatchSize = 128;
    private const int GeneratedBatchSize = 32;
    private const double RealLearningRate = 0.002;
    private const double GeneratedLearningRate = 0.005;
    private const double ValidationSplit = 0.05;
    private const int ComparedSentences = 100;
    private const string ContextName = "context";
    private const string AttentionName = "attention";

    private static readonly string[] GeneratedExamples = ["The happy queen buys a green car.", "A boy sees the white house today."];
    private static readonly string[] RealExamples = ["I'm tired.", "Where is the station?", "She doesn't like your dog.", "We have to go home now."];

    private readonly SampleOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly bool _isReal;
    private readonly TranslationCorpus _corpus;

    private TranslationStory(SampleOptions options, CancellationToken cancellation)
    {
        _options = options;
        _cancellation = cancellation;
        _isReal = options.WantsRealData("generated", "tatoeba");
        _corpus = _isReal ? TranslationCorpus.Tatoeba(options) : TranslationCorpus.Generated(options.Seed);
    }

    /// <summary>The words for the models, for help and messages.</summary>
    public static string ModelWords => "context, attention, or s18 for both";

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunRecord Run(SampleOptions options, CancellationToken cancellation) => new TranslationStory(options, cancellation).Run();

    /// <summary>Translates with what an earlier run saved.</summary>
    /// <param name="options">The folder, and the sentence where one is asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="SampleError">The folder holds no translator.</exception>
    public static void Translate(SampleOptions options, CancellationToken cancellation)
    {
        string folder = options.Load ?? throw new ArgumentException("The options name no folder to load from.", nameof(options));
        (string Name, Translator Translator)[] translators =
        [
            .. new[] { ContextName, AttentionName }
                .Where(name => Directory.Exists(Path.Combine(folder, name)))
                .Select(name => (name, Translator.Load(Path.Combine(folder, name)))),
        ];
        if (translators.Length == 0)
        {
            throw new SampleError(
                $"The folder '{folder}' holds no translator. Train one first: it is saved in {SavedFolder(isReal: true)}, {SavedFolder(isReal: false)}, or where --save says.");
        }

        Answer(translators, translators[0].Translator.Model is SentenceContext or SentenceAttention ? RealExamples : GeneratedExamples, options, cancellation);
    }

    private static string SavedFolder(bool isReal) => Path.Combine("artifacts", isReal ? "translation" : "translation-generated");

    private RunRecord Run()
    {
        Console.WriteLine(FormattableString.Invariant($"{_corpus.Name}: {_corpus.Training.Count:N0} pairs to train and validate with, {_corpus.Test.Count:N0} to test with"));
        (string Name, SequenceModel Model)[] choices = Choose();
        List<(string Name, Trained Result)> results =
            [.. choices.Select(choice => (choice.Name, Train(choice.Name, choice.Model, choices.Length > 1 ? choice.Name : null)))];
        RunRecord record = results[^1].Result.Record;
        foreach ((string name, Trained result) in results)
        {
            foreach ((string way, TranslationScores scores) in new[] { ("greedy", result.Greedy), ("beam", result.Beam) })
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{name,-10} {way,-6}  BLEU {scores.Bleu,5:0.0}  exact match {scores.ExactMatch,5:0.0} %"));
                record.Figures[$"{name}_{way}_bleu"] = result.Record.Figures[$"{name}_{way}_bleu"] = scores.Bleu;
                record.Figures[$"{name}_{way}_exact_match"] = result.Record.Figures[$"{name}_{way}_exact_match"] = scores.ExactMatch;
            }
        }

        foreach ((string name, Trained result) in results.SkipLast(1))
        {
            result.Record.Write(_options with { Json = null, Report = null }, Path.Combine(Folder, name));
        }

        record.Write(_options, Folder);
        Answer(
            [.. results.Select(trained => (trained.Name, trained.Result.Translator))],
            _isReal ? RealExamples : GeneratedExamples,
            _options,
            _cancellation);
        if (!_isReal)
        {
            SampleOptions.PrintWayToRealData("real sentences", "the folder of fra-eng.zip", "S18");
        }

        return record;
    }

    private int BatchSize => _options.BatchSize ?? (_isReal ? RealBatchSize : GeneratedBatchSize);

    private double LearningRate => _isReal ? RealLearningRate : GeneratedLearningRate;

    private string Folder => _options.Save ?? SavedFolder(_isReal);

    private (string Name, SequenceModel Model)[] Choose()
    {
        (string, SequenceModel) context = (ContextName, _isReal ? new SentenceContext(_options.Seed) : new PhraseContext(_options.Seed));
        (string, SequenceModel) attention = (AttentionName, _isReal ? new SentenceAttention(_options.Seed) : new PhraseAttention(_options.Seed));
        return _options.Model?.ToLowerInvariant() switch
        {
            null or "s18" => [context, attention],
            ContextName => [context],
            AttentionName => [attention],
            _ => throw new SampleError($"There is no row or model '{_options.Model}'. --row takes {ModelWords}."),
        };
    }

    private Trained Train(string name, SequenceModel model, string? part)
    {
        SentenceVocabulary source = SentenceVocabulary.Of(_corpus.Training.Select(pair => pair.Source), model.Description.Inputs[0].Vocabulary);
        SentenceVocabulary target = SentenceVocabulary.Of(_corpus.Training.Select(pair => pair.Target), model.Description.Inputs[^1].Vocabulary);
        Translator translator = new(model, source, target);
        SummaryTable.Print(model);
        int epochs = _options.Epochs ?? (_isReal ? RealEpochs : GeneratedEpochs);
        TrainingWatch watch = new(_options, Folder, part);
        Adam optimizer = new(LearningRate) { GlobalClipNorm = 1 };
        OrderedDictionary<string, object> settings = Settings(epochs, source, target);
        History history = watch.Run(() => model.Fit(translator.Encode(_corpus.Training), new FitOptions
        {
            Epochs = epochs,
            BatchSize = BatchSize,
            Optimizer = optimizer,
            Metrics = [Metric.Accuracy],
            ValidationSplit = ValidationSplit,
            Seed = _options.Seed,
            Threads = _options.Threads,
            Callbacks = watch.Callbacks,
            Resume = watch.Resume,
            Cancellation = _cancellation,
        }));
        Metrics test = model.Evaluate(translator.Encode(_corpus.Test), new EvaluateOptions { Threads = _options.Threads, Cancellation = _cancellation });
        translator = SaveAndReload(Path.Combine(Folder, name), translator);
        TranslationScores greedy = Score(translator, beam: false);
        TranslationScores beam = Score(translator, beam: true);
        RunRecord record = new()
        {
            Row = "S18",
            Title = $"{model.Description.Name} on {_corpus.Name}",
            Model = model.Description,
            Settings = settings,
            History = history,
            Test = test,
            BytesPerStep = watch.BytesPerStep,
        };
        record.AddEpochFigures(watch.KeptEpoch);
        return new(translator, record, greedy, beam);
    }

    private TranslationScores Score(Translator translator, bool beam) => TranslationScores.Of(
        () => new Translator(translator.Model, translator.Source, translator.Target), _corpus.Test, beam, _options, _cancellation);

    private OrderedDictionary<string, object> Settings(int epochs, SentenceVocabulary source, SentenceVocabulary target) => new()
    {
        ["data"] = _corpus.Name,
        ["training_pairs"] = _corpus.Training.Count,
        ["test_pairs"] = _corpus.Test.Count,
        ["english_words"] = source.Words,
        ["french_words"] = target.Words,
        ["optimizer"] = "adam",
        ["learning_rate"] = LearningRate,
        ["epochs"] = epochs,
        ["batch_size"] = BatchSize,
        ["validation_split"] = ValidationSplit,
        ["seed"] = _options.Seed,
        ["threads"] = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads,
    };

    /// <summary>The translator that was saved, loaded again: it must translate as before.</summary>
    private Translator SaveAndReload(string folder, Translator translator)
    {
        translator.Save(folder);
        Translator reloaded = Translator.Load(folder);
        string[][] sentences = [.. _corpus.Test.Take(ComparedSentences).Select(pair => pair.Source)];
        if (!sentences.All(sentence => translator.Translate(sentence, beam: true).SequenceEqual(reloaded.Translate(sentence, beam: true))))
        {
            throw new InvalidOperationException("The model that was loaded translates differently from the one that was saved.");
        }

        Console.WriteLine(FormattableString.Invariant($"Saved in {folder}, loaded again: {sentences.Length} sentences are translated as before"));
        return reloaded;
    }

    private static void Answer(
        (string Name, Translator Translator)[] translators, string[] examples, SampleOptions options, CancellationToken cancellation)
    {
        foreach (string sentence in options.Predict is { } asked ? [asked] : examples)
        {
            Console.WriteLine(sentence);
            PrintTranslations(translators, sentence);
        }

        if (options.Predict is not null || Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            return;
        }

        Console.WriteLine("Type an English sentence; an empty line ends.");
        while (!cancellation.IsCancellationRequested && Console.ReadLine() is { Length: > 0 } text)
        {
            PrintTranslations(translators, text);
        }
    }

    private static void PrintTranslations((string Name, Translator Translator)[] translators, string sentence)
    {
        foreach ((string name, Translator translator) in translators)
        {
            foreach ((string way, bool beam) in new[] { ("greedy", false), ("beam", true) })
            {
                Console.WriteLine($"  {name,-10} {way,-6}  {translator.Translate(sentence, beam)}");
            }
        }
    }

    private sealed record Trained(Translator Translator, RunRecord Record, TranslationScores Greedy, TranslationScores Beam);
}
