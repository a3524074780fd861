namespace SeqGen.Samples;

/// <summary>One model of a sample, and how it is trained.</summary>
/// <param name="Row">The system's row in the list of systems, for instance <c>S8</c>.</param>
/// <param name="Words">The words that choose it on the command line.</param>
/// <param name="Name">The name of the declaration.</param>
/// <param name="Create">Makes it with the weights that belong to a seed.</param>
public sealed record ModelChoice(string Row, string[] Words, string Name, Func<int, SequenceModel> Create)
{
    /// <summary>Rows of a training step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Epochs to train.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Makes the optimizer.</summary>
    public Func<Optimizer> CreateOptimizer { get; init; } = static () => new RmsProp();

    /// <summary>How texts become what the model's input takes.</summary>
    public TextEncoding Encoding { get; init; } = TextEncoding.Words();

    /// <summary>Which of the texts at hand it takes, where not all.</summary>
    public Func<TextCorpus, TextCorpus> Part { get; init; } = static corpus => corpus;

    /// <summary>What to watch besides the loss.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [Metric.Accuracy];
}

/// <summary>The models of a sample, one of which a person chooses.</summary>
public static class ModelChoices
{
    /// <summary>The words for the models, for help and messages.</summary>
    /// <param name="choices">The models.</param>
    public static string WordList(this IReadOnlyList<ModelChoice> choices) =>
        string.Join(", ", choices.Select(choice => string.Join(" or ", choice.Words)));

    /// <summary>The model that a word chooses.</summary>
    /// <param name="choices">The models.</param>
    /// <param name="word">The word; <see langword="null"/> for none.</param>
    /// <param name="otherwise">The model where no word is given.</param>
    /// <exception cref="SampleError">There is no such model.</exception>
    public static ModelChoice Choose(this IReadOnlyList<ModelChoice> choices, string? word, ModelChoice otherwise) => word is null
        ? otherwise
        : choices.FirstOrDefault(choice => choice.Words.Contains(word, StringComparer.OrdinalIgnoreCase))
            ?? throw new SampleError($"There is no row or model '{word}'. --row takes {choices.WordList()}.");
}
