// layer_normalization: brings the values of each step to mean 0 and variance 1, then scales and shifts them (Ba 2016).
//
//     n[t] = (x[t] - mean(x[t])) / sqrt(variance(x[t]) + epsilon)
//     y[t] = gamma * n[t] + beta
//     weights  gamma [input] where scale, beta [input] where center
//     mask     passes through

namespace SeqGen.Generator.Layers;

/// <summary>Normalisation over the values of a step.</summary>
internal sealed record LayerNormalizationLayer : LayerSpec
{
    public required float Epsilon { get; init; }

    /// <summary>True to add beta.</summary>
    public required bool Center { get; init; }

    /// <summary>True to multiply by gamma.</summary>
    public required bool Scale { get; init; }

    public required InitializerSpec BetaInitializer { get; init; }

    public required InitializerSpec GammaInitializer { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "layer_normalization", "LayerNormalization", "Brings the values of each step to mean 0 and variance 1, then scales and shifts them.", Read,
        ArgumentDefinition.Number("epsilon", "0.001", "What is added to the variance.") with { Minimum = 1e-12 },
        ArgumentDefinition.Flag("center", true, "Add a learnt value."),
        ArgumentDefinition.Flag("scale", true, "Multiply by a learnt value."),
        ArgumentDefinition.Initializer("beta_initializer", "zeros", "How fresh values to add are filled."),
        ArgumentDefinition.Initializer("gamma_initializer", "ones", "How fresh values to multiply by are filled."));

    private static LayerNormalizationLayer Read(ArgumentReader arguments) => new()
    {
        Epsilon = arguments.Number("epsilon"),
        Center = arguments.Flag("center"),
        Scale = arguments.Flag("scale"),
        BetaInitializer = arguments.BiasInitializer("beta_initializer"),
        GammaInitializer = arguments.BiasInitializer("gamma_initializer"),
    };

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        context.Uses((Scale ? input.Size : 0L) + (Center ? input.Size : 0L), 3L * input.Vectors * input.Size);
        return input;
    }

    public override void WriteConfig(JsonFields config, Shape input) => config
        .Add("epsilon", Epsilon)
        .Add("center", Center)
        .Add("scale", Scale)
        .Add("beta_initializer", BetaInitializer.ToString())
        .Add("gamma_initializer", GammaInitializer.ToString());

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
    }

    public override bool WorksOnEachStep => true;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new LayerNormalizationPlan(this, planner, input);
}

/// <summary>A step at a time; training keeps the normalised values and the reciprocal of each step's deviation.</summary>
internal sealed class LayerNormalizationPlan : LayerPlan
{
    private readonly Tensor _input;
    private readonly RowNormalization _rows;

    public LayerNormalizationPlan(LayerNormalizationLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, "LayerNormalization")
    {
        _input = input;
        Output = planner.Tensor("Values", input.Steps, input.Size);
        Output.Mask = input.Mask;
        _rows = new RowNormalization(
            planner, "", "", new ColumnLayout(input.Size), layer.Epsilon, Output, input.Steps, 0,
            layer.Scale ? planner.Weight("gamma") : null, layer.Center ? [("Beta", planner.Weight("beta"))] : []);
        if (planner.Training)
        {
            Output.Gradient = planner.Tensor("OutputGradient", input.Steps, input.Size);
        }
    }

    private Address? Scale => _rows.Scales?.StepAt("t");

    public override void Forward(KernelWriter k)
    {
        k.Comment("n = (x - mean) / sqrt(variance + epsilon); y = gamma n + beta");
        _rows.References(k);
        bool kept = _rows.Scales != null;
        List<(string, Tensor)> tensors = [("values", Output)];
        if (kept)
        {
            tensors.Add(("normal", _rows.Normal));
        }

        k.ForEachStep(tensors, () =>
        {
            string normal = kept ? "normal" : "values";
            k.GatherStep(_input, normal, _rows.Normal);
            _rows.Normalize(k, normal, "values", Scale);
        });
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation; dgamma += dy n, dbeta += dy");
        _rows.References(k);
        _rows.GradientReferences(k);
        Tensor gradient = Output.Gradient!;
        List<(string, Tensor)> tensors = [("normal", _rows.Normal), ("dy", gradient)];
        bool flattened = _input.Segments > 1;
        if (_input.Gradient != null && !flattened)
        {
            tensors.Add(("target", _input.Gradient));
        }

        k.ForEachStep(tensors, () =>
        {
            k.FillPadding("dy", gradient, 0);
            _rows.AddWeightGradients(k, "dy", "normal");
            if (_input.Gradient == null)
            {
                return;
            }

            using (k.If(_input.GradientCondition))
            {
                _rows.InputGradient(k, "dy", "normal", Scale!.Float, flattened ? "dy" : "target");
                if (flattened)
                {
                    k.Comment("Behind a flattened sequence the gradient goes back between the padding of its steps.");
                    k.ScatterStep("dy", _input.Gradient);
                }
            }
        });
    }
}
