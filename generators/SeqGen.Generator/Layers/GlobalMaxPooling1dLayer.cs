// global_max_pooling1d: the greatest value of all steps, for each value of a step.
//
//     y[k] = max of x[t][k] over all steps t; the first of equal ones gets the gradient
//     weights  none
//     mask     ignored, and ends here (as in Keras); of a sequence of any length the steps that are not there are left out

namespace SeqGen.Generator.Layers;

/// <summary>The greatest value of all steps, for each value of a step.</summary>
internal sealed record GlobalMaxPooling1dLayer : LayerSpec
{
    /// <summary>True where a sequence of one step comes out.</summary>
    public required bool KeepDims { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "global_max_pooling1d", "GlobalMaxPooling1D", "The greatest value of all steps, for each value of a step.", Read, PoolingPlan.KeepDimensions);

    private static GlobalMaxPooling1dLayer Read(ArgumentReader arguments) => new() { KeepDims = arguments.Flag(PoolingPlan.KeepDimensions.Name) };

    private static Window WindowOver(int steps) => new(steps, steps, steps, 1, WindowPadding.Valid);

    public override Shape? InferShape(Shape input, ShapeContext context) =>
        PoolingPlan.InferShape(input, context, WindowOver) is { } steps ? KeepDims ? steps : Shape.Vector(steps.Size) : null;

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => null;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add(PoolingPlan.KeepDimensions.Name, KeepDims);

    public override string? StreamObstacle => PoolingPlan.Obstacle;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        new PoolingPlan(planner, "GlobalMaxPooling1D", input, WindowOver(input.Steps), maximum: true, input.PresentSteps);
}
