// activation: an activation function as a layer of its own.
//
//     y[t] = a(x[t])
//     weights  none
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>An activation function as a layer of its own.</summary>
internal sealed record ActivationLayer : LayerSpec
{
    public required ActivationSpec Activation { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "activation", "Activation", "An activation function as a layer of its own.", Read,
        ArgumentDefinition.Activation("activation", null, "The function.") with { Positional = true });

    private static ActivationLayer Read(ArgumentReader arguments) => new() { Activation = arguments.Activation("activation") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        context.Uses(0, 2L * Math.Max(input.Steps, 1) * input.Size);
        return input;
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => Activation;
}
