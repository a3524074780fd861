// prelu: a ReLU whose slope for negative values is learnt (He 2015).
//
//     y[t] = max(x[t], 0) + alpha * min(x[t], 0)
//     weights  alpha [steps, input], or [input] of one vector; with 1 instead where shared_axes says so
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>The axes of the input over which the slopes are the same.</summary>
internal enum SharedAxes
{
    /// <summary>A slope for each value of each step.</summary>
    None,

    /// <summary>A slope for each value, at all steps.</summary>
    Time,

    /// <summary>A slope for each step, of all values.</summary>
    Values,

    /// <summary>One slope.</summary>
    Both,
}

/// <summary>A ReLU with learnt slopes.</summary>
internal sealed record PreluLayer : LayerSpec
{
    private static readonly WordTable<SharedAxes> Axes = new(
        ("none", SharedAxes.None),
        ("time", SharedAxes.Time),
        ("values", SharedAxes.Values),
        ("both", SharedAxes.Both));

    public required SharedAxes Shared { get; init; }

    public required InitializerSpec AlphaInitializer { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "prelu", "PReLU", "A ReLU whose slope for negative values is learnt.", Read,
        ArgumentDefinition.Choice("shared_axes", Axes.Words, "What shares a slope: nothing, all steps of a sequence, all values of a step, or everything.") with { Default = "none" },
        ArgumentDefinition.Initializer("alpha_initializer", "zeros", "How fresh slopes are filled."));

    private static PreluLayer Read(ArgumentReader arguments) => new()
    {
        Shared = arguments.Choice("shared_axes", Axes),
        AlphaInitializer = arguments.BiasInitializer("alpha_initializer"),
    };

    public bool SharesTime => Shared is SharedAxes.Time or SharedAxes.Both;

    public bool SharesValues => Shared is SharedAxes.Values or SharedAxes.Both;

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        if (SharesTime && !input.IsSequence)
        {
            return context.Impossible("shared_axes", "one vector has no steps that could share a slope");
        }

        context.Uses((long)AlphaRows(input) * AlphaSize(input), 3L * input.Vectors * input.Size);
        return input;
    }

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => (long)output.Vectors * output.Size;

    public override void DeclareWeights(LayerWeights weights, Shape input) =>
        weights.Add("alpha", input.IsSequence ? [AlphaRows(input), AlphaSize(input)] : [AlphaSize(input)], AlphaInitializer);

    public override void WriteConfig(JsonFields config, Shape input)
    {
        string axes = (SharesTime, SharesValues) switch
        {
            (true, true) => "[1,2]",
            (true, false) => "[1]",
            (false, true) => input.IsSequence ? "[2]" : "[1]",
            _ => "null",
        };
        config.Add("alpha_initializer", AlphaInitializer.ToString()).AddRaw("shared_axes", axes);
    }

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => SharesTime ? null
        : "each step has slopes of its own, which depend on the number of steps; write shared_axes=time, or declare the input with length instead of max_length";

    /// <summary>A step of a stream would have to know which one it is.</summary>
    public override bool NeedsAllSteps(int input, IReadOnlyList<Shape> inputs) => !SharesTime && inputs[0].Steps > 1;

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => SharesTime;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new PreluPlan(this, planner, input);

    private int AlphaRows(Shape input) => SharesTime ? 1 : input.Vectors;

    private int AlphaSize(Shape input) => SharesValues ? 1 : input.Size;
}

/// <summary>The slopes lie as a table with a row a step; training sums what each of them gave.</summary>
internal sealed class PreluPlan : LayerPlan
{
    private readonly PreluLayer _layer;
    private readonly PlainInput _input;
    private readonly PackedMatrix _alpha;
    private readonly PackedMatrix? _gradient;
    private readonly Tensor? _terms;

    public PreluPlan(PreluLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, "PReLU")
    {
        _layer = layer;
        _input = new PlainInput(planner, "Arguments", input);
        Output = planner.OutputTensor("Values", input.Steps, input.Size);
        Output.Mask = input.Mask;
        WeightPlan alpha = planner.Weight("alpha");
        int size = layer.SharesValues ? 1 : input.Size;
        int rows = alpha.Length / size;
        ColumnLayout columns = new(size);
        _alpha = planner.PackTable("Alpha", alpha, rows, columns, null, 0, size);
        if (!planner.Training)
        {
            return;
        }

        Output.Gradient = planner.Tensor("OutputGradient", input.Steps, input.Size);
        if (layer.Trainable)
        {
            _gradient = planner.GradientTable("Alpha", alpha, rows, columns, 0, size);
            _terms = planner.Tensor("AlphaTerms", input.Steps, input.Size);
        }
    }

    public override bool HasBackward => _gradient != null || _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment("y = x, or alpha x where x is negative");
        if (Output.HasStepsInLanes)
        {
            k.Reference("x", _input.Values);
            k.Reference("values", Output);
            k.MapLanes(_input.Values, Output, "x", "values", value => Apply(value, Value.Broadcast((_alpha.First() + (_layer.SharesValues ? Index.Zero : "value")).Float)));
            return;
        }

        ForSteps(k, [("x", _input.Values), ("values", Output)], i => k.Store(Apply(k.Load("x", i), Alpha(k, i)), "values", i));

        Value Apply(Value value, Value alpha)
        {
            Value x = k.Let("x0", value);
            return k.Math.Call("Normal", Value.Select(x > Value.Zero, x, alpha * x));
        }
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx = dy, or alpha dy where x is negative; dalpha += dy min(x, 0)");
        List<(string, Tensor)> tensors = [("x", _input.Values), ("outputGradient", Output.Gradient!)];
        if (_input.Gradient != null)
        {
            tensors.Add(("inputGradient", _input.Gradient));
        }

        if (_terms != null)
        {
            tensors.Add(("terms", _terms));
        }

        ForSteps(k, tensors, i =>
        {
            Value x = k.Let("x0", k.Load("x", i));
            Value given = k.Let("given", k.Load("outputGradient", i));
            if (_terms != null)
            {
                k.Store(given * Value.Min(x, Value.Zero), "terms", i);
            }

            if (_input.Gradient != null)
            {
                k.Store(given * Value.Select(x > Value.Zero, Value.One, Value.Select(Condition.Equal(x, x), Alpha(k, i), x)), "inputGradient", i);
            }
        });
        if (_gradient != null)
        {
            AddTerms(k, _gradient, _terms!);
        }

        _input.Backward(k);
    }

    private void AddTerms(KernelWriter k, PackedMatrix gradient, Tensor terms)
    {
        if (!_layer.SharesValues && _layer.SharesTime)
        {
            k.Reference("allTerms", terms);
            k.AccumulateRows(gradient, "allTerms", terms.Stride, Rows * terms.Steps);
            return;
        }

        using (k.Loop("row", Rows))
        {
            if (_layer.SharesTime)
            {
                AddSum(k, gradient.RowOf(0, BufferKind.Gradient), terms);
                return;
            }

            using (k.Loop("t", terms.Steps))
            {
                k.Reference("step", terms.StepAt("t"));
                k.Reference("alphaGradient", gradient.RowOf("t", BufferKind.Gradient));
                if (_layer.SharesValues)
                {
                    k.FillPadding("step", terms, 0);
                    k.AddTo("alphaGradient", k.Sum("total", terms.Stride, i => k.Load("step", i)));
                }
                else
                {
                    k.Map(terms.Stride, i => k.Store(k.Load("alphaGradient", i) + k.Load("step", i), "alphaGradient", i));
                }
            }
        }
    }

    /// <summary>Adds the sum over all steps and values of a row.</summary>
    private static void AddSum(KernelWriter k, Address target, Tensor terms)
    {
        using (k.Loop("t", terms.Steps))
        {
            k.Reference("step", terms.StepAt("t"));
            k.FillPadding("step", terms, 0);
        }

        k.Reference("rowTerms", terms.Row);
        k.AddTo(target, k.Sum("total", terms.Steps * terms.Stride, i => k.Load("rowTerms", i)));
    }

    private Value Alpha(KernelWriter k, Index i) => _layer.SharesValues ? Value.Broadcast(Address.Of("alpha", 0).Float) : k.Load("alpha", i);

    private void ForSteps(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action<Index> body) => k.ForEachStep(tensors, () =>
    {
        k.Reference("alpha", _alpha.RowOf(_layer.SharesTime ? 0 : "t"));
        k.Map(Output.Stride, body);
    });
}
