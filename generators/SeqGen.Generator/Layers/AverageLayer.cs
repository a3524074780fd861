// average: the mean of several outputs, value by value.
//
//     y[t] = (x[t] + a[t] + b[t] + ...) / n      x: the line above; a, b, ...: the named layers or branches; n: how many these are
//     shapes   as Keras broadcasts: one step, or one value a step, stands for all; a vector is one step
//     weights  none
//     mask     a step is real where it is real in any input; none where an input has none

namespace SeqGen.Generator.Layers;

/// <summary>The mean of several outputs.</summary>
internal sealed record AverageLayer : MergeLayer
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "average", "Average", "The mean of several outputs, value by value.", Read, JoinRules.LayersArgument);

    private static AverageLayer Read(ArgumentReader arguments)
    {
        arguments.Layers(JoinRules.LayersArgument.Name);
        return new();
    }

    public override Value Merge(IReadOnlyList<Value> operands) => Value.Sum(operands)! * Share(operands);

    public override Value Differentiate(Value gradient, Value merged, IReadOnlyList<Value> operands, int operand) => gradient * Share(operands);

    private static Value Share(IReadOnlyList<Value> operands) => Value.Constant(1f / operands.Count);
}
