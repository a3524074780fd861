// embedding: a table of vectors, one a token.
//
//     y[t] = E[x[t]]
//     weights  embeddings [vocabulary, output_dim]
//     mask     with mask_zero, steps of token 0 are masked from here on
//     fold     in inference a recurrent layer that follows looks up kernel products instead of vectors:
//              E.W + b is one row a token, made when the token is first seen

namespace SeqGen.Generator.Layers;

/// <summary>When inference folds an embedding with the input kernel of the recurrent layer after it.</summary>
internal enum Fold
{
    /// <summary>Where the table of products is not too large.</summary>
    Auto,

    Always,

    Never,
}

/// <summary>A table of vectors, looked up by tokens.</summary>
internal sealed record EmbeddingLayer : LayerSpec
{
    public required int OutputDim { get; init; }

    public required bool MaskZero { get; init; }

    /// <summary>The most values of a table of products where the declaration says <c>auto</c>: 16 MB.</summary>
    private const int AutomaticLimit = 4_000_000;

    private static readonly WordTable<Fold> Folds = new(("auto", Fold.Auto), ("always", Fold.Always), ("never", Fold.Never));

    public required Fold Fold { get; init; }

    public required InitializerSpec Initializer { get; init; }

    public required float L1 { get; init; }

    public required float L2 { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "embedding", "Embedding", "Turns every token into a vector of a table.", Read,
        ArgumentDefinition.Integer("output_dim", 1, Limits.Units, "Values of a vector.") with { Positional = true },
        ArgumentDefinition.Flag("mask_zero", false, "Token 0 is padding: its steps are masked."),
        ArgumentDefinition.Choice("fold", Folds.Words, "Inference looks up products with the next recurrent layer's kernel: auto up to 4 million values.") with { Default = "auto" },
        ArgumentDefinition.Initializer("embeddings_initializer", "uniform", "How a fresh table is filled."),
        ArgumentDefinition.Penalty("embeddings_l1", "The L1 penalty on the table."),
        ArgumentDefinition.Penalty("embeddings_l2", "The L2 penalty on the table."));

    private static EmbeddingLayer Read(ArgumentReader arguments) => new()
    {
        OutputDim = arguments.Integer("output_dim"),
        MaskZero = arguments.Flag("mask_zero"),
        Fold = arguments.Choice("fold", Folds),
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
        return new(input.Steps, OutputDim, input.Masked || MaskZero, ShapeKind.Floats) { LengthOf = input.LengthOf };
    }

    public override void WriteConfig(JsonFields config, Shape input) => config
        .Add("input_dim", input.Size)
        .Add("output_dim", OutputDim)
        .Add("mask_zero", MaskZero)
        .Add("embeddings_initializer", Initializer.ToString())
        .Add("embeddings_l1", L1)
        .Add("embeddings_l2", L2);

    public override void DeclareWeights(LayerWeights weights, Shape input) =>
        weights.Add("embeddings", [input.Size, OutputDim], Initializer, L1, L2);

    public override bool WorksOnEachStep => true;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new EmbeddingPlan(this, planner, input);

    /// <summary>True where the layer after it looks its products up instead of the vectors.</summary>
    public bool FoldsInto(int vocabulary, LayerSpec? reader) =>
        reader?.TableStride is { } stride && (Fold == Fold.Always || (Fold == Fold.Auto && (long)vocabulary * stride <= AutomaticLimit));
}

/// <summary>
/// The look-up copies rows of the table. In training the consumer writes the vectors' gradients where the runtime
/// finds them and adds them to the table's rows.
/// </summary>
internal sealed class EmbeddingPlan : LayerPlan
{
    private readonly EmbeddingLayer _layer;
    private readonly LayerPlanner _planner;
    private readonly WeightPlan _table;
    private readonly Tensor _tokens;

    public EmbeddingPlan(EmbeddingLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"Embedding({input.Size}, {layer.OutputDim})")
    {
        _layer = layer;
        _planner = planner;
        _tokens = input;
        _table = planner.Weight("embeddings");
        Output = !planner.Training && layer.FoldsInto(input.Size, planner.OnlyReader) ? Folded(input) : planner.Tensor("Vectors", input.Steps, layer.OutputDim);
        Output.Mask = layer.MaskZero ? planner.Mask("Mask", input.Steps, input.PresentSteps) : input.Mask;
        if (planner.Training && layer.Trainable)
        {
            Output.Gradient = planner.Lookup(_table, input, layer.OutputDim);
        }
    }

    /// <summary>The tokens, in place of their vectors.</summary>
    private Tensor Folded(Tensor tokens)
    {
        Tensor folded = tokens.Shaped(tokens.Steps, _layer.OutputDim, tokens.Stride);
        folded.Folded = new(_layer.Name, tokens.Size);
        return folded;
    }

    private bool OwnMask => Output.Mask != null && Output.Mask != _tokens.Mask;

    public override bool HasBackward => false;

    public override void Forward(KernelWriter k)
    {
        if (Output.Folded is { } folded)
        {
            MakeRows(k, folded);
        }
        else
        {
            k.Comment($"vectors[t] = embeddings[token[t]]: [{_layer.OutputDim}]");
        }

        if (Output.Folded != null && !OwnMask)
        {
            return;
        }

        k.ForTokens(_tokens, (tokenAt, maskAt) =>
        {
            k.Let("token", tokenAt);
            if (Output.Folded == null)
            {
                CopyVector(k);
            }

            if (OwnMask)
            {
                k.Store(Scalar.Select(Test.Equal("token", 0), 0f, maskAt ?? 1f), Output.Mask!.At("step"));
            }
        });
    }

    private void MakeRows(KernelWriter k, FoldedEmbedding folded)
    {
        k.Comment("The next layer looks up E[token] . W + b: makes the rows that no token needed before.");
        if (_tokens.Adjacent)
        {
            Require(_tokens.First, Rows * _tokens.Steps);
            return;
        }

        using (k.Loop("row", Rows))
        {
            Require(_tokens.Row, _tokens.Steps);
        }

        void Require(Address tokens, int count)
        {
            foreach (PackedMatrix table in _planner.TablesOf(folded))
            {
                k.Call(
                    "FoldedTable.Require", new SpanArgument(tokens, count, IsWritten: false), count, new SpanArgument(_table.First, _table.Length, IsWritten: false),
                    new SpanArgument(table.First(), table.Length, IsWritten: true), folded.Vocabulary, _layer.OutputDim, table.Columns.Stride);
            }
        }
    }

    private void CopyVector(KernelWriter k)
    {
        k.Reference("vector", Output.At(Index.Counter("step")));
        k.Reference("embedding", _table.First + Index.Counter("token").Signed * _layer.OutputDim);
        if (_layer.OutputDim % Line.Length == 0)
        {
            k.Map(_layer.OutputDim, i => k.Store(k.Load("embedding", i), "vector", i));
        }
        else
        {
            k.Copy("embedding", "vector", _layer.OutputDim);
        }
    }
}
