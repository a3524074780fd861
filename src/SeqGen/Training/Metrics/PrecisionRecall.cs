namespace SeqGen;

/// <summary>True positives divided by all predicted positives (0 where nothing was predicted positive).</summary>
/// <param name="threshold">Outputs above it stand for 1.</param>
public sealed class Precision(float threshold = 0.5f) : Metric
{
    /// <inheritdoc/>
    public override string Name => "precision";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        for (int i = 0; i < output.Length; i++)
        {
            if (output[i] > threshold)
            {
                state[0] += target[i] > 0.5f ? weight : 0;
                state[1] += weight;
            }
        }
    }

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);
}

/// <summary>True positives divided by all actual positives (0 where there are none).</summary>
/// <param name="threshold">Outputs above it stand for 1.</param>
public sealed class Recall(float threshold = 0.5f) : Metric
{
    /// <inheritdoc/>
    public override string Name => "recall";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        for (int i = 0; i < output.Length; i++)
        {
            if (target[i] > 0.5f)
            {
                state[0] += output[i] > threshold ? weight : 0;
                state[1] += weight;
            }
        }
    }

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);
}
