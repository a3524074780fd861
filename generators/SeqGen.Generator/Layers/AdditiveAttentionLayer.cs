// additive_attention: each step of a sequence looks at the steps of another one (Bahdanau 2015).
//
//     score[t][s] = sum over d of scale[d] tanh(q[t][d] + k[s][d])
//     w[t] = softmax over s of score[t][s]
//     y[t] = sum over s of w[t][s] v[s]
//     dropout: as attention
//     q: the line above; v: the named layer or branch; k: v, or the layer or branch named by key
//     weights  scale [size of q] with use_scale (else ones)
//     mask     as attention

namespace SeqGen.Generator.Layers;

/// <summary>Additive attention.</summary>
internal sealed record AdditiveAttentionLayer : LayerSpec
{
    public required bool UseScale { get; init; }

    /// <summary>The probability that a pair's weight is dropped.</summary>
    public required float Dropout { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "additive_attention", "AdditiveAttention", "Each step looks at the steps of another sequence: additive attention.", Read,
        AttentionRules.ValueArgument,
        AttentionRules.KeyArgument,
        ArgumentDefinition.Flag("use_scale", true, "A weight for each value of the scores' sum."),
        AttentionRules.DropoutArgument);

    private static AdditiveAttentionLayer Read(ArgumentReader arguments)
    {
        AttentionRules.Read(arguments);
        return new() { UseScale = arguments.Flag("use_scale"), Dropout = arguments.Number("dropout") };
    }

    public override Shape? InferShape(Shape input, ShapeContext context) =>
        AttentionRules.InferShape(input, context, UseScale ? input.Size : 0, Dropout);

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => AttentionRules.LengthObstacle(inputs);

    public override bool NeedsAllSteps(int input, IReadOnlyList<Shape> inputs) => input > 0;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("use_scale", UseScale).Add("dropout", Dropout);

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => AttentionRules.MultiplyAdds(inputs);

    public override void DeclareWeights(LayerWeights weights, Shape input)
    {
        if (UseScale)
        {
            weights.Add("scale", [input.Size], new(InitializerKind.GlorotUniform));
        }
    }

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new AttentionPlan(
        planner, "AdditiveAttention", new() { Additive = true, Dropout = Dropout, Lanes = UseScale ? planner.Weight("scale") : null }, this);
}
