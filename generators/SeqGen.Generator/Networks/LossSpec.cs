namespace SeqGen.Generator.Networks;

/// <summary>The losses that a declaration may name.</summary>
internal enum LossKind
{
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    MeanSquaredError,
    MeanAbsoluteError,
    Huber,
}

/// <summary>The loss of a declaration.</summary>
/// <param name="Kind">Which loss.</param>
/// <param name="FromLogits">True where the output is the argument of the sigmoid or softmax, not a probability.</param>
internal sealed record LossSpec(LossKind Kind, bool FromLogits)
{
    /// <summary>Keras' words, its short ones among them.</summary>
    public static WordTable<LossKind> Words { get; } = new(
        ("binary_crossentropy", LossKind.BinaryCrossentropy),
        ("categorical_crossentropy", LossKind.CategoricalCrossentropy),
        ("sparse_categorical_crossentropy", LossKind.SparseCategoricalCrossentropy),
        ("mean_squared_error", LossKind.MeanSquaredError),
        ("mean_absolute_error", LossKind.MeanAbsoluteError),
        ("huber", LossKind.Huber),
        ("bce", LossKind.BinaryCrossentropy),
        ("mse", LossKind.MeanSquaredError),
        ("mae", LossKind.MeanAbsoluteError));

    /// <summary>Which loss.</summary>
    public static ArgumentDefinition FunctionArgument { get; } = ArgumentDefinition.Choice("function", Words.UsualWords, "The loss by Keras' name.") with { Positional = true };

    /// <summary>What the loss takes.</summary>
    public static ArgumentDefinition FromLogitsArgument { get; } =
        ArgumentDefinition.Flag("from_logits", false, "The output is the argument of the sigmoid or softmax, not a probability.");

    /// <summary>The arguments of the line <c>loss</c> and of the attribute <c>[Loss]</c>.</summary>
    public static ImmutableArray<ArgumentDefinition> Arguments { get; } = [FunctionArgument, FromLogitsArgument];

    /// <summary>Keras' name, for instance <c>binary_crossentropy</c>.</summary>
    public string Word => Words.WordOf(Kind);

    /// <summary>True for the losses that compare probabilities.</summary>
    public bool IsCrossentropy => Kind <= LossKind.SparseCategoricalCrossentropy;

    public static LossSpec Read(ArgumentReader arguments) =>
        new(arguments.Choice(FunctionArgument.Name, Words), arguments.Flag(FromLogitsArgument.Name));
}
