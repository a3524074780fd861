// log_softmax: the logarithm of softmax as a layer of its own, over the values of a step or over the steps of a sequence.
//
//     y = x - max - ln sum(e^(x - max)), where max and sum are over the values of a step, or over all steps of a sequence
//     weights  none
//     mask     over steps, masked ones count nothing and get 0; passes through

namespace SeqGen.Generator.Layers;

/// <summary>The logarithm of softmax over the values of a step, or over the steps of a sequence.</summary>
internal sealed record LogSoftmaxLayer : LayerSpec
{
    public required int Axis { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "log_softmax", "LogSoftmax", "The logarithm of softmax over the values of a step, or over the steps of a sequence.", Read,
        AxisArgument.Of("What is normalised"));

    private static LogSoftmaxLayer Read(ArgumentReader arguments) => new() { Axis = AxisArgument.Read(arguments) };

    public override Shape? InferShape(Shape input, ShapeContext context) => TimeSoftmaxPlan.InferShape(Axis, input, context);

    public override bool NeedsAllSteps(int input, IReadOnlyList<Shape> inputs) => AxisArgument.IsTime(Axis, inputs[0]);

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => null;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("axis", Axis);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => TimeSoftmaxPlan.Plan(Axis, new(ActivationKind.LogSoftmax), planner, input, Definition.ClassName);
}
