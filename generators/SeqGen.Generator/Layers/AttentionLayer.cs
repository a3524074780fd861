// attention: each step of a sequence looks at the steps of another one (dot-product attention, Luong 2015).
//
//     score[t][s] = scale * (q[t] . k[s])                          score_mode=dot
//     score[t][s] = c * sum(tanh(scale * (q[t] + k[s])))           score_mode=concat
//     w[t] = softmax over s of score[t][s]
//     y[t] = sum over s of w[t][s] v[s]
//     dropout: in training w[t][s] times a factor of its own, 0 or 1 / (1 - dropout)
//     q: the line above; v: the named layer or branch; k: v, or the layer or branch named by key
//     weights  scale [] with use_scale (else 1), concat_score_weight c [] with score_mode=concat; both start as 1
//     mask     1e9 is taken from the scores of v's masked steps, and with use_causal_mask of those with s > t; at q's masked steps y is zero; q's mask goes on

namespace SeqGen.Generator.Layers;

/// <summary>How a query and a key are compared.</summary>
internal enum ScoreMode
{
    Dot,
    Concat,
}

/// <summary>Dot-product attention.</summary>
internal sealed record AttentionLayer : LayerSpec
{
    private static readonly WordTable<ScoreMode> Modes = new(("dot", ScoreMode.Dot), ("concat", ScoreMode.Concat));

    public required bool UseScale { get; init; }

    public required ScoreMode ScoreMode { get; init; }

    /// <summary>True where a step does not see later ones.</summary>
    public required bool IsCausal { get; init; }

    /// <summary>The probability that a pair's weight is dropped.</summary>
    public required float Dropout { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "attention", "Attention", "Each step looks at the steps of another sequence: dot-product attention.", Read,
        AttentionRules.ValueArgument,
        AttentionRules.KeyArgument,
        ArgumentDefinition.Flag("use_scale", false, "Multiply the scores by a weight."),
        ArgumentDefinition.Choice("score_mode", Modes.Words, "The product of query and key, or the sum of the tanh of their sum.") with { Default = "dot" },
        AttentionRules.DropoutArgument,
        AttentionRules.CausalArgument);

    private static AttentionLayer Read(ArgumentReader arguments)
    {
        AttentionRules.Read(arguments);
        return new()
        {
            UseScale = arguments.Flag("use_scale"),
            ScoreMode = arguments.Choice("score_mode", Modes),
            Dropout = arguments.Number("dropout"),
            IsCausal = arguments.Flag("use_causal_mask"),
        };
    }

    public override Shape? InferShape(Shape input, ShapeContext context) =>
        AttentionRules.InferShape(input, context, (UseScale ? 1 : 0) + (ScoreMode == ScoreMode.Concat ? 1 : 0), Dropout);

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => AttentionRules.LengthObstacle(inputs);

    public override bool NeedsAllSteps(int input, IReadOnlyList<Shape> inputs) => input > 0;

    public override string? StreamObstacle => IsCausal ? AttentionRules.CausalObstacle : null;

    public override void WriteConfig(JsonFields config, Shape input) => config
        .Add("use_scale", UseScale)
        .Add("score_mode", Modes.WordOf(ScoreMode))
        .Add("dropout", Dropout);

    public override void WriteCall(JsonFields keywords) => AttentionRules.WriteCall(keywords, IsCausal);

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => AttentionRules.MultiplyAdds(inputs);

    public override void DeclareWeights(LayerWeights weights, Shape input)
    {
        if (UseScale)
        {
            weights.Add("scale", [], new(InitializerKind.Ones));
        }

        if (ScoreMode == ScoreMode.Concat)
        {
            weights.Add("concat_score_weight", [], new(InitializerKind.Ones));
        }
    }

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new AttentionPlan(
        planner,
        $"Attention({Modes.WordOf(ScoreMode)})",
        new()
        {
            Additive = ScoreMode == ScoreMode.Concat,
            Scale = UseScale ? planner.Weight("scale") : null,
            IsCausal = IsCausal,
            Dropout = Dropout,
            Outer = ScoreMode == ScoreMode.Concat ? planner.Weight("concat_score_weight") : null,
        },
        this);
}
