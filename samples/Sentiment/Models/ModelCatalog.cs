namespace SeqGen.Samples.Sentiment;

/// <summary>One model of this sample, and how it is trained.</summary>
/// <param name="Row">The system's row in the list of systems.</param>
/// <param name="Words">The words that choose it on the command line.</param>
/// <param name="Name">The name of the declaration.</param>
/// <param name="Create">Makes it with the weights that belong to a seed.</param>
internal sealed record ModelChoice(string Row, string[] Words, string Name, Func<int, SequenceModel> Create)
{
    /// <summary>Rows of a training step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Epochs to train.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Makes the optimizer.</summary>
    public Func<Optimizer> CreateOptimizer { get; init; } = static () => new RmsProp();
}

/// <summary>The models of this sample.</summary>
internal static class ModelCatalog
{
    /// <summary>The model of the generated phrases.</summary>
    public static ModelChoice Phrases { get; } =
        new("phrases", [], nameof(PhraseLstm), seed => new PhraseLstm(seed))
        {
            BatchSize = 32,
            Epochs = 10,
            CreateOptimizer = static () => new Adam(),
        };

    /// <summary>The models of the film reviews.</summary>
    public static IReadOnlyList<ModelChoice> Reviews { get; } =
    [
        new("S8", ["s8", "lstm"], nameof(ReviewLstm), seed => new ReviewLstm(seed)),
        new("S4", ["s4", "embedding"], nameof(ReviewEmbedding), seed => new ReviewEmbedding(seed)) { BatchSize = 32 },
        new("S6", ["s6", "simple_rnn"], nameof(ReviewSimpleRnn), seed => new ReviewSimpleRnn(seed)),
        new("S7", ["s7", "stacked_rnn"], nameof(ReviewStackedRnn), seed => new ReviewStackedRnn(seed)),
        new("S9", ["s9-gru", "gru", "s9"], nameof(ReviewGru), seed => new ReviewGru(seed)),
        new("S9", ["s9-bidirectional", "bidirectional"], nameof(ReviewBidirectional), seed => new ReviewBidirectional(seed)),
    ];

    /// <summary>The words for the review models, for messages.</summary>
    public static string ReviewWords => string.Join(", ", Reviews.Select(choice => string.Join(" or ", choice.Words)));

    /// <summary>The review model that a word chooses, or <see langword="null"/>.</summary>
    public static ModelChoice? FindReviewModel(string word) =>
        Reviews.FirstOrDefault(choice => choice.Words.Contains(word, StringComparer.OrdinalIgnoreCase));

    /// <summary>The model of a declaration's name, or <see langword="null"/>.</summary>
    public static ModelChoice? FindByName(string name) => Reviews.Prepend(Phrases).FirstOrDefault(choice => choice.Name == name);
}
