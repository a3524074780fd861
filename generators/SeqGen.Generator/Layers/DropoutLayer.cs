// dropout, spatial_dropout1d: in training drops each value (or each feature, at all steps of a sequence) with probability rate
// and scales the others up; else does nothing.
//
//     y = x * keep / (1 - rate),  keep = 1 with probability 1 - rate, else 0;  of spatial_dropout1d one keep[k] for all steps
//     weights  none
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>Inverted dropout (Srivastava 2014), of values or of whole features (Tompson 2015).</summary>
internal sealed record DropoutLayer : LayerSpec
{
    /// <summary>The probability that a value, or a feature, is dropped.</summary>
    public required float Rate { get; init; }

    /// <summary>True where a feature is dropped at all steps at once.</summary>
    public bool OfFeatures { get; init; }

    public override LayerDefinition Definition => OfFeatures ? SpatialDeclaration : Declaration;

    public static ArgumentDefinition RateArgument { get; } = new()
    {
        Name = "rate",
        Type = ArgumentType.Number,
        Positional = true,
        Minimum = 0,
        Maximum = 1,
        BelowMaximum = true,
        Summary = "The probability that a value is dropped.",
    };

    public static LayerDefinition Declaration { get; } = new(
        "dropout", "Dropout", "Drops values in training, to keep the network from learning by heart.", Read, RateArgument);

    public static LayerDefinition SpatialDeclaration { get; } = new(
        "spatial_dropout1d", "SpatialDropout1D", "Drops whole features of a sequence in training.", arguments => Read(arguments) with { OfFeatures = true },
        RateArgument with { Summary = "The probability that a feature is dropped." });

    private static DropoutLayer Read(ArgumentReader arguments) => new() { Rate = arguments.Number("rate") };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (OfFeatures ? !WindowArguments.AcceptsInput(input) : input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow(OfFeatures ? WindowArguments.NeededInput : "floats", input);
        }

        int steps = input.Vectors;
        context.Uses(0, (long)(steps + (OfFeatures ? 1 : steps)) * input.Size);
        return input;
    }

    public override ActivationSpec OutputActivation(ActivationSpec before) => before;

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => null;

    public override void WriteConfig(JsonFields config, Shape input) => config.Add("rate", Rate);

    public override bool WorksOnEachStep => !OfFeatures;

    public override string? DistributionObstacle => OfFeatures ? "it would drop the same features of all of them" : null;

    public override bool OnlyTrains => true;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        planner.Training && Rate > 0 ? new DropoutPlan(this, planner, input) : new PassThroughPlan(planner, Definition.ClassName, input);
}

/// <summary>In training: a factor for each value, or one for each feature.</summary>
internal sealed class DropoutPlan : LayerPlan
{
    private readonly Tensor _input;
    private readonly DropoutFactors _factors;

    public DropoutPlan(DropoutLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"{layer.Definition.ClassName}({layer.Rate.ToString(System.Globalization.CultureInfo.InvariantCulture)})")
    {
        _input = input;
        _factors = new(planner, layer.OfFeatures ? planner.Tensor("Factors", 1, input.Size) : planner.TensorLike("Factors", input), layer.Rate, layer.Seed);
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
        k.Comment("y = x * factor: 0 with probability rate, else 1 / (1 - rate)");
        _factors.Fill(k);
        _factors.Multiply(k, _input, Output);
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dx = dy * factor");
        using (k.If(_input.GradientCondition))
        {
            _factors.Multiply(k, Output.Gradient!, _input.Gradient!);
        }
    }
}
