// rescaling: each value times a constant, plus a constant.
//
//     y[t] = scale * x[t] + offset
//     weights  none: scale and offset are two numbers;
//              with per_channel scale [input] and offset [input], filled with these numbers and not trained
//     mask     passes through

using System.Globalization;

namespace SeqGen.Generator.Layers;

/// <summary>Each value times a constant, plus a constant.</summary>
internal sealed record RescalingLayer : LayerSpec
{
    public required float Scale { get; init; }

    public required float Offset { get; init; }

    /// <summary>True where each value of a step has constants of its own.</summary>
    public required bool PerChannel { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "rescaling", "Rescaling", "Each value times a constant, plus a constant.", Read,
        new() { Name = "scale", Type = ArgumentType.Number, Positional = true, Summary = "What values are multiplied by." },
        ArgumentDefinition.Number("offset", "0", "What is added to them."),
        ArgumentDefinition.Flag("per_channel", false, "True gives each value of a step constants of its own: weights that are not trained, and begin as scale and offset."));

    private static RescalingLayer Read(ArgumentReader arguments) => new()
    {
        Scale = arguments.Number("scale"),
        Offset = arguments.Number("offset"),
        PerChannel = arguments.Flag("per_channel"),
    };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        context.Uses(PerChannel ? 2L * input.Size : 0, 2L * input.Vectors * input.Size);
        return input;
    }

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => (long)output.Vectors * output.Size;

    public override void DeclareWeights(LayerWeights weights, Shape input)
    {
        if (PerChannel)
        {
            weights.Add("scale", [input.Size], Constant(Scale), trainable: false);
            weights.Add("offset", [input.Size], Constant(Offset), trainable: false);
        }
    }

    private static InitializerSpec Constant(float value) => value == 0 ? new(InitializerKind.Zeros) : value == 1 ? new(InitializerKind.Ones) : new(InitializerKind.Uniform, value, value);

    public override void WriteConfig(JsonFields config, Shape input)
    {
        config.Add("scale", Scale).Add("offset", Offset);
        if (PerChannel)
        {
            config.Add("per_channel", true);
        }
    }

    public override bool WorksOnEachStep => true;

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => inputs[0].IsSequence;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input)
    {
        ColumnLayout columns = new(input.Size);
        AffineTerm Term(string name, float number) =>
            new(name.ToLowerInvariant(), PerChannel ? planner.Pack(name, planner.Weight(name.ToLowerInvariant()), 1, columns, 0, input.Size) : null, number);
        return new AffinePlan(planner, PerChannel ? "Rescaling" : $"Rescaling({Text(Scale)}, {Text(Offset)})", "y = x * scale + offset", input, Term("Scale", Scale), Term("Offset", Offset));
    }

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
