namespace SeqGen.Generator.Layers;

/// <summary>
/// The sum of several outputs in inference, of which some are sums that were left open: one sum of all their products, which is left open once more where it
/// can be.
/// </summary>
internal sealed class SumPlan : LayerPlan
{
    private readonly StepSum _sum;
    private readonly PlainInput[] _inputs;

    /// <summary>Plans it.</summary>
    public SumPlan(LayerPlanner planner)
        : base(planner, $"Add({planner.Inputs.Count})")
    {
        Tensor[] closed = [.. planner.Inputs.Where(input => planner.SumOf(input) == null)];
        _inputs = [.. closed.Select((input, index) => new PlainInput(planner, $"Input{index}", input))];
        _sum = StepSum.Of([.. planner.Inputs.Select(planner.SumOf).OfType<StepSum>(), new() { Addends = [.. _inputs.Select(input => input.Values)], Before = [Copy] }]);
        Output = planner.SumTensor("Values", planner.Inputs[0].Steps, planner.Inputs[0].Size, _sum);
    }

    public override bool HasForward => !LeavesSum;

    public override void Forward(KernelWriter k)
    {
        k.Comment($"y = add of {_sum.Products.Count} products and {_inputs.Length} inputs");
        _sum.Write(k, Output.Steps, [("values", Output)], k.StoreTo("values"));
    }

    private void Copy(KernelWriter k)
    {
        foreach (PlainInput input in _inputs)
        {
            input.Forward(k);
        }
    }
}
