namespace SeqGen.Generator.Layers;

/// <summary>Copies the steps after those of the left edge. Edges of zeros are never written to; reflections are copies as well, whose gradients are added.</summary>
internal sealed class PaddedPlan : LayerPlan
{
    private readonly PlainInput _input;
    private readonly Edges _edges;
    private readonly bool _reflects;

    public PaddedPlan(LayerPlanner planner, string name, Tensor input, Edges edges, bool reflects)
        : base(planner, $"{name}({edges.Left}, {edges.Right})")
    {
        _input = new PlainInput(planner, "Steps", input);
        _edges = edges;
        _reflects = reflects;
        Output = planner.Tensor("Values", edges.Left + input.Steps + edges.Right, input.Size);
        if (_input.Gradient != null)
        {
            Output.Gradient = planner.Tensor("OutputGradient", Output.Steps, input.Size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    private Tensor Steps => _input.Values;

    private int Last => Steps.Steps - 1;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment($"The {Steps.Steps} steps between {_edges.Left} and {_edges.Right} {(_reflects ? "reflected ones" : "zeros, which nobody ever writes to")}");
        using (k.Loop("row", Rows))
        {
            k.Copy(Steps.Row, Output.StepAt(_edges.Left), Steps.Steps * Steps.Stride);
            ForReflections(k, (from, to) => k.Copy(Steps.StepAt(from), Output.StepAt(to), Steps.Stride));
        }
    }

    public override void Backward(KernelWriter k)
    {
        Tensor gradient = Output.Gradient!;
        Tensor target = _input.Gradient!;
        k.Comment(_reflects ? "dx = dy of the step, and of its reflections" : "dx = dy of the step");
        using (k.Loop("row", Rows))
        {
            k.Copy(gradient.StepAt(_edges.Left), target.Row, Steps.Steps * Steps.Stride);
            ForReflections(k, (from, to) =>
            {
                k.Reference("source", target.StepAt(from));
                k.Reference("reflection", gradient.StepAt(to));
                k.Map(gradient.Stride, i => k.Store(k.Load("source", i) + k.Load("reflection", i), "source", i));
            });
        }

        _input.Backward(k);
    }

    /// <summary>Runs <paramref name="body"/> for every reflected step, with the step of the input and that of the output.</summary>
    private void ForReflections(KernelWriter k, Action<Index, Index> body)
    {
        ForSide(_edges.Left, e => e + 1, e => (Index)(_edges.Left - 1) - e);
        ForSide(_edges.Right, e => (Index)(Last - 1) - e, e => e + (_edges.Left + Steps.Steps));

        void ForSide(int count, Func<Index, Index> from, Func<Index, Index> to)
        {
            if (_reflects && count > 0)
            {
                using (k.Loop("edge", count))
                {
                    body(from("edge"), to("edge"));
                }
            }
        }
    }
}
