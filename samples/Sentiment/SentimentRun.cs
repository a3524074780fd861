using System.Globalization;
using SeqGen.Reporting;

namespace SeqGen.Samples.Sentiment;

/// <summary>The whole story: data, training, test, saving, loading, report, and answers for sentences.</summary>
internal sealed class SentimentRun
{
    private static readonly string[] Examples =
    [
        "The film was not good but bad.",
        "The film was not bad but good.",
        "I expected the story to be boring, yet it was brilliant.",
        "They called the ending great but I found it dull.",
    ];

    private static readonly string[] ReviewExamples =
    [
        "This film was a complete waste of time, the acting was terrible and the plot made no sense.",
        "A wonderful movie. The acting is superb, the story is moving, and I would watch it again.",
    ];

    private readonly SampleOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly bool _isReviews;
    private readonly ModelChoice _choice;

    public SentimentRun(SampleOptions options, CancellationToken cancellation)
    {
        _options = options;
        _cancellation = cancellation;
        _isReviews = IsReviews(options);
        _choice = ChooseModel(options, _isReviews);
    }

    private string Folder => _options.Save ?? Path.Combine("artifacts", "sentiment-" + (_isReviews ? _choice.Words[^1] : "phrases"));

    public void Run()
    {
        SentimentCorpus corpus = _isReviews ? SentimentCorpus.Reviews(_options.Path, _options.Seed) : SentimentCorpus.Phrases(_options.Seed);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{corpus.Name}: {corpus.Training.Count:N0} texts to train and validate on, {corpus.Test.Count:N0} to test with"));
        SentimentTraining training = new(_choice, corpus, _options);
        SummaryTable.Print(training.Model);

        TrainingOutcome outcome = training.Run(_cancellation);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Test: accuracy {outcome.Test.Accuracy:0.0000}, loss {outcome.Test.Loss:0.0000} (weights of epoch {outcome.KeptEpoch}, the best on the validation part)"));
        double? baseline = _isReviews ? null : WordCountBaseline.TestAccuracy(corpus, training.Tokenizer, _options);
        if (baseline is { } accuracy)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Test: accuracy {accuracy:0.0000} with a bag of words and logistic regression"));
        }

        SentimentScorer scorer = SaveAndReload(training);
        WriteReport(training, outcome, baseline);
        WriteJson(training, outcome, baseline);
        Answer(scorer);
        if (!_isReviews)
        {
            Console.WriteLine(
                "On real reviews: unpack the Large Movie Review Dataset (aclImdb) and add --data imdb --path FOLDER, "
                + $"and --model with one of {ModelCatalog.ReviewWords}.");
        }
    }

    private static bool IsReviews(SampleOptions options) => options.Data switch
    {
        null => options.Path is not null,
        "imdb" => true,
        "phrases" => options.Path is null
            ? false
            : throw new SampleError("--path names the folder of real reviews: use it with --data imdb."),
        _ => throw new SampleError($"There is no data set '{options.Data}'. --data takes phrases or imdb."),
    };

    private static ModelChoice ChooseModel(SampleOptions options, bool isReviews)
    {
        if (!isReviews)
        {
            return options.Model is null
                ? ModelCatalog.Phrases
                : throw new SampleError("--model chooses among the models of real reviews: use it with --data imdb.");
        }

        return options.Model is null
            ? ModelCatalog.Reviews[0]
            : ModelCatalog.FindReviewModel(options.Model) ?? throw new SampleError($"There is no model '{options.Model}'. --model takes {ModelCatalog.ReviewWords}.");
    }

    /// <summary>What was saved, loaded again, must predict the same, bit for bit.</summary>
    private SentimentScorer SaveAndReload(SentimentTraining training)
    {
        new SentimentScorer(training.Model, training.Tokenizer).Save(Folder);
        SentimentScorer reloaded = SentimentScorer.Load(Folder);
        float[] before = training.Model.Predict(training.Test, threads: _options.Threads);
        float[] after = reloaded.Model.Predict(training.Test, threads: _options.Threads);
        if (!before.AsSpan().SequenceEqual(after))
        {
            throw new InvalidOperationException("The model that was loaded predicts something else than the one that was saved.");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Saved in {Folder}, loaded again: all {before.Length:N0} test predictions are identical"));
        return reloaded;
    }

    private void WriteReport(SentimentTraining training, TrainingOutcome outcome, double? baseline)
    {
        string path = _options.Report ?? Path.Combine(Folder, "report.html");
        TrainingReport report = new(training.Model.Description, outcome.History)
        {
            Title = $"{training.Model.Description.Name} on {training.Corpus.Name}",
            Subtitle = string.Create(
                CultureInfo.InvariantCulture,
                $"{training.Corpus.Training.Count:N0} texts to train and validate on, {training.Corpus.Test.Count:N0} to test with"),
        };
        foreach ((string name, object value) in training.Settings)
        {
            report.Settings[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        foreach ((string name, double value) in outcome.Test)
        {
            report.Figures[$"test {name}"] = value.ToString("0.0000", CultureInfo.InvariantCulture);
        }

        report.Figures["weights of epoch"] = outcome.KeptEpoch.ToString(CultureInfo.InvariantCulture);
        report.Figures["bytes allocated per step"] = outcome.BytesPerStep.ToString(CultureInfo.InvariantCulture);
        if (baseline is { } accuracy)
        {
            report.Figures["test accuracy of a bag of words"] = accuracy.ToString("0.0000", CultureInfo.InvariantCulture);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        report.Save(path);
        Console.WriteLine($"Report: {path}");
    }

    private void WriteJson(SentimentTraining training, TrainingOutcome outcome, double? baseline)
    {
        if (_options.Json is null)
        {
            return;
        }

        RunRecord record = new()
        {
            Row = _choice.Row,
            Model = training.Model.Description,
            Settings = training.Settings,
            History = outcome.History,
            Test = outcome.Test,
            BytesPerStep = outcome.BytesPerStep,
        };
        record.Figures["kept_epoch"] = outcome.KeptEpoch;
        record.Figures["seconds_per_epoch"] = outcome.History.Epochs.Average(epoch => epoch.Seconds);
        if (baseline is { } accuracy)
        {
            record.Figures["baseline_accuracy"] = accuracy;
        }

        record.Save(_options.Json);
    }

    private void Answer(SentimentScorer scorer)
    {
        if (_options.Predict is not null)
        {
            PrintScore(scorer, _options.Predict);
            return;
        }

        foreach (string text in _isReviews ? ReviewExamples : Examples)
        {
            PrintScore(scorer, text);
        }

        if (Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            return;
        }

        Console.WriteLine("Type a sentence; an empty line ends.");
        while (!_cancellation.IsCancellationRequested && Console.ReadLine() is { Length: > 0 } text)
        {
            PrintScore(scorer, text);
        }
    }

    private static void PrintScore(SentimentScorer scorer, string text)
    {
        float score = scorer.Score(text);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{score:0.0000} {(score >= 0.5f ? "positive" : "negative")}  {text}"));
    }
}
