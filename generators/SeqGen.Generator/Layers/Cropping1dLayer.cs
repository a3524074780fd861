// cropping1d: a sequence without its first and last steps.
//
//     y[t] = x[t + left]
//     weights  none
//     mask     ends here

namespace SeqGen.Generator.Layers;

/// <summary>A sequence without its first and last steps.</summary>
internal sealed record Cropping1dLayer : LayerSpec
{
    public required Edges Cropping { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "cropping1d", "Cropping1D", "A sequence without its first and last steps.", Read, Edges.Arguments("Steps to leave out", "1"));

    private static Cropping1dLayer Read(ArgumentReader arguments) => new() { Cropping = Edges.Read(arguments) };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        long left = (long)input.Steps - Cropping.Left - Cropping.Right;
        return left < 1
            ? context.Impossible("left", $"nothing is left of {input.Steps} steps without {Cropping.Left} at the start and {Cropping.Right} at the end")
            : new((int)left, input.Size, false, ShapeKind.Floats);
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => before;

    public override void WriteConfig(JsonFields config, Shape input) => config.AddRaw("cropping", Cropping.Json);

    public override string? StreamObstacle => "cropping1d gives fewer steps than it takes";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new CroppedPlan(planner, input, Cropping);
}

/// <summary>The steps as they lie; the gradient of those that are left out is zero.</summary>
internal sealed class CroppedPlan : LayerPlan
{
    private readonly Edges _edges;
    private readonly Tensor? _inputGradient;
    private readonly int _steps;

    public CroppedPlan(LayerPlanner planner, Tensor input, Edges edges)
        : base(planner, $"Cropping1D({edges.Left}, {edges.Right})")
    {
        _edges = edges;
        _steps = input.Steps - edges.Left - edges.Right;
        Output = LayerPlanner.View(input, edges.Left, _steps);
        if (planner.Training && input.Gradient is { } gradient)
        {
            _inputGradient = gradient;
            Output.Gradient = LayerPlanner.View(gradient, edges.Left, _steps);
            Output.GradientCondition = input.GradientCondition;
        }
    }

    public override bool HasForward => false;

    public override bool HasBackward => _inputGradient != null && _edges.Left + _edges.Right > 0;

    public override void Forward(KernelWriter k)
    {
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("Nothing comes back to the steps that are left out.");
        using (k.If(Output.GradientCondition))
        using (k.Loop("row", Rows))
        {
            Clear(k, 0, _edges.Left);
            Clear(k, _edges.Left + _steps, _edges.Right);
        }
    }

    private void Clear(KernelWriter k, int first, int count)
    {
        if (count > 0)
        {
            k.Clear(_inputGradient!.StepAt(first), count * _inputGradient.Stride);
        }
    }
}
