// relu: the rectifier as a layer of its own, with a limit, a slope and a threshold.
//
//     y[t] = max_value where x[t] is at least that, x[t] where it is above the threshold, else negative_slope * (x[t] - threshold)
//     weights  none
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>The rectifier as a layer of its own.</summary>
internal sealed record ReluLayer : LayerSpec
{
    /// <summary>The greatest value; null for none.</summary>
    public required float? MaxValue { get; init; }

    public required float NegativeSlope { get; init; }

    public required float Threshold { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "relu", "ReLU", "The rectifier as a layer of its own, with a limit, a slope and a threshold.", Read,
        new ArgumentDefinition { Name = "max_value", Type = ArgumentType.Number, Optional = true, Minimum = 0, Summary = "The greatest value that comes out; by default there is none." },
        ArgumentDefinition.Number("negative_slope", "0", "The slope below the threshold.") with { Minimum = 0 },
        ArgumentDefinition.Number("threshold", "0", "Values above it stay as they are.") with { Minimum = 0 });

    private static ReluLayer Read(ArgumentReader arguments) => new()
    {
        MaxValue = arguments.OptionalNumber("max_value"),
        NegativeSlope = arguments.Number("negative_slope"),
        Threshold = arguments.Number("threshold"),
    };

    public override Shape? InferShape(Shape input, ShapeContext context) => MaxValue < Threshold
        ? context.Impossible("max_value", "max_value must not be below the threshold")
        : ActivationLayer.InferFloats(input, context);

    public override ActivationSpec OutputActivation(ActivationSpec before) => new(ActivationKind.Relu);

    public override void WriteConfig(JsonFields config, Shape input)
    {
        config.Add("negative_slope", NegativeSlope).Add("threshold", Threshold);
        if (MaxValue is { } most)
        {
            config.Add("max_value", most);
        }
    }

    public override bool WorksOnEachStep => true;

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => inputs[0].IsSequence;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new ReluPlan(this, planner, input);
}

/// <summary>A function of each value; the way back looks at the input, which it keeps where that does not lie in lines.</summary>
internal sealed class ReluPlan : LayerPlan
{
    private readonly ReluLayer _layer;
    private readonly PlainInput _input;

    public ReluPlan(ReluLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, "ReLU")
    {
        _layer = layer;
        _input = new PlainInput(planner, "Arguments", input);
        Output = planner.OutputTensor("Values", input.Steps, input.Size);
        Output.Mask = input.Mask;
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", input.Steps, input.Size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment($"y = {Text(_layer)}");
        ForRows(k, [("x", _input.Values), ("values", Output)], i =>
        {
            Value x = k.Let("x0", k.Load("x", i));
            Value below = _layer.NegativeSlope > 0 ? (x - Threshold) * Value.Constant(_layer.NegativeSlope) : Value.Select(Condition.Equal(x, x), Value.Zero, x);
            k.Store(k.Math.Call("Normal", Value.Select(x > Threshold, _layer.MaxValue is { } most ? Value.Min(x, Value.Constant(most)) : x, below)), "values", i);
        });
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx = dy, or negative_slope dy below the threshold, or nothing above the limit");
        ForRows(k, [("x", _input.Values), ("outputGradient", Output.Gradient!), ("inputGradient", _input.Gradient!)], i =>
        {
            Value x = k.Let("x0", k.Load("x", i));
            Value below = Value.Select(Condition.Equal(x, x), _layer.NegativeSlope > 0 ? Value.Constant(_layer.NegativeSlope) : Value.Zero, x);
            Value above = _layer.MaxValue is { } most ? Value.Select(x < Value.Constant(most), Value.One, Value.Zero) : Value.One;
            k.Store(k.Load("outputGradient", i) * Value.Select(x > Threshold, above, below), "inputGradient", i);
        });
        _input.Backward(k);
    }

    private Value Threshold => _layer.Threshold == 0 ? Value.Zero : Value.Constant(_layer.Threshold);

    private static string Text(ReluLayer layer) =>
        $"x above the threshold{(layer.MaxValue == null ? "" : ", at most the limit")}; {(layer.NegativeSlope > 0 ? "the slope times what it is above it" : "0")} below";

    /// <summary>All steps of a row follow each other in every one of these tensors.</summary>
    private void ForRows(KernelWriter k, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action<Index> body)
    {
        bool inLanes = Output.HasStepsInLanes;
        using (inLanes ? k.Loop("value", Output.Size) : k.Loop("row", Rows))
        {
            foreach ((string name, Tensor tensor) in tensors)
            {
                k.Reference(name, inLanes ? tensor.LanesAt("value") : tensor.Row);
            }

            k.Map(Output.Steps * Output.Stride, body);
        }
    }
}
