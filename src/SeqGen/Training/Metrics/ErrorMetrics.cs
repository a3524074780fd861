namespace SeqGen;

/// <summary>Mean of absolute differences.</summary>
public sealed class MeanAbsoluteErrorMetric : Metric
{
    private readonly MeanAbsoluteError _error = new();

    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        state[0] += weight * _error.Evaluate(target, output);
        state[1] += weight;
    }

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);
}

/// <summary>Mean of squared differences.</summary>
public sealed class MeanSquaredErrorMetric : Metric
{
    private readonly MeanSquaredError _error = new();

    /// <inheritdoc/>
    public override string Name => "mse";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        state[0] += weight * _error.Evaluate(target, output);
        state[1] += weight;
    }

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);
}

/// <summary>
/// exp of the mean cross-entropy: how many equally likely classes the model hesitates between. It reads labels or
/// one-hot targets, and probabilities or logits as the loss does.
/// </summary>
public sealed class Perplexity : Metric
{
    private readonly Loss? _crossentropy;

    /// <summary>Creates the metric; it takes the form of the loss that it is used with.</summary>
    public Perplexity()
    {
    }

    private Perplexity(Loss crossentropy) => _crossentropy = crossentropy;

    /// <inheritdoc/>
    public override string Name => "perplexity";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        Loss loss = _crossentropy ?? (target.Length == 1 ? Loss.SparseCategoricalCrossentropy : Loss.CategoricalCrossentropy);
        state[0] += weight * loss.Evaluate(target, output);
        state[1] += weight;
    }

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> state) => Math.Exp(base.Result(state));

    internal override Metric For(Loss loss) => loss switch
    {
        SparseCategoricalCrossentropy => new Perplexity(loss),
        CategoricalCrossentropy dense => new Perplexity(new CategoricalCrossentropy(dense.FromLogits)),
        _ => throw new ArgumentException($"Perplexity needs a cross-entropy over classes; the loss is {loss.Name}."),
    };
}
