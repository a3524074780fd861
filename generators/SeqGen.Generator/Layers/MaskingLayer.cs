using System.Globalization;

// masking: masks the steps whose values all equal mask_value, and gives zeros for them.
//
//     m[t] = any k: x[t][k] != mask_value
//     y[t] = m[t] ? x[t] : 0
//     weights  none

namespace SeqGen.Generator.Layers;

/// <summary>Masks the steps whose values all equal one value.</summary>
internal sealed record MaskingLayer : LayerSpec
{
    public required float MaskValue { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "masking", "Masking", "Masks the steps whose values all equal one value.", Read,
        ArgumentDefinition.Number("mask_value", "0", "The value of a masked step.") with { Positional = true });

    private static MaskingLayer Read(ArgumentReader arguments) => new() { MaskValue = arguments.Number("mask_value") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats || !input.IsSequence)
        {
            return context.CannotFollow("a sequence of feature vectors", input);
        }

        context.Uses(0, (long)input.Steps * input.Size);
        return input with { Masked = true };
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => before;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("mask_value", MaskValue);

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => null;

    public override string? DistributionObstacle => "masks do not reach the layers inside";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new MaskingPlan(this, planner, input);
}

/// <summary>Copies the real steps and zeros the others; the mask is written beside them.</summary>
internal sealed class MaskingPlan : LayerPlan
{
    private readonly MaskingLayer _layer;
    private readonly Tensor _input;
    private readonly Tensor? _mask;

    public MaskingPlan(MaskingLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, "Masking")
    {
        _layer = layer;
        _input = input;
        Output = planner.TensorLike("Values", input);
        _mask = planner.Mask("Mask", input.Steps, input.PresentSteps);
        Output.Mask = _mask;
        if (planner.Training && input.Gradient != null)
        {
            Output.Gradient = planner.TensorLike("OutputGradient", input);
            Output.GradientCondition = input.GradientCondition;
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        k.Comment($"mask[t] = any x[t] != {_layer.MaskValue.ToString("R", CultureInfo.InvariantCulture)}f; y[t] = x[t] where real, else 0");
        using (k.Loop("row", Rows))
        using (k.Loop("t", _input.Steps))
        {
            Test isReal = new AnyOtherTest(_input.StepAt("t"), _input.Size, _layer.MaskValue);
            Test real = k.Let("real", _input.Mask == null ? isReal : isReal & _input.Mask.ValueAt("row", "t").IsNot(0f));
            using (k.If(real))
            {
                k.Copy(_input.StepAt("t"), Output.StepAt("t"), _input.Size);
            }

            using (k.Else())
            {
                k.Clear(Output.StepAt("t"), _input.Size);
            }

            k.Store(Scalar.Select(real, 1f, 0f), _mask!.StepAt("t"));
        }
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx[t] = dy[t] where real, else 0");
        using (k.If(_input.GradientCondition))
        using (k.Loop("row", Rows))
        using (k.Loop("t", _input.Steps))
        {
            Tensor from = Output.Gradient!;
            Tensor to = _input.Gradient!;
            k.Reference("outputGradient", from.StepAt("t"));
            k.Reference("inputGradient", to.StepAt("t"));
            Condition real = k.Let("real", Value.Broadcast(_mask!.ValueAt("row", "t")) > Value.Zero);
            k.Map(from.Stride, i => k.Store(Value.Select(real, k.Load("outputGradient", i), Value.Zero), "inputGradient", i));
        }
    }
}
