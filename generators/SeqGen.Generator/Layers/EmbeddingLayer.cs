// embedding: a table of vectors, one a token.
//
//     y[t] = E[x[t]]
//     weights  embeddings [vocabulary, output_dim]
//     mask     with mask_zero, steps of token 0 are masked from here on

namespace SeqGen.Generator.Layers;

/// <summary>A table of vectors, looked up by tokens.</summary>
internal sealed record EmbeddingLayer : LayerSpec
{
    public required int OutputDim { get; init; }

    public required bool MaskZero { get; init; }

    public required InitializerSpec Initializer { get; init; }

    public required float L1 { get; init; }

    public required float L2 { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "embedding", "Embedding", "Turns every token into a vector of a table.", Read,
        ArgumentDefinition.Integer("output_dim", 1, Limits.Units, "Values of a vector.") with { Positional = true },
        ArgumentDefinition.Flag("mask_zero", false, "Token 0 is padding: its steps are masked."),
        ArgumentDefinition.Initializer("embeddings_initializer", "uniform", "How a fresh table is filled."),
        ArgumentDefinition.Penalty("embeddings_l1", "The L1 penalty on the table."),
        ArgumentDefinition.Penalty("embeddings_l2", "The L2 penalty on the table."));

    private static EmbeddingLayer Read(ArgumentReader arguments) => new()
    {
        OutputDim = arguments.Integer("output_dim"),
        MaskZero = arguments.Flag("mask_zero"),
        Initializer = arguments.Initializer("embeddings_initializer"),
        L1 = arguments.Number("embeddings_l1"),
        L2 = arguments.Number("embeddings_l2"),
    };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Tokens)
        {
            return context.CannotFollow("tokens", input);
        }

        context.Uses((long)input.Size * OutputDim, (long)input.Steps * OutputDim);
        return new(input.Steps, OutputDim, input.Masked || MaskZero, ShapeKind.Floats);
    }
}
