// repeat_vector: one vector as a sequence of equal steps.
//
//     y[t] = x for t = 0 .. n - 1
//     weights  none
//     mask     none

namespace SeqGen.Generator.Layers;

/// <summary>One vector as a sequence.</summary>
internal sealed record RepeatVectorLayer : LayerSpec
{
    /// <summary>The number of steps.</summary>
    public required int N { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "repeat_vector", "RepeatVector", "One vector as a sequence of equal steps.", Read,
        ArgumentDefinition.Integer("n", 1, Limits.Steps, "Steps of the sequence.") with { Positional = true });

    private static RepeatVectorLayer Read(ArgumentReader arguments) => new() { N = arguments.Integer("n") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats || input.IsSequence)
        {
            return context.CannotFollow("one vector", input);
        }

        context.Uses(0, 2L * N * input.Size);
        return new(N, input.Size, false, ShapeKind.Floats);
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => before;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("n", N);

    public override string? StreamObstacle => "repeat_vector gives all its steps at once";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new RepeatVectorPlan(this, planner, input);
}

/// <summary>Copies the vector to every step, and adds the steps' gradients up.</summary>
internal sealed class RepeatVectorPlan : LayerPlan
{
    private readonly PlainInput _input;

    public RepeatVectorPlan(RepeatVectorLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"RepeatVector({layer.N})")
    {
        _input = new PlainInput(planner, "Vector", input);
        Output = planner.Tensor("Values", layer.N, input.Size);
        if (_input.Gradient != null)
        {
            Output.Gradient = planner.Tensor("OutputGradient", layer.N, input.Size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        _input.Forward(k);
        k.Comment("y[t] = x");
        using (k.Loop("row", Rows))
        {
            k.Reference("vector", _input.Values.Row);
            using (k.Loop("t", Output.Steps))
            {
                k.Reference("step", Output.StepAt("t"));
                k.Map(Output.Stride, i => k.Store(k.Load("vector", i), "step", i));
            }
        }
    }

    public override void Backward(KernelWriter k)
    {
        Tensor gradient = Output.Gradient!;
        k.Comment("dx = the sum of dy[t]");
        using (k.Loop("row", Rows))
        {
            k.Reference("vectorGradient", _input.Gradient!.Row);
            k.Clear("vectorGradient", gradient.Stride);
            using (k.Loop("t", gradient.Steps))
            {
                k.Reference("stepGradient", gradient.StepAt("t"));
                k.Map(gradient.Stride, i => k.Store(k.Load("vectorGradient", i) + k.Load("stepGradient", i), "vectorGradient", i));
            }
        }

        _input.Backward(k);
    }
}
