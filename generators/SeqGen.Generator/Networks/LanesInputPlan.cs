namespace SeqGen.Generator.Networks;

/// <summary>Puts the steps of a stream's input side by side, value by value.</summary>
internal sealed class LanesInputPlan : LayerPlan
{
    private readonly Tensor _input;

    public LanesInputPlan(LayerPlanner planner, string title, Tensor input)
        : base(planner, title)
    {
        _input = input;
        Output = planner.OutputTensor("Values", input.Steps, input.Size);
    }

    public override void Forward(KernelWriter k)
    {
        k.Comment("The steps of each value side by side.");
        using (k.Loop("step", _input.Steps))
        using (k.Loop("value", _input.Size))
        {
            k.Store((_input.At("step") + "value").Float, Output.LanesAt("value") + "step");
        }
    }
}
