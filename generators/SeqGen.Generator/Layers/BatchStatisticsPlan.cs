namespace SeqGen.Generator.Layers;

/// <summary>
/// Batch normalisation with the statistics of the batch, in training. The batch's tiles wait for each other twice
/// forward (for the sums of x, then of its squared distance from the mean) and once backward. Training keeps the
/// normalised values and the reciprocal of each value's deviation.
/// </summary>
internal sealed class BatchStatisticsPlan : LayerPlan
{
    private readonly BatchNormalizationLayer _layer;
    private readonly Tensor _input;
    private readonly Tensor _normal;
    private readonly Tensor _sums;
    private readonly Tensor _squares;
    private readonly Tensor _mean;
    private readonly Tensor _variance;
    private readonly Tensor _scale;
    private readonly Tensor _gradientSums;
    private readonly Tensor _rest;
    private readonly WeightPlan? _gamma;
    private readonly WeightPlan? _beta;
    private readonly WeightPlan _movingMean;
    private readonly WeightPlan _movingVariance;
    private readonly PackedMatrix? _gammaGradient;
    private readonly PackedMatrix? _betaGradient;

    public BatchStatisticsPlan(BatchNormalizationLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, "BatchNormalization")
    {
        _layer = layer;
        _input = input;
        int size = input.Size;
        var columns = new ColumnLayout(size);
        _gamma = layer.Scale ? planner.Weight("gamma") : null;
        _beta = layer.Center ? planner.Weight("beta") : null;
        _movingMean = planner.Weight("moving_mean");
        _movingVariance = planner.Weight("moving_variance");
        _gammaGradient = _gamma == null ? null : planner.Gradient("Gamma", _gamma, 1, columns, 0, size);
        _betaGradient = _beta == null ? null : planner.Gradient("Beta", _beta, 1, columns, 0, size);
        _normal = planner.Tensor("Normal", input.Steps, size);
        _sums = planner.Shared("Sums", columns.Stride + 1);
        _squares = planner.Shared("Squares", 2 * columns.Stride);
        _mean = planner.Shared("Mean", size);
        _variance = planner.Shared("Variance", size);
        _scale = planner.Shared("Scale", size);
        _gradientSums = planner.Shared("GradientSums", 2 * columns.Stride);
        _rest = planner.Shared("Rest", 2 * columns.Stride);
        Output = planner.Tensor("Values", input.Steps, size);
        Output.Mask = input.Mask;
        Output.Gradient = planner.Tensor("OutputGradient", input.Steps, size);
    }

    public override IReadOnlyList<BatchPhase> ForwardPhases => [new("Sums", _sums, Sum), new("Squares", _squares, Square)];

    public override IReadOnlyList<BatchPhase> BackwardPhases => _input.Gradient == null ? [] : [new("Sums", _gradientSums, SumGradients)];

    public override IReadOnlyList<MovingStatisticPlan> MovingStatistics =>
        [new(_movingMean, _mean, _layer.Momentum), new(_movingVariance, _variance, _layer.Momentum)];

    private Address Count => _sums.First + _normal.Stride;

    /// <summary>One divided by the steps that count in the whole batch.</summary>
    private Scalar Share => 1f / Scalar.Max(Count.Float, 1f);

    public override void Forward(KernelWriter k)
    {
        k.Comment("n = (x - mean) / sqrt(variance + epsilon); y = gamma n + beta");
        k.Reference("mean", _mean);
        k.Reference("variance", _variance);
        k.Reference("scale", _scale);
        using (k.If(Test.IsTraining))
        {
            k.Reference("squares", _squares);
            Value share = k.Let("share", Value.Broadcast(Share));
            k.Comment("The mean of large values is rounded: what is left of it is the mean of the distances.");
            k.Map(_normal.Stride, i =>
            {
                Value error = k.Let("error", k.Load("squares", i, _normal.Stride) * share);
                k.Store(k.Load("mean", i) + error, "mean", i);
                k.Store(Value.Max(Value.Zero, k.Load("squares", i) * share - error * error), "variance", i);
            });
        }

        using (k.Else())
        {
            k.Reference("movingMean", _movingMean.First);
            k.Reference("movingVariance", _movingVariance.First);
            k.Map(_normal.Stride, i =>
            {
                k.Store(k.Load("movingMean", i), "mean", i);
                k.Store(k.Load("movingVariance", i), "variance", i);
            });
        }

        k.Map(_normal.Stride, i => k.Store(Value.One / Value.Sqrt(k.Load("variance", i) + Value.Constant(_layer.Epsilon)), "scale", i));
        Weight(k, "gamma", _gamma);
        Weight(k, "beta", _beta);
        k.ForEachStep([("normal", _normal), ("values", Output)], () => k.Map(_normal.Stride, i =>
        {
            Value value = k.Let("value", (k.Load("normal", i) - k.Load("mean", i)) * k.Load("scale", i));
            k.Store(value, "normal", i);
            Value scaled = _gamma == null ? value : value * k.Load("gamma", i);
            k.Store(_beta == null ? scaled : scaled + k.Load("beta", i), "values", i);
        }));
    }

    public override void Backward(KernelWriter k)
    {
        if (_input.Gradient is not { } target)
        {
            SumGradients(k);
            return;
        }

        k.Comment("dx = gamma / deviation (dy - where x counted: mean(dy) + n mean(dy n)), means over the steps that counted");
        using (k.If(_input.GradientCondition))
        {
            k.Reference("scale", _scale);
            k.Reference("sums", _gradientSums);
            Weight(k, "gamma", _gamma);
            Scalar share = k.Let("share", Scalar.Select(Test.IsTraining, Share, 0f));
            k.ForEachStep([("normal", _normal), ("dy", Output.Gradient!)], () =>
            {
                Value part = k.Let("part", Value.Broadcast(Scalar.Select(Counts, share, 0f)));
                k.Map(_normal.Stride, i =>
                {
                    Value means = Value.MultiplyAdd(k.Load("normal", i), k.Load("sums", i, _normal.Stride), k.Load("sums", i));
                    Value slope = (k.Load("dy", i) - part * means) * k.Load("scale", i);
                    k.Store(_gamma == null ? slope : slope * k.Load("gamma", i), "dy", i);
                });
                k.ScatterStep("dy", target);
            });
        }
    }

    /// <summary>The expression of whether step <c>t</c> of row <c>row</c> counts: the row is in use and the step is not masked.</summary>
    private Test Counts => _input.Mask is { } mask ? Test.IsRowInUse & mask.StepAt("t").Float.IsNot(0f) : Test.IsRowInUse;

    private void Sum(KernelWriter k)
    {
        k.Comment("The tile's sum of x over the rows in use and their real steps, and how many those are.");
        k.Reference("sums", _sums);
        k.Clear("sums", _sums.Stride);
        ClearRest(k);
        k.ForEachStep([("normal", _normal)], () =>
        {
            k.GatherStep(_input, "normal", _normal);
            using (k.If(Counts))
            {
                k.Map(_normal.Stride, i => k.AddExactly(k.Load("normal", i), "sums", "rest", i));
                k.AddTo(Count, 1f);
            }
        });
    }

    private void Square(KernelWriter k)
    {
        k.Comment("The mean, and the tile's sums of (x - mean)^2 and of x - mean.");
        k.Reference("sums", _sums);
        k.Reference("squares", _squares);
        k.Reference("mean", _mean);
        Value share = k.Let("share", Value.Broadcast(Share));
        k.Map(_normal.Stride, i =>
        {
            k.Store(k.Load("sums", i) * share, "mean", i);
            k.Store(Value.Zero, "squares", i);
            k.Store(Value.Zero, "squares", i, _normal.Stride);
        });
        ClearRest(k);
        k.ForEachStep([("normal", _normal)], () =>
        {
            using (k.If(Counts))
            {
                k.Map(_normal.Stride, i =>
                {
                    Value distance = k.Let("distance", k.Load("normal", i) - k.Load("mean", i));
                    k.AddExactly(distance * distance, "squares", "rest", i);
                    k.AddExactly(distance, "squares", "rest", i, _normal.Stride);
                });
            }
        });
    }

    private void SumGradients(KernelWriter k)
    {
        k.Comment("The tile's sums of dy and dy n over all steps; they are the gradients of beta and gamma.");
        k.Reference("sums", _gradientSums);
        k.Clear("sums", _gradientSums.Stride);
        ClearRest(k);
        k.ForEachStep([("normal", _normal), ("dy", Output.Gradient!)], () =>
        {
            k.FillPadding("dy", Output.Gradient!, 0);
            k.Map(_normal.Stride, i =>
            {
                k.AddExactly(k.Load("dy", i), "sums", "rest", i);
                k.AddExactly(k.Load("dy", i) * k.Load("normal", i), "sums", "rest", i, _normal.Stride);
            });
        });
        AddSums(k, "beta", _betaGradient, 0);
        AddSums(k, "gamma", _gammaGradient, _normal.Stride);
    }

    private void ClearRest(KernelWriter k)
    {
        k.Reference("rest", _rest);
        k.Clear("rest", _rest.Stride);
    }

    private void AddSums(KernelWriter k, string weight, PackedMatrix? gradient, int at)
    {
        if (gradient != null)
        {
            k.Reference(weight + "Gradient", gradient.First(BufferKind.Gradient));
            k.Map(_normal.Stride, i => k.Store(k.Load(weight + "Gradient", i) + k.Load("sums", i, at), weight + "Gradient", i));
        }
    }

    private static void Weight(KernelWriter k, string name, WeightPlan? weight)
    {
        if (weight != null)
        {
            k.Reference(name, weight.First);
        }
    }
}
