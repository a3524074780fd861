namespace SeqGen.Samples.Sarcasm;

/// <summary>The models of this sample.</summary>
internal static class ModelCatalog
{
    private const string OovToken = "<OOV>";

    /// <summary>S1.</summary>
    public static ModelChoice Bidirectional { get; } = new("S1", ["s1", "bidirectional"], nameof(HeadlineBidirectional), seed => new HeadlineBidirectional(seed))
    {
        Epochs = 50,
        CreateOptimizer = static () => new Adam(),
        Encoding = TextEncoding.Words(OovToken),
    };

    /// <summary>S2.</summary>
    public static ModelChoice Convolution { get; } = new("S2", ["s2", "convolution"], nameof(HeadlineConvolution), seed => new HeadlineConvolution(seed))
    {
        Epochs = 50,
        CreateOptimizer = static () => new Adam(),
        Encoding = TextEncoding.Words(OovToken),
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelChoice> All { get; } = [Bidirectional, Convolution];
}
