// leaky_relu: the leaky ReLU as a layer of its own.
//
//     y[t] = x[t], or negative_slope * x[t] where x[t] is negative
//     weights  none
//     mask     passes through

using System.Globalization;

namespace SeqGen.Generator.Layers;

/// <summary>The leaky ReLU as a layer of its own.</summary>
internal sealed record LeakyReluLayer : LayerSpec
{
    public required float NegativeSlope { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "leaky_relu", "LeakyReLU", "The leaky ReLU as a layer of its own.", Read,
        ArgumentDefinition.Number("negative_slope", "0.3", "What negative values are multiplied by.") with { Positional = true, Minimum = 0 });

    private static LeakyReluLayer Read(ArgumentReader arguments) => new() { NegativeSlope = arguments.Number("negative_slope") };

    private ActivationSpec Function => new(ActivationKind.LeakyRelu, NegativeSlope);

    public override Shape? InferShape(Shape input, ShapeContext context) => ActivationLayer.InferFloats(input, context);

    public override ActivationSpec OutputActivation(ActivationSpec before) => Function;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("negative_slope", NegativeSlope);

    public override bool WorksOnEachStep => true;

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => ActivationPlan.FinishesSums(Function, inputs[0]);

    public override bool FinishesSums(IReadOnlyList<Shape> inputs) => ActivationPlan.FinishesSums(Function, inputs[0]);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new ActivationPlan(Function, planner, $"LeakyReLU({NegativeSlope.ToString("R", CultureInfo.InvariantCulture)})", input);
}
