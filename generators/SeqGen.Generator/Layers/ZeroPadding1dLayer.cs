// zero_padding1d: zeros before the first and after the last step of a sequence.
//
//     y[t] = x[t - left] where that is a step of the sequence, else 0
//     weights  none
//     mask     ends here

namespace SeqGen.Generator.Layers;

/// <summary>A sequence between zeros.</summary>
internal sealed record ZeroPadding1dLayer : LayerSpec
{
    public required Edges Padding { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "zero_padding1d", "ZeroPadding1D", "Zeros before the first and after the last step of a sequence.", Read, Edges.Arguments("Zeros", "1"));

    private static ZeroPadding1dLayer Read(ArgumentReader arguments) => new() { Padding = Edges.Read(arguments) };

    public override Shape? InferShape(Shape input, ShapeContext context) => Padding.Lengthen(input, context);

    public override void WriteConfig(JsonFields config, Shape input) => config.AddRaw("padding", Padding.Json);

    public override string? StreamObstacle => "zero_padding1d gives more steps than it takes";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new PaddedPlan(planner, "ZeroPadding1D", input, Padding, reflects: false);
}
