namespace SeqGen.Samples.Topics;

/// <summary>Which texts, which classes, and how each class fares.</summary>
internal static class TopicsStory
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz '-/öéíäóáüàßúñòśèżãêçùìńłąõ";

    private static readonly ModelChoice News = new("generated", ["news"], nameof(NewsTopics), seed => new NewsTopics(seed))
    {
        Epochs = 4,
        CreateOptimizer = static () => new Adam(0.003),
    };

    private static readonly ModelChoice Names = new("S16", ["s16", "s16-names", "names"], nameof(SurnameNationality), seed => new SurnameNationality(seed))
    {
        Epochs = 20,
        CreateOptimizer = static () => new Adam(),
        Encoding = TextEncoding.Characters(Letters),
    };

    private static readonly ModelChoice Reviews = new("S16", ["s16-reviews", "reviews"], nameof(ReviewDegree), seed => new ReviewDegree(seed))
    {
        Epochs = 6,
        CreateOptimizer = static () => new Adam(),
        Encoding = TextEncoding.Words("<OOV>"),
    };

    /// <summary>The models of real data.</summary>
    public static IReadOnlyList<ModelChoice> Models { get; } = [Names, Reviews];

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunRecord Run(SampleOptions options, CancellationToken cancellation)
    {
        bool isReal = options.WantsRealData("generated", "real");
        if (!isReal && options.Model is not null)
        {
            throw new SampleError("The rows have data of their own: leave out --data generated, or --row.");
        }

        ModelChoice choice = isReal ? Models.Choose(options.Model, Names) : News;
        (TextCorpus corpus, string[] examples) = choice == News ? (TopicsCorpus.Generated(options.Seed), new[]
            {
                "the bank of the river was flooded after heavy rain",
                "the bank raised its rates and shares fell",
                "the court was wet and the match was stopped",
                "the court sent the thief to prison",
            })
            : choice == Names ? (TopicsCorpus.Surnames(options), ["Takahashi", "Papadopoulos", "Ivanov", "O'Brien", "Müller"])
            : (TopicsCorpus.ReviewDegrees(options), ["an absolute masterpiece", "it has its moments , but not many", "a complete waste of time"]);
        return new TextStory($"topics-{choice.Words[^1]}", choice, corpus, options)
        {
            Examples = examples,
            RealData = isReal ? null : ("real names or reviews", "their folder", "S16-names or S16-reviews"),
            Examine = TextStory.ExamineClasses,
        }.Run(cancellation);
    }
}
