// reshape: the same values in the same order, as other steps or as one vector.
//
//     y[i] = x[i], where both count through the values of the first step, then of the second and so on
//     weights  none
//     mask     ends here

using System.Globalization;

namespace SeqGen.Generator.Layers;

/// <summary>The same values in another shape.</summary>
internal sealed record ReshapeLayer : LayerSpec
{
    private const int Rest = -1;

    /// <summary>Values of a step, or of the vector; -1 for what is left.</summary>
    public required int Size { get; init; }

    /// <summary>Steps; -1 for what is left; null for one vector.</summary>
    public required int? Length { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "reshape", "Reshape", "The same values in the same order, as other steps or as one vector.", Read,
        ArgumentDefinition.Integer("size", Rest, int.MaxValue, "Values of a step, or of one vector; -1 for as many as there are.") with { Positional = true },
        ArgumentDefinition.Integer("length", Rest, Limits.Steps, "Steps; -1 for as many as there are; by default one vector comes out.") with { Optional = true });

    private static ReshapeLayer Read(ArgumentReader arguments) => new() { Size = arguments.Integer("size"), Length = arguments.OptionalInteger("length") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        if (Size == 0 || Length == 0)
        {
            return context.Impossible(Size == 0 ? "size" : "length", "it must be at least 1, or -1 for as many as there are");
        }

        long values = (long)input.Vectors * input.Size;
        long size = Size > 0 ? Size : values / (Length is > 0 ? Length.Value : 1);
        long steps = Length is not { } length ? 0 : length > 0 ? length : Size > 0 ? values / Size : 0;
        if (Size == Rest && Length == Rest)
        {
            return context.Impossible("length", "only one of size and length can be -1");
        }

        if (size * Math.Max(steps, 1) != values)
        {
            return context.Impossible("size", $"{input} are {values.ToString(CultureInfo.InvariantCulture)} values, which do not fill {Target}");
        }

        long limit = steps == 0 ? Limits.SequenceValues : Limits.Features;
        if (size > limit || steps > Limits.Steps)
        {
            return size > limit ? context.TooLarge("size", "the values of a step", size, limit) : context.TooLarge("length", "the number of steps", steps, Limits.Steps);
        }

        context.Uses(0, 3 * values);
        return new((int)steps, (int)size, false, ShapeKind.Floats);
    }

    private string Target => Length is { } length ? $"{(length > 0 ? length : "some")} steps of {(Size > 0 ? Size : "some")} values" : $"one vector of {Size} values";

    public override ActivationSpec OutputActivation(ActivationSpec before) => before.MixesValues ? ActivationSpec.Linear : before;

    public override void WriteConfig(JsonFields config, Shape input) =>
        config.AddRaw("target_shape", Length is { } length ? $"[{length},{Size}]" : $"[{Size}]");

    public override string? StreamObstacle => "reshape needs the whole sequence";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input)
    {
        Shape output = planner.OutputShape;
        bool isVector = input.Steps == 1 && !output.IsSequence;
        return isVector || (input.Segments == 1 && input.Steps == output.Vectors) ? new PassThroughPlan(planner, "Reshape", isVector ? input : Unmasked(input))
            : output.IsSequence ? new ReshapePlan(planner, input, output)
            : new FlattenPlan(planner, input);
    }

    private static Tensor Unmasked(Tensor input)
    {
        Tensor plain = LayerPlanner.View(input, 0, input.Steps);
        plain.Gradient = input.Gradient;
        plain.GradientCondition = input.GradientCondition;
        return plain;
    }
}

/// <summary>Concatenates the values, and takes them apart again.</summary>
internal sealed class ReshapePlan : LayerPlan
{
    private readonly Tensor _input;
    private readonly Tensor _values;

    public ReshapePlan(LayerPlanner planner, Tensor input, Shape output)
        : base(planner, $"Reshape({output.Steps}, {output.Size})")
    {
        _input = input;
        _values = planner.Tensor("AllValues", 1, input.Steps * input.Size);
        Output = planner.Tensor("Values", output.Vectors, output.Size);
        if (planner.Training && input.Gradient != null)
        {
            Output.Gradient = planner.Tensor("OutputGradient", output.Vectors, output.Size);
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        k.Comment($"{_input.Steps} steps of {_input.Size} values as {Output.Steps} of {Output.Size}");
        k.CopySteps(_input, As(_input));
        k.CopySteps(As(Output), Output);
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("The gradients go back to where the values were.");
        using (k.If(_input.GradientCondition))
        {
            k.CopySteps(Output.Gradient!, As(Output));
            k.CopySteps(As(_input), _input.Gradient!);
        }
    }

    /// <summary>All values as the steps of a tensor, without padding.</summary>
    private Tensor As(Tensor tensor) => _values.Shaped(tensor.Steps, tensor.Size, tensor.Size);
}
