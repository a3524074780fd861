namespace SeqGen.Generator.Layers;

/// <summary>
/// Softmax, or its logarithm, over the steps of a sequence, for each value of a step: vectors of values walk through time side by side.
/// Masked steps count nothing and get 0.
/// </summary>
internal sealed class TimeSoftmaxPlan : LayerPlan
{
    private readonly PlainInput _input;
    private readonly bool _log;

    private TimeSoftmaxPlan(ActivationSpec activation, LayerPlanner planner, Tensor input, string title)
        : base(planner, title)
    {
        _log = activation.Kind == ActivationKind.LogSoftmax;
        _input = new PlainInput(planner, "Arguments", input);
        Output = planner.Tensor("Values", input.Steps, input.Size);
        Output.Mask = input.Mask;
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", input.Steps, input.Size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public static Shape? InferShape(int axis, Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        if (!AxisArgument.Check(axis, input, context))
        {
            return null;
        }

        context.Uses(0, 2L * input.Vectors * input.Size);
        return input;
    }

    /// <summary>The plan for an axis: over the values of a step it is an activation.</summary>
    public static LayerPlan Plan(int axis, ActivationSpec activation, LayerPlanner planner, Tensor input, string name)
    {
        bool isTime = AxisArgument.IsTime(axis, planner.InputShapes[0]);
        string title = $"{name}({(isTime ? "steps" : "values")})";
        return isTime ? new TimeSoftmaxPlan(activation, planner, input, title) : new ActivationPlan(activation, planner, title, input);
    }

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment($"y = {(_log ? "x - max - ln sum(e^(x - max))" : "e^(x - max) / sum(e^(x - max))")} over {Output.Steps} steps");
        ForLanes(k, [("x", _input.Values), ("values", Output)], i =>
        {
            Value largest = k.Let("largest", Value.Constant(float.NegativeInfinity));
            using (k.Loop("t", Output.Steps))
            {
                k.Set("largest", Value.MaxNative(largest, IfReal(k.Load("x", At("t", i)), Value.Constant(float.NegativeInfinity))));
            }

            k.Let("total", Value.Zero);
            k.SumInParts(["total"], Output.Steps, Output.Steps, "t", [], (sum, _) =>
            {
                Value shifted = k.Let("shifted", k.Load("x", At("t", i)) - largest);
                Value power = k.Let("power", IfReal(k.Math.Call("Exp", shifted, KernelWriter.LeastExponent), Value.Zero));
                k.Add(sum, power);
                k.Store(_log ? IfReal(shifted, Value.Zero) : power, "values", At("t", i));
            });
            Value total = Value.Named("total");
            Value whole = k.Let("whole", _log ? k.LogOfTotal(total) : Value.Select(Condition.Equal(total, Value.Zero), Value.Zero, Value.One / total));
            using (k.Loop("t", Output.Steps))
            {
                Value value = k.Load("values", At("t", i));
                k.Store(_log ? IfReal(value - whole, Value.Zero) : value * whole, "values", At("t", i));
            }
        });
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment(_log ? "dx = dy - e^y sum(dy)" : "dx = y (dy - sum(dy y))");
        ForLanes(k, [("values", Output), ("outputGradient", Output.Gradient!), ("inputGradient", _input.Gradient!)], i =>
        {
            k.Let("total", Value.Zero);
            k.SumInParts(["total"], Output.Steps, Output.Steps, "t", [], (sum, _) =>
            {
                Value given = k.Load("outputGradient", At("t", i));
                k.Add(sum, _log ? IfReal(given, Value.Zero) : given * k.Load("values", At("t", i)));
            });
            Value total = Value.Named("total");
            using (k.Loop("t", Output.Steps))
            {
                Value given = k.Load("outputGradient", At("t", i));
                Value value = k.Load("values", At("t", i));
                Value gradient = _log ? given - (k.Math.Call("Exp", value, KernelWriter.LeastExponent) * total) : value * (given - total);
                k.Store(_log ? IfReal(gradient, Value.Zero) : gradient, "inputGradient", At("t", i));
            }
        });
        _input.Backward(k);
    }

    /// <summary>A value where step <c>t</c> is real, else another one.</summary>
    private Value IfReal(Value value, Value otherwise) =>
        Output.Mask == null ? value : Value.Select(Value.Broadcast(Output.Mask.ValueAt("row", "t")) > Value.Zero, value, otherwise);

    private Index At(Index t, Index i) => (t * Output.Stride).Unsigned + i;

    private void ForLanes(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action<Index> body)
    {
        using (k.Loop("row", Rows))
        {
            foreach ((string name, Tensor tensor) in tensors)
            {
                k.Reference(name, tensor.Row);
            }

            k.Map(Output.Stride, body);
        }
    }
}
