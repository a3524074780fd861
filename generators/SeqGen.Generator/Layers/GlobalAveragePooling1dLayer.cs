// global_average_pooling1d: the mean of all steps, for each value of a step.
//
//     y[k] = mean of x[t][k] over all steps t that are not masked; 0 where all are masked
//     weights  none
//     mask     masked steps are not counted; ends here

namespace SeqGen.Generator.Layers;

/// <summary>The mean of all steps, for each value of a step.</summary>
internal sealed record GlobalAveragePooling1dLayer : LayerSpec
{
    /// <summary>True where a sequence of one step comes out.</summary>
    public required bool KeepDims { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "global_average_pooling1d", "GlobalAveragePooling1D", "The mean of all steps, for each value of a step.", Read, PoolingPlan.KeepDimensions);

    private static GlobalAveragePooling1dLayer Read(ArgumentReader arguments) => new() { KeepDims = arguments.Flag(PoolingPlan.KeepDimensions.Name) };

    private static Window WindowOver(int steps) => new(steps, steps, steps, 1, WindowPadding.Valid);

    public override Shape? InferShape(Shape input, ShapeContext context) =>
        PoolingPlan.InferShape(input, context, WindowOver) is { } steps ? KeepDims ? steps : Shape.Vector(steps.Size) : null;

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => null;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add(PoolingPlan.KeepDimensions.Name, KeepDims);

    public override string? StreamObstacle => PoolingPlan.Obstacle;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        new PoolingPlan(planner, "GlobalAveragePooling1D", input, WindowOver(input.Steps), maximum: false, input.Mask);
}
