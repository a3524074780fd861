// batch_normalization: brings each value to mean 0 and variance 1 over the batch, then scales and shifts it (Ioffe 2015).
//
//     n = (x - mean) / sqrt(variance + epsilon)
//     y = gamma * n + beta
//     training   mean and variance over the rows of the batch and their real steps; afterwards
//                moving_mean = momentum * moving_mean + (1 - momentum) * mean, and moving_variance likewise
//     inference  mean = moving_mean, variance = moving_variance; so does training with trainable=false
//     weights    gamma [input] where scale, beta [input] where center, moving_mean [input], moving_variance [input];
//                the moving ones are not trained
//     mask       passes through; masked steps are normalised too, but do not count in mean and variance

namespace SeqGen.Generator.Layers;

/// <summary>Normalisation over the rows and steps of a batch.</summary>
internal sealed record BatchNormalizationLayer : LayerSpec
{
    public required float Momentum { get; init; }

    public required float Epsilon { get; init; }

    /// <summary>True to add beta.</summary>
    public required bool Center { get; init; }

    /// <summary>True to multiply by gamma.</summary>
    public required bool Scale { get; init; }

    public required InitializerSpec BetaInitializer { get; init; }

    public required InitializerSpec GammaInitializer { get; init; }

    public required InitializerSpec MovingMeanInitializer { get; init; }

    public required InitializerSpec MovingVarianceInitializer { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "batch_normalization", "BatchNormalization", "Brings each value to mean 0 and variance 1 over the batch, then scales and shifts it.", Read,
        ArgumentDefinition.Number("momentum", "0.99", "How much of the moving mean and variance stays at a training step.") with { Minimum = 0, Maximum = 1 },
        ArgumentDefinition.Number("epsilon", "0.001", "What is added to the variance.") with { Minimum = 1e-12 },
        ArgumentDefinition.Flag("center", true, "Add a learnt value."),
        ArgumentDefinition.Flag("scale", true, "Multiply by a learnt value."),
        ArgumentDefinition.Initializer("beta_initializer", "zeros", "How fresh values to add are filled."),
        ArgumentDefinition.Initializer("gamma_initializer", "ones", "How fresh values to multiply by are filled."),
        ArgumentDefinition.Initializer("moving_mean_initializer", "zeros", "How a fresh moving mean is filled."),
        ArgumentDefinition.Initializer("moving_variance_initializer", "ones", "How a fresh moving variance is filled."));

    private static BatchNormalizationLayer Read(ArgumentReader arguments) => new()
    {
        Momentum = arguments.Number("momentum"),
        Epsilon = arguments.Number("epsilon"),
        Center = arguments.Flag("center"),
        Scale = arguments.Flag("scale"),
        BetaInitializer = arguments.BiasInitializer("beta_initializer"),
        GammaInitializer = arguments.BiasInitializer("gamma_initializer"),
        MovingMeanInitializer = arguments.BiasInitializer("moving_mean_initializer"),
        MovingVarianceInitializer = arguments.BiasInitializer("moving_variance_initializer"),
    };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        context.Uses((2L + (Scale ? 1 : 0) + (Center ? 1 : 0)) * input.Size, 3L * input.Vectors * input.Size);
        return input;
    }

    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => null;

    public override void WriteConfig(JsonFields config, Shape input) => config
        .Add("axis", -1)
        .Add("momentum", Momentum)
        .Add("epsilon", Epsilon)
        .Add("center", Center)
        .Add("scale", Scale)
        .Add("beta_initializer", BetaInitializer.ToString())
        .Add("gamma_initializer", GammaInitializer.ToString())
        .Add("moving_mean_initializer", MovingMeanInitializer.ToString())
        .Add("moving_variance_initializer", MovingVarianceInitializer.ToString());

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => (long)output.Vectors * output.Size;

    public override void DeclareWeights(LayerWeights weights, Shape input)
    {
        if (Scale)
        {
            weights.Add("gamma", [input.Size], GammaInitializer);
        }

        if (Center)
        {
            weights.Add("beta", [input.Size], BetaInitializer);
        }

        weights.Add("moving_mean", [input.Size], MovingMeanInitializer, trainable: false);
        weights.Add("moving_variance", [input.Size], MovingVarianceInitializer, trainable: false);
    }

    public override string? DistributionObstacle => "it would need statistics of all of them";

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => planner.Training && Trainable
        ? new BatchStatisticsPlan(this, planner, input)
        : FixedStatistics(planner, input);

    /// <summary>With the moving statistics, which are folded into one factor and one summand a value when weights are packed.</summary>
    private AffinePlan FixedStatistics(LayerPlanner planner, Tensor input)
    {
        PackedMatrix scale = planner.PackScale("Scale", planner.Weight("moving_variance"), Scale ? planner.Weight("gamma") : null, Epsilon);
        PackedMatrix shift = planner.PackShift("Shift", planner.Weight("moving_mean"), Center ? planner.Weight("beta") : null, scale);
        const string equation = "y = x * scale + shift, scale = gamma / sqrt(moving_variance + epsilon), shift = beta - moving_mean * scale";
        return new(planner, "BatchNormalization", equation, input, new("scale", scale), new("shift", shift));
    }
}
