namespace SeqGen.Generator.Networks;

/// <summary>
/// An input that a stream gets as a whole when it begins: values and mask are copied into the workspace, since layers that run at every
/// step may read them, and a step only gets the last input's.
/// </summary>
internal sealed class KeptInputPlan : LayerPlan
{
    private readonly Tensor _input;

    public KeptInputPlan(LayerPlanner planner, string title, Tensor input)
        : base(planner, title)
    {
        _input = input;
        Output = input.Buffer == BufferKind.Features
            ? planner.TensorLike("Values", input)
            : input.Shaped(input.Steps, input.Size, input.Stride, input.Segments);
        Output.Mask = input.Mask == null ? null : planner.Scalars("Mask", input.Steps);
        if (input.PresentSteps != null)
        {
            Output.Mask!.Presence = Output.Mask;
        }
    }

    public override void Forward(KernelWriter k)
    {
        k.Comment("Steps of a stream read this input again.");
        if (Output.Buffer == BufferKind.Workspace)
        {
            k.CopySteps(_input, Output);
        }

        if (Output.Mask is { } mask)
        {
            k.Copy(_input.Mask!.First, mask.First, mask.Steps);
        }
    }
}
