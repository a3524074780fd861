namespace SeqGen.Samples.Sentiment;

/// <summary>The models of this sample.</summary>
internal static class ModelCatalog
{
    private const int ReviewBatch = 128;

    /// <summary>The model of the generated phrases.</summary>
    public static ModelChoice Phrases { get; } =
        new("phrases", ["phrases"], nameof(PhraseLstm), seed => new PhraseLstm(seed)) { CreateOptimizer = static () => new Adam() };

    /// <summary>The models of the film reviews; the first where none is named.</summary>
    public static IReadOnlyList<ModelChoice> Reviews { get; } =
    [
        new("S8", ["s8", "lstm"], nameof(ReviewLstm), seed => new ReviewLstm(seed)) { BatchSize = ReviewBatch },
        new("S4", ["s4", "embedding"], nameof(ReviewEmbedding), seed => new ReviewEmbedding(seed)),
        new("S6", ["s6", "simple_rnn"], nameof(ReviewSimpleRnn), seed => new ReviewSimpleRnn(seed)) { BatchSize = ReviewBatch },
        new("S7", ["s7", "stacked_rnn"], nameof(ReviewStackedRnn), seed => new ReviewStackedRnn(seed)) { BatchSize = ReviewBatch },
        new("S9", ["s9", "s9-gru", "gru"], nameof(ReviewGru), seed => new ReviewGru(seed)) { BatchSize = ReviewBatch },
        new("S9", ["s9-bidirectional", "bidirectional"], nameof(ReviewBidirectional), seed => new ReviewBidirectional(seed)) { BatchSize = ReviewBatch },
        new("S15", ["s15", "peephole_lstm"], nameof(ReviewPeephole), seed => new ReviewPeephole(seed)) { BatchSize = ReviewBatch },
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelChoice> All { get; } = [Phrases, .. Reviews];
}
