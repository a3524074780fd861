namespace SeqGen.Samples.Spam;

/// <summary>Which messages, and the figures that matter where one class is rare.</summary>
internal static class SpamStory
{
    private const int GeneratedEpochs = 4;

    private static readonly string[] Examples =
    [
        "Congratulations! You have won a free holiday, call 09061234567 now to claim your prize",
        "Are you free tonight? Call me when you leave the office",
        "Your mobile was selected for a guaranteed cash prize. Text YES to 80062",
        "I won the match, dinner is my prize, see you at eight",
    ];

    /// <summary>The models of this sample.</summary>
    public static IReadOnlyList<ModelChoice> Models { get; } =
    [
        new("S16", ["s16", "lstm"], nameof(MessageLstm), seed => new MessageLstm(seed))
        {
            Epochs = 10,
            CreateOptimizer = static () => new Adam(),
            Encoding = TextEncoding.Words("<OOV>"),
            Metrics = [Metric.Accuracy, Metric.Precision, Metric.Recall, Metric.F1],
        },
    ];

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunRecord Run(SampleOptions options, CancellationToken cancellation)
    {
        bool isReal = options.WantsRealData("generated", "sms");
        ModelChoice choice = Models.Choose(options.Model, Models[0]);
        if (!isReal)
        {
            choice = choice with { Epochs = GeneratedEpochs };
        }

        return new TextStory(
            isReal ? "spam" : "spam-generated", choice, isReal ? SpamCorpus.Messages(options) : SpamCorpus.Generated(options.Seed), options)
        {
            Examples = Examples,
            RealData = isReal ? null : ("real messages", "the folder of SMSSpamCollection", "S16"),
            Examine = TextStory.ExamineClasses,
        }.Run(cancellation);
    }
}
