namespace SeqGen.Generator.Networks;

/// <summary>
/// Puts a model's output and its mask where the caller reads them, and takes its gradient from where the caller writes
/// it: into the workspace. Needed only where the last layer passes something else through, for instance a flattened
/// input or the input's mask.
/// </summary>
internal sealed class OutputPlan : LayerPlan
{
    private readonly Tensor _inner;
    private readonly Tensor? _givenMask;

    public OutputPlan(ProgramPlan program, string name, Tensor inner)
        : base(IdentityOf(name), "Output", program.Rows)
    {
        _inner = inner;
        RunsEveryStep = program.IsStream;
        Output = inner.Buffer == BufferKind.Workspace ? inner.Shaped(inner.Steps, inner.Size, inner.Stride, inner.Segments) : Reserve(program, "Values");
        Output.Mask = inner.Mask;
        if (IsMaskOutside(program, inner))
        {
            _givenMask = inner.Mask;
            Output.Mask = program.ReserveScalars(Identifier, "Mask", inner.Steps);
        }

        if (program.Training)
        {
            Output.Gradient = IsGradientOutside(program, inner) ? Reserve(program, "Gradient") : inner.Gradient;
        }
    }

    /// <summary>No layer's identifier starts with an underscore.</summary>
    private static string IdentityOf(string name) => "_Output" + (name.Length == 0 ? "" : NetworkPlan.Identifier(name));

    public static bool IsNeeded(ProgramPlan program, Tensor output) =>
        output.Buffer != BufferKind.Workspace || IsGradientOutside(program, output) || IsMaskOutside(program, output);

    private static bool IsGradientOutside(ProgramPlan program, Tensor output) => program.Training && output.Gradient?.Buffer != BufferKind.Workspace;

    private static bool IsMaskOutside(ProgramPlan program, Tensor output) => program.IsScored && output.Mask != null && output.Mask.Buffer != BufferKind.Workspace;

    public override bool HasForward => _inner.Buffer != BufferKind.Workspace || _givenMask != null;

    public override bool HasBackward => _inner.Gradient != null && _inner.Gradient != Output.Gradient;

    public override void Forward(KernelWriter k)
    {
        if (_inner.Buffer != BufferKind.Workspace)
        {
            Copy(k, _inner, Output);
        }

        if (_givenMask != null)
        {
            k.Comment("The loss leaves masked steps out.");
            using (k.Loop("row", Rows))
            {
                k.Copy(_givenMask.Row, Output.Mask!.Row, _inner.Steps);
            }
        }
    }

    public override void Backward(KernelWriter k)
    {
        using (k.If(_inner.GradientCondition))
        {
            Copy(k, Output.Gradient!, _inner.Gradient!);
        }
    }

    private Tensor Reserve(ProgramPlan program, string name)
    {
        Tensor reserved = program.Reserve(Identifier, name, _inner.Steps * _inner.Segments, _inner.SegmentSize);
        return reserved.Shaped(_inner.Steps, _inner.Size, reserved.Stride * _inner.Segments, _inner.Segments);
    }

    private void Copy(KernelWriter k, Tensor from, Tensor to)
    {
        int steps = _inner.Steps * _inner.Segments;
        using (k.Loop("row", Rows))
        using (k.Loop("step", steps))
        {
            k.Copy(At(from), At(to), _inner.SegmentSize);
        }
    }

    private static Address At(Tensor tensor) => tensor.Row + Index.Counter("step") * (tensor.Stride / tensor.Segments);
}
