namespace SeqGen.Generator.Layers;

/// <summary>The factor or the summand of every value: a vector with one for each value of a step, or one number.</summary>
/// <param name="Name">The name of the vector in the code.</param>
/// <param name="Vector">The vector; null for a number.</param>
/// <param name="Number">The number, where there is no vector.</param>
internal sealed record AffineTerm(string Name, PackedMatrix? Vector, float Number = 0)
{
    public void Reference(KernelWriter k)
    {
        if (Vector != null)
        {
            k.Reference(Name, Vector.First());
        }
    }

    public Value At(KernelWriter k, Index i) => Vector == null ? Value.Constant(Number) : k.Load(Name, i);

    /// <summary>The term of one value of a step, for several steps.</summary>
    public Value ForLanes(Index value) => Vector == null ? Value.Constant(Number) : Value.Broadcast(Address.Of(Name, value).Float);
}

/// <summary>Each value times a factor, plus a summand.</summary>
internal sealed class AffinePlan : LayerPlan
{
    private readonly string _equation;
    private readonly Tensor _input;
    private readonly AffineTerm _scale;
    private readonly AffineTerm _shift;

    public AffinePlan(LayerPlanner planner, string title, string equation, Tensor input, AffineTerm scale, AffineTerm shift)
        : base(planner, title)
    {
        _equation = equation;
        _input = input;
        _scale = scale;
        _shift = shift;
        Output = planner.OutputTensor("Values", input.Steps, input.Size);
        Output.Mask = input.Mask;
        if (planner.Training && input.Gradient != null)
        {
            Output.Gradient = planner.Tensor("OutputGradient", input.Steps, input.Size);
            Output.GradientCondition = input.GradientCondition;
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        k.Comment(_equation);
        _scale.Reference(k);
        _shift.Reference(k);
        if (_input.HasStepsInLanes)
        {
            k.Reference("x", _input);
            k.Reference("values", Output);
            k.MapLanes(_input, Output, "x", "values", x => Value.MultiplyAdd(x, _scale.ForLanes("value"), _shift.ForLanes("value")));
            return;
        }

        bool inLines = _input.Padded && _input.Segments == 1;
        k.ForEachStep([("values", Output), ("x", inLines ? _input : Output)], () =>
        {
            if (!inLines)
            {
                k.GatherStep(_input, "values", Output);
            }

            k.Map(Output.Stride, i => k.Store(Value.MultiplyAdd(k.Load("x", i), _scale.At(k, i), _shift.At(k, i)), "values", i));
        });
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx = dy * scale");
        using (k.If(_input.GradientCondition))
        {
            _scale.Reference(k);
            k.ForEachStep([("dy", Output.Gradient!)], () =>
            {
                k.Map(Output.Stride, i => k.Store(k.Load("dy", i) * _scale.At(k, i), "dy", i));
                k.ScatterStep("dy", _input.Gradient!);
            });
        }
    }
}
