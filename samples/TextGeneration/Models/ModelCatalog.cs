namespace SeqGen.Samples.TextGeneration;

/// <summary>The models of this sample.</summary>
internal static class ModelCatalog
{
    /// <summary>The highest learning rate.</summary>
    public const double LearningRate = 0.004;
    private const int WarmUpSteps = 100;

    /// <summary>The model of the generated verses.</summary>
    public static ModelChoice Verses { get; } =
        new("verses", ["verses"], nameof(VerseLstm), seed => new VerseLstm(seed)) { BatchSize = 32, Epochs = 6 };

    /// <summary>S17, the model of tinyshakespeare.</summary>
    public static ModelChoice Shakespeare { get; } =
        new("S17", ["s17", "shakespeare"], nameof(ShakespeareLstm), seed => new ShakespeareLstm(seed)) { BatchSize = 64, Epochs = 10 };

    /// <summary>The model of surnames.</summary>
    public static ModelChoice Names { get; } =
        new("names", ["names"], nameof(NameLstm), seed => new NameLstm(seed)) { BatchSize = 32, Epochs = 15 };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelChoice> All { get; } = [Verses, Shakespeare, Names];

    /// <summary>Adam whose rate rises for 100 steps and then falls along a cosine until the last; long gradients are cut to length 1.</summary>
    /// <param name="steps">Steps of the whole training.</param>
    public static Optimizer CreateOptimizer(long steps)
    {
        int warmUp = (int)Math.Min(WarmUpSteps, steps / 10);
        return new Adam(new CosineDecay(LearningRate / WarmUpSteps, Math.Max(1, steps - warmUp), alpha: 0.01, LearningRate, warmUp)) { GlobalClipNorm = 1 };
    }
}
