// flatten: the vectors of all steps, concatenated to one vector.
//
//     y[t * size + k] = x[t][k]
//     weights  none
//     mask     ends here

namespace SeqGen.Generator.Layers;

/// <summary>A sequence as one vector.</summary>
internal sealed record FlattenLayer : LayerSpec
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "flatten", "Flatten", "The vectors of all steps, concatenated to one vector.", static _ => new FlattenLayer());

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        long size = (long)input.Vectors * input.Size;
        if (size > Limits.SequenceValues)
        {
            return context.TooLarge(null, "the flattened vector", size, Limits.SequenceValues);
        }

        context.Uses(0, size);
        return Shape.Vector((int)size);
    }

    /// <summary>A softmax of every step is none of the whole vector.</summary>
    public override ActivationSpec OutputActivation(ActivationSpec before) =>
        before.MixesValues ? ActivationSpec.Linear : before;

    public override string? StreamObstacle => "flatten needs the whole sequence";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        input.Steps == 1 ? new PassThroughPlan(planner, "Flatten", input) : new FlattenPlan(planner, input);
}

/// <summary>
/// The same memory as one vector; padding between the steps stays where it is. Where the gradient of the input lies
/// otherwise than its values, as that of the caller's features does, the vector has a gradient of its own.
/// </summary>
internal sealed class FlattenPlan : LayerPlan
{
    private readonly Tensor? _inputGradient;

    public FlattenPlan(LayerPlanner planner, Tensor input)
        : base(planner, "Flatten")
    {
        Output = Flat(input);
        if (input.Gradient is { } gradient)
        {
            Tensor flat = Flat(gradient);
            bool fits = flat.Stride == Output.Stride;
            Output.Gradient = fits ? flat : planner.Tensor("OutputGradient", 1, Output.Size);
            Output.GradientCondition = input.GradientCondition;
            _inputGradient = fits ? null : flat;
        }
    }

    public override bool HasForward => false;

    public override bool HasBackward => _inputGradient != null;

    public override void Forward(KernelWriter k)
    {
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx[t][k] = dy[t * size + k]");
        using (k.If(Output.GradientCondition))
        {
            k.CopySteps(Output.Gradient!, _inputGradient!);
        }
    }

    /// <summary>Steps without padding between them are no more than one vector.</summary>
    private static Tensor Flat(Tensor tensor) =>
        tensor.Shaped(1, tensor.Steps * tensor.Size, tensor.Steps * tensor.Stride, tensor.Stride == tensor.Size ? 1 : tensor.Steps);
}
