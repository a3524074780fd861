namespace SeqGen.Generator.Networks;

/// <summary>A layer whose output is its input, as it lies.</summary>
internal sealed class PassThroughPlan : LayerPlan
{
    public PassThroughPlan(LayerPlanner planner, string title, Tensor input)
        : base(planner, title) => Output = input;

    public override bool HasForward => false;

    public override bool HasBackward => false;

    public override void Forward(KernelWriter k)
    {
    }
}
