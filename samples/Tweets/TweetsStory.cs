using System.Globalization;
using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Reporting;
using SeqGen.Text;

namespace SeqGen.Samples.Tweets;

/// <summary>Which tweets, whose vectors, and how the validation loss fares from its minimum to the end.</summary>
internal static class TweetsStory
{
    private const string GloVeFile = "glove.6B.100d.txt";

    private static readonly string[] GeneratedExamples = ["I am so thrilled tonight", "grateful now and you", "really miserable on the train", "devastated again"];

    private static readonly string[] Examples =
        ["just had the best coffee of my life", "missed my bus again and it is raining", "so excited for the weekend!", "I hate being sick"];

    private static readonly ModelChoice Small = new("generated", ["small"], nameof(SmallTweet), seed => new SmallTweet(seed))
    {
        Epochs = 6,
        CreateOptimizer = static () => new Adam(),
    };

    /// <summary>The models of real tweets.</summary>
    public static IReadOnlyList<ModelChoice> Models { get; } =
    [
        new("S3", ["s3", "tweet"], nameof(Tweet), seed => new Tweet(seed)) { BatchSize = 128, Epochs = 10, CreateOptimizer = static () => new Adam() },
    ];

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunRecord Run(SampleOptions options, CancellationToken cancellation)
    {
        bool isReal = options.WantsRealData("generated", "sentiment140");
        ModelChoice choice = isReal ? Models.Choose(options.Model, Models[0]) : Small;
        TextCorpus corpus = isReal ? TweetsCorpus.Sentiment140(options) : TweetsCorpus.Generated(options.Seed);
        return new TextStory(isReal ? "tweets" : "tweets-generated", choice, corpus, options)
        {
            Examples = isReal ? Examples : GeneratedExamples,
            RealData = isReal ? null : ("real tweets", "the folder of Sentiment140's CSV file", "S3"),
            Prepare = (story, settings) => SetVectors(story, settings, isReal ? RealVectors(corpus, options, cancellation) : GeneratedVectors(corpus, options, cancellation)),
            Examine = LookAtOverfitting,
        }.Run(cancellation);
    }

    private static void SetVectors(TextStory story, OrderedDictionary<string, object> settings, WordVectors vectors)
    {
        EmbeddingMatrix matrix = vectors.ToEmbeddingMatrix(((TokenEncoder)story.Encoder).Tokenizer);
        story.Model.SetWeight("embedding/embeddings", matrix.Values);
        ParameterCounts counts = ParameterCounts.Of(story.Model.Description);
        double frozen = (counts.Total - counts.Trainable) / (double)counts.Total;
        settings["vectors"] = string.Create(CultureInfo.InvariantCulture, $"{vectors.Count} of {vectors.Dimensions} dimensions");
        settings["words_with_vector"] = matrix.Found;
        settings["frozen_share"] = frozen;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{matrix.Found:N0} words have a vector, {matrix.RunningCoverage:P1} of the running words; {frozen:P2} of the parameters are frozen"));
    }

    private static void LookAtOverfitting(TextStory story, RunRecord record)
    {
        IReadOnlyList<double> losses = record.History["val_loss"];
        double rise = (losses[^1] / losses.Min()) - 1;
        record.Figures["last_val_loss_above_minimum"] = rise;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Overfitting: the last validation loss, {losses[^1]:0.0000}, lies {rise:P1} above the smallest, {losses.Min():0.0000}"));
    }

    /// <summary>GloVe's file where it is at hand; otherwise vectors trained on the tweets to train on, and on film reviews where they are at hand.</summary>
    private static WordVectors RealVectors(TextCorpus corpus, SampleOptions options, CancellationToken cancellation)
    {
        string? root = Environment.GetEnvironmentVariable(DataFolder.EnvironmentVariable);
        string glove = Path.Combine(root ?? "", "word-vectors", GloVeFile);
        if (File.Exists(glove))
        {
            return WordVectors.Load(glove);
        }

        string reviews = Path.Combine(root ?? "", "imdb");
        return new TrainedVectors(options, cancellation).SkipGram(
            FormattableString.Invariant($"tweets-skipgram-100-seed{options.Seed}"),
            100,
            () =>
            [
                .. corpus.Training.Concat(Directory.Exists(reviews) ? ImdbReviews.Load(DataPart.Train, reviews) : [])
                    .AsParallel().AsOrdered().Select(sample => Words(sample.Text)),
            ]);
    }

    /// <summary>Vectors of the words of many tweets without labels; on one thread, so that a seed gives the same ones.</summary>
    private static WordVectors GeneratedVectors(TextCorpus corpus, SampleOptions options, CancellationToken cancellation)
    {
        List<string[]> texts = [.. corpus.Unlabelled.Select(Words)];
        WordVocabulary vocabulary = WordVocabulary.FromTexts(texts);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Word vectors: {vocabulary.Count:N0} words, trained on {texts.Count:N0} generated tweets without labels"));
        SkipGramOptions training = new() { Dimensions = 100, Subsampling = 0, Seed = options.Seed, Threads = 1 };
        return SkipGram.Train(vocabulary, vocabulary.ToSequences(texts), training, cancellation);
    }

    private static string[] Words(string text) => [.. TextPreprocessing.TextToWordSequence(text)];
}
