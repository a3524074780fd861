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

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => AxisArgument.IsTime(Axis, inputs[0])
        ? "half the steps gate the other half, which are others for each length; write axis=-1, or declare the input with length instead of max_length"
        : null;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("axis", Axis);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new GluPlan(AxisArgument.IsTime(Axis, planner.InputShapes[0]), planner, input);
}

/// <summary>A sigmoid of the second half, and its derivative.</summary>
internal sealed class GluPlan : HalvesPlan
{
    public GluPlan(bool isTime, LayerPlanner planner, Tensor input)
        : base(isTime, planner, input, $"GLU({(isTime ? "steps" : "values")})", "Gates")
    {
    }

    protected override string Equation => "y = a sigmoid(b)";

    protected override string GradientEquation => "da = dy sigmoid(b), db = dy a sigmoid(b) (1 - sigmoid(b))";

    protected override Value Of(KernelWriter k, Value a, Func<Value> b) => a * Gate(k, b());

    protected override (Value A, Value B) GradientOf(KernelWriter k, Value given, Func<Value> a, Func<Value> b)
    {
        Value gate = k.Let("gate", Gate(k, b()));
        Value value = k.Let("a0", a());
        return (given * gate, given * value * gate * (Value.One - gate));
    }

    private static Value Gate(KernelWriter k, Value b) => k.Math.Call("Sigmoid", b);
}
