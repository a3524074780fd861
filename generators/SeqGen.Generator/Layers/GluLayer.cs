// glu: the gated linear unit (Dauphin 2017): one half of the input, times the sigmoid of the other.
//
//     y = a * sigmoid(b), x = (a, b): the halves of the values of a step, or of the steps of a sequence
//     weights  none
//     mask     passes through; over steps it ends here

namespace SeqGen.Generator.Layers;

/// <summary>The gated linear unit.</summary>
internal sealed record GluLayer : LayerSpec
{
    public required int Axis { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "glu", "GLU", "The first half of the input, times the sigmoid of the second.", Read,
        AxisArgument.Of("What is halved"));

    private static GluLayer Read(ArgumentReader arguments) => new() { Axis = AxisArgument.Read(arguments) };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        if (!AxisArgument.Check(Axis, input, context))
        {
            return null;
        }

        bool isTime = AxisArgument.IsTime(Axis, input);
        int extent = isTime ? input.Steps : input.Size;
        if (extent % 2 != 0)
        {
            return context.Impossible("axis", $"{extent} {(isTime ? "steps" : "values")} cannot be halved");
        }

        context.Uses(0, (long)input.Vectors * input.Size);
        return isTime ? new(extent / 2, input.Size, false, ShapeKind.Floats) : input with { Size = extent / 2 };
    }

    public override bool NeedsAllSteps(int input, IReadOnlyList<Shape> inputs) => AxisArgument.IsTime(Axis, inputs[0]);

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("axis", Axis);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new GluPlan(AxisArgument.IsTime(Axis, planner.InputShapes[0]), planner, input);
}

/// <summary>A step at a time. The second half of a step's values does not begin a line, so it is copied, and its gradient back.</summary>
internal sealed class GluPlan : LayerPlan
{
    private readonly bool _isTime;
    private readonly PlainInput _input;
    private readonly Tensor? _gates;

    public GluPlan(bool isTime, LayerPlanner planner, Tensor input)
        : base(planner, $"GLU({(isTime ? "steps" : "values")})")
    {
        _isTime = isTime;
        _input = new PlainInput(planner, "Halves", input);
        int size = isTime ? input.Size : input.Size / 2;
        Output = planner.Tensor("Values", isTime ? input.Steps / 2 : input.Steps, size);
        Output.Mask = isTime ? null : input.Mask;
        _gates = isTime ? null : planner.Tensor("Gates", input.Steps, size);
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", Output.Steps, size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment("y = a sigmoid(b)");
        ForSteps(k, () =>
        {
            k.Reference("values", Output.StepAt("t"));
            if (_gates != null)
            {
                k.Copy(_input.Values.StepAt("t") + Output.Size, _gates.StepAt("t"), Output.Size);
            }

            DeclareHalves(k);
            k.Map(Output.Stride, i => k.Store(k.Math.Call("Normal", k.Load("a", i) * Gate(k, i)), "values", i));
        });
    }

    public override void Backward(KernelWriter k)
    {
        Tensor target = _input.Gradient!;
        k.Comment("da = dy sigmoid(b), db = dy a sigmoid(b) (1 - sigmoid(b))");
        ForSteps(k, () =>
        {
            DeclareHalves(k);
            k.Reference("outputGradient", Output.Gradient!.StepAt("t"));
            k.Reference("aGradient", target.StepAt("t"));
            k.Reference("bGradient", _gates?.StepAt("t") ?? target.StepAt(Index.Counter("t") + Output.Steps));
            k.Map(Output.Stride, i =>
            {
                Value given = k.Let("given", k.Load("outputGradient", i));
                Value gate = k.Let("gate", Gate(k, i));
                Value a = k.Let("a0", k.Load("a", i));
                k.Store(given * gate, "aGradient", i);
                k.Store(given * a * gate * (Value.One - gate), "bGradient", i);
            });
            if (_gates != null)
            {
                k.Copy("bGradient", target.StepAt("t") + Output.Size, Output.Size);
            }
        });
        _input.Backward(k);
    }

    private static Value Gate(KernelWriter k, Index i) => k.Math.Call("Sigmoid", k.Load("b", i));

    private void DeclareHalves(KernelWriter k)
    {
        k.Reference("a", _input.Values.StepAt("t"));
        k.Reference("b", _gates?.StepAt("t") ?? _input.Values.StepAt(Index.Counter("t") + Output.Steps));
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
