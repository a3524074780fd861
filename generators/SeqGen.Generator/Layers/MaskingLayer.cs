// masking: masks the steps whose values all equal mask_value, and gives zeros for them.
//
//     m[t] = any k: x[t][k] != mask_value
//     y[t] = m[t] ? x[t] : 0
//     weights  none

namespace SeqGen.Generator.Layers;

/// <summary>Masks the steps whose values all equal one value.</summary>
internal sealed record MaskingLayer : LayerSpec
{
    public required float MaskValue { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "masking", "Masking", "Masks the steps whose values all equal one value.", Read,
        ArgumentDefinition.Number("mask_value", "0", "The value of a masked step.") with { Positional = true });

    private static MaskingLayer Read(ArgumentReader arguments) => new() { MaskValue = arguments.Number("mask_value") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats || !input.IsSequence)
        {
            return context.CannotFollow("a sequence of feature vectors", input);
        }

        context.Uses(0, (long)input.Steps * input.Size);
        return input with { Masked = true };
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => before;
}
