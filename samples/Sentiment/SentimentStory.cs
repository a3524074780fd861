using System.Globalization;

namespace SeqGen.Samples.Sentiment;

/// <summary>Which texts, which model, and what this sample shows besides.</summary>
internal static class SentimentStory
{
    private static readonly string[] PhraseExamples =
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

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunRecord Run(SampleOptions options, CancellationToken cancellation)
    {
        bool isReviews = options.WantsRealData("phrases", "imdb");
        ModelChoice choice = ModelCatalog.All.Choose(options.Model, isReviews ? ModelCatalog.Reviews[0] : ModelCatalog.Phrases);
        TextCorpus corpus = isReviews ? SentimentCorpus.Reviews(options) : SentimentCorpus.Phrases(options.Seed);
        ReviewVectors vectors = new(corpus.Training, options, cancellation);
        TextStory story = new("sentiment-" + choice.Words[^1], vectors.Provide(choice), choice.Part(corpus), options)
        {
            Prepare = vectors.Prepare,
            Examples = isReviews ? ReviewExamples : PhraseExamples,
            RealData = isReviews ? null : ("real reviews", "the unpacked folder aclImdb", "S8; --help lists all rows"),
            Examine = (story, record) =>
            {
                SixteenBitComparison.Print(story, record, options);
                if (!isReviews)
                {
                    CompareWithWordCounts(story, record, options);
                }
            },
        };
        return story.Run(cancellation);
    }

    private static void CompareWithWordCounts(TextStory story, RunRecord record, SampleOptions options)
    {
        double accuracy = WordCountBaseline.TestAccuracy(story.Corpus, options);
        record.Figures["baseline_accuracy"] = accuracy;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Test: accuracy {accuracy:0.0000} with a bag of words and logistic regression"));
    }
}
