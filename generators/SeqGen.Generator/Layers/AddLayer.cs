// add: the sum of several outputs, value by value.
//
//     y[t] = x[t] + a[t] + b[t] + ...      x: the line above; a, b, ...: the named layers or branches
//     shapes   as Keras broadcasts: one step, or one value a step, stands for all; a vector is one step
//     weights  none
//     mask     a step is real where it is real in any input; none where an input has none

namespace SeqGen.Generator.Layers;

/// <summary>The sum of several outputs.</summary>
internal sealed record AddLayer : MergeLayer
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "add", "Add", "The sum of several outputs, value by value.", Read, JoinRules.LayersArgument);

    private static AddLayer Read(ArgumentReader arguments)
    {
        arguments.Layers(JoinRules.LayersArgument.Name);
        return new();
    }

    /// <summary>An operand that stands for several steps or values is no sum of theirs, and a mask is put together from those of what is added.</summary>
    public override bool FinishesSums(IReadOnlyList<Shape> inputs) => AreAlike(inputs);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        planner.Inputs.Any(joined => planner.SumOf(joined) != null) ? new SumPlan(planner) : base.Plan(planner, input);

    public override Value Merge(IReadOnlyList<Value> operands) => Value.Sum(operands)!;

    public override Value Differentiate(Value gradient, Value merged, IReadOnlyList<Value> operands, int operand) => gradient;
}
