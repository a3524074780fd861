namespace SeqGen.Generator.Layers;

/// <summary>What maximum and minimum have in common: of several outputs one is taken, value by value, and it alone has the gradient.</summary>
internal abstract record ExtremeLayer : MergeLayer
{
    public sealed override Value Merge(IReadOnlyList<Value> operands) => operands.Aggregate(Extreme);

    /// <summary>The whole gradient where the operand is the first that has the value, or that is not a number where the merged value is none.</summary>
    public sealed override Value Differentiate(Value gradient, Value merged, IReadOnlyList<Value> operands, int operand)
    {
        Value share = Value.One;
        for (int earlier = 0; earlier < operand; earlier++)
        {
            share = Value.Select(IsOther(operands[earlier], merged), share, Value.Zero);
        }

        return gradient * Value.Select(IsOther(operands[operand], merged), Value.Zero, share);
    }

    /// <summary>The one of two values that is taken; not a number where one of them is none.</summary>
    protected abstract Value Extreme(Value left, Value right);

    /// <summary>True where a value is passed over for the merged one.</summary>
    protected abstract Condition IsPassedOver(Value value, Value merged);

    private Condition IsOther(Value value, Value merged) =>
        IsPassedOver(value, merged) | (Condition.Equal(value, value) & !Condition.Equal(merged, merged));
}
