// elu: the exponential linear unit as a layer of its own (Clevert 2016).
//
//     y[t] = x[t], or alpha * (e^x[t] - 1) where x[t] is negative
//     weights  none
//     mask     passes through

using System.Globalization;

namespace SeqGen.Generator.Layers;

/// <summary>The exponential linear unit as a layer of its own.</summary>
internal sealed record EluLayer : LayerSpec
{
    public required float Alpha { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "elu", "ELU", "The exponential linear unit as a layer of its own.", Read,
        ArgumentDefinition.Number("alpha", "1", "The limit, with the other sign, for negative values.") with { Positional = true, Minimum = 0 });

    private static EluLayer Read(ArgumentReader arguments) => new() { Alpha = arguments.Number("alpha") };

    private ActivationSpec Function => new(ActivationKind.Elu, Alpha);

    public override Shape? InferShape(Shape input, ShapeContext context) => ActivationLayer.InferFloats(input, context);

    public override ActivationSpec OutputActivation(ActivationSpec before) => Function;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("alpha", Alpha);

    public override bool WorksOnEachStep => true;

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => ActivationPlan.FinishesSums(Function, inputs[0]);

    public override bool FinishesSums(IReadOnlyList<Shape> inputs) => ActivationPlan.FinishesSums(Function, inputs[0]);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new ActivationPlan(Function, planner, $"ELU({Alpha.ToString("R", CultureInfo.InvariantCulture)})", input);
}
