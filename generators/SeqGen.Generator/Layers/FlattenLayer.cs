// flatten: the vectors of all steps, one behind the other, as one vector.
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
        "flatten", "Flatten", "The vectors of all steps, one behind the other, as one vector.", static _ => new FlattenLayer());

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        long size = (long)Math.Max(input.Steps, 1) * input.Size;
        if (size > Limits.SequenceValues)
        {
            return context.TooLarge(null, "the flattened vector", size, Limits.SequenceValues);
        }

        context.Uses(0, size);
        return Shape.Vector((int)size);
    }

    /// <summary>A softmax of every step is none of the whole vector.</summary>
    public override ActivationSpec OutputActivation(ActivationSpec before) =>
        before.Kind == ActivationKind.Softmax ? ActivationSpec.Linear : before;

    public override string? StreamObstacle => "flatten needs the whole sequence";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input)
    {
        Tensor flat = Flat(input);
        if (input.Gradient != null)
        {
            flat.Gradient = Flat(input.Gradient);
            flat.GradientCondition = input.GradientCondition;
        }

        return new PassThroughPlan(planner, "Flatten", flat);
    }

    /// <summary>The same memory as one step; padding between the steps stays where it is.</summary>
    private static Tensor Flat(Tensor tensor) =>
        tensor.Shaped(1, tensor.Steps * tensor.Size, tensor.Steps * tensor.Stride, segments: tensor.Steps);
}
