// spatial_dropout1d: in training drops whole features, at all steps of a sequence, and scales the others up.
//
//     y[t] = x[t] * keep / (1 - rate),  keep[k] = 1 with probability 1 - rate, else 0, for all steps
//     weights  none
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>Dropout of whole features (Tompson 2015).</summary>
internal sealed record SpatialDropout1dLayer : LayerSpec
{
    /// <summary>The probability that a feature is dropped.</summary>
    public required float Rate { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "spatial_dropout1d", "SpatialDropout1D", "Drops whole features of a sequence in training.", Read,
        DropoutLayer.RateArgument with { Summary = "The probability that a feature is dropped." });

    private static SpatialDropout1dLayer Read(ArgumentReader arguments) => new() { Rate = arguments.Number("rate") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!WindowArguments.AcceptsInput(input))
        {
            return context.CannotFollow(WindowArguments.NeededInput, input);
        }

        context.Uses(0, (2L * input.Steps * input.Size) + input.Size);
        return input;
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => before;

    public override void WriteConfig(JsonObject config, Shape input) => config.Add("rate", Rate);

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        planner.Training && Rate > 0 ? new SpatialDropout1dPlan(this, planner, input) : new PassThroughPlan(planner, "SpatialDropout1D", input);
}

/// <summary>In training: one factor a feature, which depends on the step's key and the row alone.</summary>
internal sealed class SpatialDropout1dPlan : LayerPlan
{
    private readonly Tensor _input;
    private readonly DropoutFactors _factors;

    public SpatialDropout1dPlan(SpatialDropout1dLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"SpatialDropout1D({layer.Rate.ToString(System.Globalization.CultureInfo.InvariantCulture)})")
    {
        _input = input;
        _factors = new(planner, "Factors", input.Size, layer.Rate, layer.Seed);
        Output = planner.TensorLike("Values", input);
        Output.Mask = input.Mask;
        if (input.Gradient != null)
        {
            Output.Gradient = planner.TensorLike("OutputGradient", input);
            Output.GradientCondition = input.GradientCondition;
        }
    }

    public override bool HasBackward => _input.Gradient != null;

    public override void Forward(KernelWriter k)
    {
        k.Comment("y = x * factor, one factor a feature: 0 with probability rate, else 1 / (1 - rate)");
        _factors.Fill(k);
        _factors.Multiply(k, _input, Output);
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx = dy * factor");
        _factors.Multiply(k, Output.Gradient!, _input.Gradient!);
    }
}
