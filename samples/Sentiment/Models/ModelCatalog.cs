using SeqGen.Data;

namespace SeqGen.Samples.Sentiment;

/// <summary>The models of this sample.</summary>
internal static class ModelCatalog
{
    private const int ReviewBatch = 128;
    private const int VectorEpochs = 2;
    private const int CharactersOfRow = 1_500;

    /// <summary>The 44 characters that S13 tells apart; with UNK and PAD they are 46.</summary>
    private const string Characters = "abcdefghijklmnopqrstuvwxyz0123456789 .,:!?'\"";

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
        new("S13", ["s13", "characters"], nameof(ReviewCharacters), seed => new ReviewCharacters(seed))
        {
            Epochs = 5,
            Encoding = TextEncoding.Characters(Characters),
        },
        new("S13", ["s13-regular", "characters_regular"], nameof(ReviewCharactersRegular), seed => new ReviewCharactersRegular(seed))
        {
            Epochs = 24,
            Encoding = TextEncoding.Characters(Characters),
        },
        new("S13", ["s13-more", "characters_more"], nameof(ReviewCharactersRegular), seed => new ReviewCharactersRegular(seed))
        {
            Epochs = 24,
            Encoding = TextEncoding.Characters(Characters),
            Part = Pieces,
        },
        new("S15", ["s15", "peephole_lstm"], nameof(ReviewPeephole), seed => new ReviewPeephole(seed)) { BatchSize = ReviewBatch },
        new("S5", ["s5", "s5-frozen", "frozen_vectors"], nameof(ReviewFrozenVectors), seed => new ReviewFrozenVectors(seed)) { Part = Few },
        new("S5", ["s5-fresh", "fresh_vectors"], nameof(ReviewFreshVectors), seed => new ReviewFreshVectors(seed)) { Part = Few },
        new("S10", ["s10", "vector_rnn"], nameof(ReviewVectorRnn), seed => new ReviewVectorRnn(seed)) { Epochs = VectorEpochs, Part = Thousand },
        new("S10", ["s10-wide", "vector_wide_rnn"], nameof(ReviewVectorWideRnn), seed => new ReviewVectorWideRnn(seed)) { Epochs = VectorEpochs, Part = Thousand },
        new("S11", ["s11", "s11-400", "vector_lstm"], nameof(ReviewVectorLstm), seed => new ReviewVectorLstm(seed)) { Epochs = VectorEpochs },
        new("S11", ["s11-200", "vector_short_lstm"], nameof(ReviewVectorShortLstm), seed => new ReviewVectorShortLstm(seed)) { Epochs = VectorEpochs },
        new("S12", ["s12", "vector_pooling"], nameof(ReviewVectorPooling), seed => new ReviewVectorPooling(seed)) { Epochs = VectorEpochs },
        new("S12", ["s12-1000", "vector_pooling_1000"], nameof(ReviewVectorPooling), seed => new ReviewVectorPooling(seed)) { Epochs = VectorEpochs, Part = Thousand },
        new("S15", ["s15-vector-gru", "vector_gru"], nameof(ReviewVectorGru), seed => new ReviewVectorGru(seed)) { Epochs = VectorEpochs },
        new("S15", ["s15-vector-peephole", "vector_peephole"], nameof(ReviewVectorPeephole), seed => new ReviewVectorPeephole(seed)) { Epochs = VectorEpochs },
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelChoice> All { get; } = [Phrases, .. Reviews];

    /// <summary>200 reviews to train on, 10,000 to validate with: what pre-trained vectors do where labels are few. The vocabulary is that of all.</summary>
    private static TextCorpus Few(TextCorpus corpus) => corpus with
    {
        Training = [.. corpus.Training.Take(200)],
        Validation = [.. corpus.Training.Skip(200).Take(10_000)],
        Unlabelled = [.. corpus.Training.Skip(200).Select(review => review.Text)],
    };

    /// <summary>
    /// More data for S13: what a training review has beyond the characters that the model sees are further rows. The last
    /// fifth of the reviews validates, and of those only the beginning counts, as for S13.
    /// </summary>
    private static TextCorpus Pieces(TextCorpus corpus)
    {
        DataSplit<LabelledText> split = DataSplit.Last(corpus.Training, 0.2);
        return corpus with
        {
            Training = [.. split.Training.SelectMany(review => review.Text.Chunk(CharactersOfRow).Select(piece => review with { Text = new(piece) }))],
            Validation = split.Validation,
        };
    }

    /// <summary>1,000 reviews, of which a fifth validates.</summary>
    private static TextCorpus Thousand(TextCorpus corpus) => corpus with { Training = [.. corpus.Training.Take(1_000)] };
}
