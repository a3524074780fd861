// subtract: the line above without another output, value by value.
//
//     y[t] = x[t] - a[t]      x: the line above; a: the named layer or branch
//     shapes   as Keras broadcasts: one step, or one value a step, stands for all; a vector is one step
//     weights  none
//     mask     a step is real where it is real in any input; none where an input has none

namespace SeqGen.Generator.Layers;

/// <summary>The difference of two outputs.</summary>
internal sealed record SubtractLayer : MergeLayer
{
    private static readonly ArgumentDefinition OtherArgument =
        ArgumentDefinition.Layer("layer", "The layer or branch to subtract from the output of the line above.") with { Positional = true };

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "subtract", "Subtract", "The difference of two outputs, value by value: the line above minus another one.", Read, OtherArgument);

    private static SubtractLayer Read(ArgumentReader arguments)
    {
        arguments.Layers(OtherArgument.Name);
        return new();
    }

    public override Value Merge(IReadOnlyList<Value> operands) => operands[0] - operands[1];

    public override Value Differentiate(Value gradient, Value merged, IReadOnlyList<Value> operands, int operand) => operand == 0 ? gradient : -gradient;
}
