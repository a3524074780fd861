namespace SeqGen.Generator.Planning;

/// <summary>
/// Puts a model's output where the caller reads it, and takes its gradient from where the caller writes it: into the
/// workspace. Needed only where the last layer passes something else through, for instance a flattened input.
/// </summary>
internal sealed class OutputPlan : LayerPlan
{
    private readonly Tensor _inner;

    public OutputPlan(ProgramPlan program, Tensor inner)
        : base("Output", "Output", program.Rows)
    {
        _inner = inner;
        Output = inner.Buffer == "work" ? Like(inner, inner.Offset, inner.OffsetValue, inner.RowStride) : Reserve(program, "Values");
        if (program.Training)
        {
            Output.Gradient = Reserve(program, "Gradient");
        }
    }

    public static bool IsNeeded(ProgramPlan program, Tensor output) =>
        output.Buffer != "work" || (program.Training && output.Gradient?.Buffer != "work");

    public override bool HasForward => _inner.Buffer != "work";

    public override bool HasBackward => _inner.Gradient != null;

    public override void Forward(KernelWriter k) => Copy(k, _inner, Output);

    public override void Backward(KernelWriter k)
    {
        using (k.Block(_inner.GradientCondition == null ? "" : $"if ({_inner.GradientCondition})"))
        {
            Copy(k, Output.Gradient!, _inner.Gradient!);
        }
    }

    private Tensor Reserve(ProgramPlan program, string name)
    {
        Tensor reserved = program.Reserve("Output", name, _inner.Steps * _inner.Segments, _inner.SegmentSize);
        return _inner.Segments == 1 ? reserved : Like(_inner, reserved.Offset, reserved.OffsetValue, reserved.RowStride, reserved.Stride * _inner.Segments);
    }

    private static Tensor Like(Tensor tensor, string offset, int offsetValue, int rowStride, int? stride = null) => new()
    {
        Buffer = "work",
        Offset = offset,
        OffsetValue = offsetValue,
        Steps = tensor.Steps,
        Size = tensor.Size,
        Stride = stride ?? tensor.Stride,
        RowStride = rowStride,
        Segments = tensor.Segments,
    };

    private void Copy(KernelWriter k, Tensor from, Tensor to)
    {
        int steps = _inner.Steps * _inner.Segments;
        using (k.Loop("row", Rows))
        using (k.Loop("step", steps))
        {
            k.Copy(At(from), At(to), _inner.SegmentSize);
        }
    }

    private static string At(Tensor tensor) =>
        $"Unsafe.Add(ref {tensor.Buffer}, {tensor.Offset} + row * {tensor.RowStride} + step * {tensor.Stride / tensor.Segments})";
}
