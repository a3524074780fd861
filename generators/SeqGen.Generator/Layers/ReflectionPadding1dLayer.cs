// reflection_padding1d: the sequence goes on before its first and after its last step as in a mirror that stands at that step.
//
//     y[t] = x[|t - left|], and after the last step L - 1 of x: x[2 (L - 1) - (t - left)]
//     weights  none
//     mask     ends here

namespace SeqGen.Generator.Layers;

/// <summary>A sequence between its reflections.</summary>
internal sealed record ReflectionPadding1dLayer : LayerSpec
{
    public required Edges Padding { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "reflection_padding1d", "ReflectionPadding1D", "Steps before the first and after the last one, reflected at these.", Read, Edges.Arguments("Reflected steps", "1"));

    private static ReflectionPadding1dLayer Read(ArgumentReader arguments) => new() { Padding = Edges.Read(arguments) };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.IsSequence && Math.Max(Padding.Left, Padding.Right) >= input.Steps)
        {
            return context.Impossible(Padding.Left >= input.Steps ? "left" : "right", $"{input.Steps} steps have no more than {input.Steps - 1} to reflect");
        }

        return Padding.Lengthen(input, context);
    }

    public override void WriteConfig(JsonFields config, Shape input) => config.AddRaw("padding", Padding.Json);

    public override string? StreamObstacle => "reflection_padding1d needs the steps to come";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new PaddedPlan(planner, "ReflectionPadding1D", input, Padding, reflects: true);
}
