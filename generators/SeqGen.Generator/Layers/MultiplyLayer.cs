// multiply: the product of several outputs, value by value.
//
//     y[t] = x[t] * a[t] * b[t] * ...      x: the line above; a, b, ...: the named layers or branches
//     shapes   as Keras broadcasts: one step, or one value a step, stands for all; a vector is one step
//     weights  none
//     mask     a step is real where it is real in any input; none where an input has none

namespace SeqGen.Generator.Layers;

/// <summary>The product of several outputs.</summary>
internal sealed record MultiplyLayer : MergeLayer
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "multiply", "Multiply", "The product of several outputs, value by value.", Read, JoinRules.LayersArgument);

    private static MultiplyLayer Read(ArgumentReader arguments)
    {
        arguments.Layers(JoinRules.LayersArgument.Name);
        return new();
    }

    public override Value Merge(IReadOnlyList<Value> operands) => Value.Product(operands)!;

    public override Value Differentiate(Value gradient, Value merged, IReadOnlyList<Value> operands, int operand) =>
        Value.Product(Enumerable.Range(0, operands.Count).Where(other => other != operand).Select(other => operands[other]).Prepend(gradient))!;
}
