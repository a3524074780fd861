using System.Numerics.Tensors;

namespace SeqGen;

/// <summary>The share of outputs on the right side of a threshold.</summary>
/// <param name="threshold">Outputs above it stand for 1; finite.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not finite.</exception>
public sealed class BinaryAccuracy(float threshold = 0.5f) : Metric
{
    private readonly float _threshold = Require.Finite(threshold, nameof(threshold));

    /// <inheritdoc/>
    public override string Name => "binary_accuracy";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        double right = 0;
        for (int i = 0; i < output.Length; i++)
        {
            right += MetricTargets.NanOf(output[i]) + ((output[i] > _threshold) == (target[i] > 0.5f) ? 1 : 0);
        }

        state[0] += weight * right / output.Length;
        state[1] += weight;
    }

    internal override string Setting => FormattableString.Invariant($"{Name} above {threshold}");

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);
}

/// <summary>The share of entries whose largest output is that of the class in a one-hot target.</summary>
public sealed class CategoricalAccuracy : Metric
{
    /// <inheritdoc/>
    public override string Name => "categorical_accuracy";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        state[0] += weight * IsRight(output, TensorPrimitives.IndexOfMax(target));
        state[1] += weight;
    }

    internal override Metric For(Loss loss) => MetricTargets.RequireValues(this, loss);

    /// <summary>1 where the largest output is that of the class, else 0; NaN where an output is.</summary>
    internal static double IsRight(ReadOnlySpan<float> output, int expected)
    {
        int largest = TensorPrimitives.IndexOfMax(output);
        return float.IsNaN(output[largest]) ? double.NaN : largest == expected ? 1 : 0;
    }
}

/// <summary>The share of entries whose largest output is that of the label.</summary>
public sealed class SparseCategoricalAccuracy : Metric
{
    /// <inheritdoc/>
    public override string Name => "sparse_categorical_accuracy";

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        state[0] += weight * CategoricalAccuracy.IsRight(output, (int)target[0]);
        state[1] += weight;
    }

    internal override Metric For(Loss loss) => MetricTargets.RequireLabels(this, loss);
}

/// <summary>The word <c>accuracy</c>: it becomes the accuracy that fits the loss and keeps its short name.</summary>
internal sealed class AccuracyOfLoss(Metric? chosen = null) : Metric
{
    public override string Name => "accuracy";

    public override int StateLength => chosen?.StateLength ?? base.StateLength;

    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state) =>
        (chosen ?? throw new InvalidOperationException("The word accuracy has a meaning only together with a loss."))
        .Add(target, output, weight, state);

    internal override Metric For(Loss loss) => new AccuracyOfLoss(loss.Accuracy.For(loss));
}

/// <summary>Which targets and outputs a metric can read.</summary>
internal static class MetricTargets
{
    /// <summary>NaN of NaN and 0 of all else: added to a sum, it keeps an output that is no number from being counted as one.</summary>
    public static double NanOf(float output) => float.IsNaN(output) ? double.NaN : 0;

    public static Metric RequireValues(Metric metric, Loss loss) => !loss.TargetIsLabel ? metric : throw new ArgumentException(
        $"The metric {metric.Name} compares outputs with target values, but the loss {loss.Name} takes class labels.");

    public static Metric RequireLabels(Metric metric, Loss loss) => loss.TargetIsLabel ? metric : throw new ArgumentException(
        $"The metric {metric.Name} compares outputs with class labels, but the loss {loss.Name} takes target values.");
}
