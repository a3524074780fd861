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

        context.Uses((Scale ? input.Size : 0L) + (Center ? input.Size : 0L), 3L * Math.Max(input.Steps, 1) * input.Size);
        return input;
    }

    public override void WriteConfig(JsonObject config, Shape input) => config
        .Add("epsilon", Epsilon)
        .Add("center", Center)
        .Add("scale", Scale)
        .Add("beta_initializer", BetaInitializer.ToString())
        .Add("gamma_initializer", GammaInitializer.ToString());

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

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new LayerNormalizationPlan(this, planner, input);
}

/// <summary>A step at a time; training keeps the normalised values and the reciprocal of each step's deviation.</summary>
internal sealed class LayerNormalizationPlan : LayerPlan
{
    private readonly LayerNormalizationLayer _layer;
    private readonly Tensor _input;
    private readonly Tensor _normal;
    private readonly Tensor? _scales;
    private readonly PackedMatrix? _gamma;
    private readonly PackedMatrix? _beta;
    private readonly PackedMatrix? _gammaGradient;
    private readonly PackedMatrix? _betaGradient;

    public LayerNormalizationPlan(LayerNormalizationLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, "LayerNormalization")
    {
        _layer = layer;
        _input = input;
        int size = input.Size;
        var columns = new ColumnLayout(size);
        WeightPlan? gamma = layer.Scale ? planner.Weight("gamma") : null;
        WeightPlan? beta = layer.Center ? planner.Weight("beta") : null;
        _gamma = gamma == null ? null : planner.Pack("Gamma", gamma, 1, columns, 0, size);
        _beta = beta == null ? null : planner.Pack("Beta", beta, 1, columns, 0, size);
        Output = planner.Tensor("Values", input.Steps, size);
        Output.Mask = input.Mask;
        _normal = planner.Training ? planner.Tensor("Normal", input.Steps, size) : Output;
        if (!planner.Training)
        {
            return;
        }

        _scales = planner.Scalars("Scales", input.Steps);
        Output.Gradient = planner.Tensor("OutputGradient", input.Steps, size);
        if (layer.Trainable)
        {
            _gammaGradient = gamma == null ? null : planner.Gradient("Gamma", gamma, 1, columns, 0, size);
            _betaGradient = beta == null ? null : planner.Gradient("Beta", beta, 1, columns, 0, size);
        }
    }

    public override void Forward(KernelWriter k)
    {
        k.Comment("n = (x - mean) / sqrt(variance + epsilon); y = gamma n + beta");
        Weights(k);
        k.ForEachStep([("normal", _normal), ("values", Output)], () =>
        {
            k.GatherStep(_input, "normal", _normal);
            k.Line("Vec total = Vec.Zero;");
            k.Map(_normal.Stride, i => k.Line($"total += {k.Load("normal", i)};"));
            k.Line($"Vec mean = {KernelWriter.Broadcast($"V.Sum(total) / {_input.Size}")};");
            k.Map(_normal.Stride, i => k.Store($"{k.Load("normal", i)} - mean", "normal", i));
            k.FillPadding("normal", _normal, "0f");
            k.Line("Vec squares = Vec.Zero;");
            k.Map(_normal.Stride, i => k.Line($"squares = {KernelWriter.Fma(k.Load("normal", i), k.Load("normal", i), "squares")};"));
            k.Line($"float scale = 1f / MathF.Sqrt(V.Sum(squares) / {_input.Size} + {CodeWriter.Literal(_layer.Epsilon)});");
            if (_scales != null)
            {
                k.Line($"Unsafe.Add(ref work, {_scales.Offset} + row * {_scales.RowStride} + t) = scale;");
            }

            k.Map(_normal.Stride, i =>
            {
                k.Line($"Vec value = {k.Load("normal", i)} * {KernelWriter.Broadcast("scale")};");
                if (_normal != Output)
                {
                    k.Store("value", "normal", i);
                }

                string scaled = _gamma == null ? "value" : $"value * {k.Load("gamma", i)}";
                k.Store(_beta == null ? scaled : $"{scaled} + {k.Load("beta", i)}", "values", i);
            });
        });
    }

    public override void Backward(KernelWriter k)
    {
        k.Comment("dn = dy gamma; dx = (dn - mean(dn) - n mean(dn n)) / deviation; dgamma += dy n, dbeta += dy");
        Weights(k);
        if (_gammaGradient != null)
        {
            k.Reference("gammaGradient", "gradient", _gammaGradient.Constant);
        }

        Tensor gradient = Output.Gradient!;
        if (_betaGradient != null)
        {
            k.Reference("outputGradient", gradient);
            k.AccumulateRows(_betaGradient, "outputGradient", gradient.Stride, (Rows * gradient.Steps).ToString());
        }

        List<(string, Tensor)> tensors = [("normal", _normal), ("dy", gradient)];
        if (_input.Gradient != null)
        {
            tensors.Add(("target", _input.Gradient));
        }

        k.ForEachStep(tensors, () =>
        {
            k.FillPadding("dy", gradient, "0f");
            if (_gammaGradient != null)
            {
                k.Map(gradient.Stride, i => k.Store(KernelWriter.Fma(k.Load("dy", i), k.Load("normal", i), k.Load("gammaGradient", i)), "gammaGradient", i));
            }

            if (_input.Gradient != null)
            {
                using (k.Block(_input.GradientCondition == null ? "" : $"if ({_input.GradientCondition})"))
                {
                    InputGradient(k, gradient);
                }
            }
        });
    }

    private void InputGradient(KernelWriter k, Tensor gradient)
    {
        string Normal(string i) => _gamma == null ? k.Load("dy", i) : $"{k.Load("dy", i)} * {k.Load("gamma", i)}";
        k.Line("Vec total = Vec.Zero;");
        k.Line("Vec products = Vec.Zero;");
        k.Map(gradient.Stride, i =>
        {
            k.Line($"Vec dn = {Normal(i)};");
            k.Line("total += dn;");
            k.Line($"products = {KernelWriter.Fma("dn", k.Load("normal", i), "products")};");
        });
        k.Line($"Vec mean = {KernelWriter.Broadcast($"V.Sum(total) / {_input.Size}")};");
        k.Line($"Vec along = {KernelWriter.Broadcast($"V.Sum(products) / {_input.Size}")};");
        k.Line($"Vec scale = {KernelWriter.Broadcast($"Unsafe.Add(ref work, {_scales!.Offset} + row * {_scales.RowStride} + t)")};");
        if (_input.Segments == 1)
        {
            k.Map(gradient.Stride, i => k.Store($"({Normal(i)} - mean - {k.Load("normal", i)} * along) * scale", "target", i));
            return;
        }

        k.Comment("Behind a flattened sequence the gradient goes back between the padding of its steps.");
        k.Map(gradient.Stride, i => k.Store($"({Normal(i)} - mean - {k.Load("normal", i)} * along) * scale", "dy", i));
        k.ScatterStep("dy", _input.Gradient!);
    }

    private void Weights(KernelWriter k)
    {
        if (_gamma != null)
        {
            k.Reference("gamma", "packed", _gamma.Constant);
        }

        if (_beta != null)
        {
            k.Reference("beta", "packed", _beta.Constant);
        }
    }
}
