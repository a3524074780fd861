// slice: some neighbouring values of a step, or of a vector.
//
//     y[t][i] = x[t][start + i], i < size
//     weights  none
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>Some neighbouring values of a step.</summary>
internal sealed record SliceLayer : LayerSpec
{
    public required int Start { get; init; }

    public required int Size { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "slice", "Slice", "Some neighbouring values of a step, or of a vector.", Read,
        ArgumentDefinition.Integer("start", 0, Limits.Features - 1, "The first value that stays, counted from 0.") with { Positional = true },
        ArgumentDefinition.Integer("size", 1, Limits.Features, "How many values stay.") with { Positional = true });

    private static SliceLayer Read(ArgumentReader arguments) => new() { Start = arguments.Integer("start"), Size = arguments.Integer("size") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        if (Start >= input.Size)
        {
            return context.Impossible("start", $"the {input.Size} values of its input have the numbers 0 to {input.Size - 1}");
        }

        if (Size > input.Size - Start)
        {
            return context.Impossible("size", $"from value {Start} on there are {input.Size - Start} of {input.Size} values");
        }

        context.Uses(0, 2L * input.Vectors * Size);
        return input with { Size = Size };
    }

    /// <summary>Some values of a softmax are none.</summary>
    public override ActivationSpec OutputActivation(ActivationSpec before) => before.MixesValues ? ActivationSpec.Linear : before;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("start", Start).Add("size", Size);

    public override bool WorksOnEachStep => true;

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => inputs[0].IsSequence;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => input.HasStepsInLanes
        ? new PassThroughPlan(planner, $"Slice({Start}, {Size})", input.Shaped(input.Steps, Size, input.Stride, from: Start * input.ValueStride))
        : new SlicePlan(this, planner, input);
}

/// <summary>A copy, since values inside a step need not begin a line; the gradient of what is left out is zero.</summary>
internal sealed class SlicePlan : LayerPlan
{
    private readonly int _start;
    private readonly PlainInput _input;

    public SlicePlan(SliceLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"Slice({layer.Start}, {layer.Size})")
    {
        _start = layer.Start;
        _input = new PlainInput(planner, "Whole", input);
        Output = planner.Tensor("Values", input.Steps, layer.Size);
        Output.Mask = input.Mask;
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", input.Steps, layer.Size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment("y[t] = some values of x[t]");
        ForSteps(k, () => k.Copy(_input.Values.StepAt("t") + _start, Output.StepAt("t"), Output.Size));
    }

    public override void Backward(KernelWriter k)
    {
        Tensor target = _input.Gradient!;
        k.Comment("dx[t] = dy[t] at its place, zero elsewhere");
        ForSteps(k, () =>
        {
            k.Clear(target.StepAt("t"), target.Stride);
            k.Copy(Output.Gradient!.StepAt("t"), target.StepAt("t") + _start, Output.Size);
        });
        _input.Backward(k);
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
