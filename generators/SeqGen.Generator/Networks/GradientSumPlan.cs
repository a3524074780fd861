namespace SeqGen.Generator.Networks;

/// <summary>
/// Behind a layer whose output is not taken exactly once: every layer that takes it writes a gradient of its own, and
/// this adds them up for the layer. So each layer may simply write the gradient of its input.
/// </summary>
internal sealed class GradientSumPlan : LayerPlan
{
    private readonly Tensor _output;

    public GradientSumPlan(ProgramPlan program, LayerPlan layer, int consumers)
        : base(NetworkPlan.Constant(layer.Identifier, "Sum"), $"{layer.Title}, taken {consumers} times", program.Rows)
    {
        _output = layer.Output;
        Output = layer.Output;
        Takers = [.. Enumerable.Range(0, consumers).Select(index => WithGradient(_output, program.ReserveLike(layer.Identifier, $"SumGradient{index}", _output.Gradient!)))];
    }

    /// <summary>The output once for each layer that takes it, with a gradient of its own.</summary>
    public IReadOnlyList<Tensor> Takers { get; }

    public override bool HasForward => false;

    public override void Forward(KernelWriter k)
    {
    }

    public override void Backward(KernelWriter k)
    {
        Tensor target = _output.Gradient!;
        k.Comment(Takers.Count == 0 ? "Nothing takes the output: its gradient is zero." : "The gradients of all layers that take the output, added up.");
        using (k.If(_output.GradientCondition))
        using (k.Loop("row", Rows))
        {
            k.Reference("sum", target.Row);
            if (Takers.Count == 0)
            {
                k.Clear("sum", target.Steps * target.Stride);
                return;
            }

            for (int index = 0; index < Takers.Count; index++)
            {
                k.Reference($"part{index}", Takers[index].Gradient!.Row);
            }

            k.Map(target.Steps * target.Stride, i =>
                k.Store(Value.Sum(Enumerable.Range(0, Takers.Count).Select(index => k.Load($"part{index}", i)))!, "sum", i));
        }
    }

    private static Tensor WithGradient(Tensor tensor, Tensor gradient)
    {
        Tensor taken = tensor.Shaped(tensor.Steps, tensor.Size, tensor.Stride, tensor.Segments);
        taken.Mask = tensor.Mask;
        taken.Gradient = gradient;
        taken.GradientCondition = tensor.GradientCondition;
        return taken;
    }
}
