// minimum: the least of several outputs, value by value.
//
//     y[t] = min(x[t], a[t], b[t], ...)      x: the line above; a, b, ...: the named layers or branches
//     shapes   as Keras broadcasts: one step, or one value a step, stands for all; a vector is one step
//     weights  none
//     mask     a step is real where it is real in any input; none where an input has none

namespace SeqGen.Generator.Layers;

/// <summary>The least of several outputs.</summary>
internal sealed record MinimumLayer : ExtremeLayer
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "minimum", "Minimum", "The least of several outputs, value by value.", Read, JoinRules.LayersArgument);

    private static MinimumLayer Read(ArgumentReader arguments)
    {
        arguments.Layers(JoinRules.LayersArgument.Name);
        return new();
    }

    protected override Value Extreme(Value left, Value right) => Value.Min(left, right);

    protected override Condition IsPassedOver(Value value, Value merged) => value > merged;
}
