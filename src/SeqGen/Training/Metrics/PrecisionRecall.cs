namespace SeqGen;

/// <summary>True positives divided by all predicted positives (0 where nothing was predicted positive).</summary>
/// <param name="threshold">Outputs above it stand for 1; finite.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not finite.</exception>
public sealed class Precision(float threshold = 0.5f) : Metric
{
    private readonly float _threshold = Require.Finite(threshold, nameof(threshold));

    /// <inheritdoc/>
    public override string Name => "precision";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        for (int i = 0; i < output.Length; i++)
        {
            state[0] += MetricTargets.NanOf(output[i]);
            if (output[i] > _threshold)
            {
                state[0] += target[i] > 0.5f ? weight : 0;
                state[1] += weight;
            }
        }
    }

    internal override string Setting => FormattableString.Invariant($"{Name} above {threshold}");

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);
}

/// <summary>True positives divided by all actual positives (0 where there are none).</summary>
/// <param name="threshold">Outputs above it stand for 1; finite.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not finite.</exception>
public sealed class Recall(float threshold = 0.5f) : Metric
{
    private readonly float _threshold = Require.Finite(threshold, nameof(threshold));

    /// <inheritdoc/>
    public override string Name => "recall";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        for (int i = 0; i < output.Length; i++)
        {
            state[0] += MetricTargets.NanOf(output[i]);
            if (target[i] > 0.5f)
            {
                state[0] += output[i] > _threshold ? weight : 0;
                state[1] += weight;
            }
        }
    }

    internal override string Setting => FormattableString.Invariant($"{Name} above {threshold}");

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);
}

/// <summary>The harmonic mean of precision and recall: 2 tp / (predicted positives + actual positives), 0 where there are neither.</summary>
/// <param name="threshold">Outputs above it stand for 1; finite.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not finite.</exception>
public sealed class F1Score(float threshold = 0.5f) : Metric
{
    private readonly float _threshold = Require.Finite(threshold, nameof(threshold));

    /// <inheritdoc/>
    public override string Name => "f1_score";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        for (int i = 0; i < output.Length; i++)
        {
            state[0] += MetricTargets.NanOf(output[i]);
            double predicted = output[i] > _threshold ? weight : 0;
            double actual = target[i] > 0.5f ? weight : 0;
            state[0] += 2 * Math.Min(predicted, actual);
            state[1] += predicted + actual;
        }
    }

    internal override string Setting => FormattableString.Invariant($"{Name} above {threshold}");

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);
}
