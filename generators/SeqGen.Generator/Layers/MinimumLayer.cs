// minimum: the least of several outputs, value by value.
//
//     y[t] = min(x[t], a[t], b[t], ...)      x: the line above; a, b, ...: the named layers or branches
//     shapes   as Keras broadcasts: one step, or one value a step, stands for all; a vector is one step
//     weights  none
//     mask     a step is real where it is real in any input; none where an input has none

namespace SeqGen.Generator.Layers;

/// <summary>The least of several outputs.</summary>
internal sealed record MinimumLayer : MergeLayer
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "minimum", "Minimum", "The least of several outputs, value by value.", Read, JoinRules.LayersArgument);

    private static MinimumLayer Read(ArgumentReader arguments)
    {
        arguments.Layers(JoinRules.LayersArgument.Name);
        return new();
    }

    public override Value Merge(IReadOnlyList<Value> operands) => operands.Aggregate(Value.Min);

    /// <summary>The whole gradient where the operand is the first that has the value, or that is not a number where the least is none.</summary>
    public override Value Differentiate(Value gradient, Value merged, IReadOnlyList<Value> operands, int operand)
    {
        Value share = Value.One;
        for (int earlier = 0; earlier < operand; earlier++)
        {
            share = Value.Select(IsOther(operands[earlier], merged), share, Value.Zero);
        }

        return gradient * Value.Select(IsOther(operands[operand], merged), Value.Zero, share);
    }

    private static Condition IsOther(Value value, Value least) =>
        value > least | (Condition.Equal(value, value) & !Condition.Equal(least, least));
}
