namespace SeqGen.Generator.Layers;

/// <summary>
/// A function of the two halves of the values of a step, or of the steps of a sequence; a layer says the function and its gradient for one value.
/// The second half of a step's values does not begin a line, so it is copied, and its gradient back.
/// </summary>
internal abstract class HalvesPlan : LayerPlan
{
    private readonly bool _isTime;
    private readonly PlainInput _input;
    private readonly Tensor? _second;

    /// <summary>Plans the layer.</summary>
    /// <param name="isTime">True where the steps are halved.</param>
    /// <param name="planner">Where the layer plans.</param>
    /// <param name="input">The input.</param>
    /// <param name="title">The layer's title.</param>
    /// <param name="second">The name of the copy of the second halves.</param>
    protected HalvesPlan(bool isTime, LayerPlanner planner, Tensor input, string title, string second)
        : base(planner, title)
    {
        _isTime = isTime;
        _input = new PlainInput(planner, "Halves", input);
        int size = isTime ? input.Size : input.Size / 2;
        Output = planner.Tensor("Values", isTime ? input.Steps / 2 : input.Steps, size);
        Output.Mask = isTime ? null : input.Mask;
        _second = isTime ? null : planner.Tensor(second, input.Steps, size);
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", Output.Steps, size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    /// <summary>The equation, for a person who reads the code.</summary>
    protected abstract string Equation { get; }

    /// <summary>The equations of the gradients.</summary>
    protected abstract string GradientEquation { get; }

    /// <summary>y.</summary>
    protected abstract Value Of(KernelWriter k, Value a, Func<Value> b);

    /// <summary>da and db.</summary>
    protected abstract (Value A, Value B) GradientOf(KernelWriter k, Value given, Func<Value> a, Func<Value> b);

    public sealed override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment(Equation);
        ForSteps(k, () =>
        {
            k.Reference("values", Output.StepAt("t"));
            if (_second != null)
            {
                k.Copy(_input.Values.StepAt("t") + Output.Size, _second.StepAt("t"), Output.Size);
            }

            DeclareHalves(k);
            k.Map(Output.Stride, i => k.Store(k.Math.Call("Normal", Of(k, k.Load("a", i), () => k.Load("b", i))), "values", i));
        });
    }

    public sealed override void Backward(KernelWriter k)
    {
        Tensor target = _input.Gradient!;
        k.Comment(GradientEquation);
        ForSteps(k, () =>
        {
            DeclareHalves(k);
            k.Reference("outputGradient", Output.Gradient!.StepAt("t"));
            k.Reference("aGradient", target.StepAt("t"));
            k.Reference("bGradient", _second?.StepAt("t") ?? target.StepAt(Index.Counter("t") + Output.Steps));
            k.Map(Output.Stride, i =>
            {
                Value given = k.Let("given", k.Load("outputGradient", i));
                (Value a, Value b) = GradientOf(k, given, () => k.Load("a", i), () => k.Load("b", i));
                k.Store(a, "aGradient", i);
                k.Store(b, "bGradient", i);
            });
            if (_second != null)
            {
                k.Copy("bGradient", target.StepAt("t") + Output.Size, Output.Size);
            }
        });
        _input.Backward(k);
    }

    private void DeclareHalves(KernelWriter k)
    {
        k.Reference("a", _input.Values.StepAt("t"));
        k.Reference("b", _second?.StepAt("t") ?? _input.Values.StepAt(Index.Counter("t") + Output.Steps));
    }

    private void ForSteps(KernelWriter k, Action body)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("t", Output.Steps))
        {
            body();
        }
    }
}
