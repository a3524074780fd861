namespace SeqGen;

/// <summary>
/// Cross-entropy of class probabilities with one-hot (or soft) targets: <c>-sum(t * log(p / sum(p)))</c>, with the
/// quotient clipped to [1e-7, 1 - 1e-7] as Keras does.
/// </summary>
public sealed class CategoricalCrossentropy : Loss
{
    private readonly double _smoothing;

    /// <summary>Creates the loss.</summary>
    /// <param name="fromLogits">True where the outputs are logits, not probabilities.</param>
    /// <param name="labelSmoothing">Targets become <c>t * (1 - s) + s / classes</c>; in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="labelSmoothing"/> is outside [0, 1].</exception>
    public CategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0)
    {
        CrossentropyMath.CheckSmoothing(labelSmoothing);
        FromLogits = fromLogits;
        _smoothing = labelSmoothing;
    }

    /// <summary>True where the outputs are logits, not probabilities.</summary>
    public bool FromLogits { get; }

    /// <inheritdoc/>
    public override string Name => "categorical_crossentropy";

    /// <inheritdoc/>
    public override Metric Accuracy => new CategoricalAccuracy();

    /// <inheritdoc/>
    public override bool FusesWith(string activation) => !FromLogits && activation == "softmax";

    /// <inheritdoc/>
    public override void CheckTarget(ReadOnlySpan<float> target, int outputs) => CrossentropyMath.CheckProbabilities(target, Name);

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output)
    {
        double loss = 0;
        double whole = FromLogits ? CrossentropyMath.LogSumExp(output) : CrossentropyMath.Sum(output);
        for (int i = 0; i < output.Length; i++)
        {
            double t = Smooth(target[i], output.Length);
            double log = FromLogits ? output[i] - whole : Math.Log(CrossentropyMath.Clip(output[i] / whole));
            loss -= t == 0 ? 0 * log : t * log;
        }

        return loss;
    }

    /// <inheritdoc/>
    public override void Differentiate(
        ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient)
    {
        int classes = output.Length;
        double targets = 0;
        for (int i = 0; i < classes; i++)
        {
            targets += Smooth(target[i], classes);
        }

        if (FromLogits || ofLogits)
        {
            double whole = FromLogits ? CrossentropyMath.LogSumExp(output) : 0;
            for (int i = 0; i < classes; i++)
            {
                double p = FromLogits ? Math.Exp(output[i] - whole) : output[i];
                gradient[i] = (float)(scale * (p * targets - Smooth(target[i], classes)));
            }

            return;
        }

        // With q = p / sum(p): dL/dp_j = (dL/dq_j - sum_k dL/dq_k * q_k) / sum(p).
        double sum = CrossentropyMath.Sum(output);
        double mean = 0;
        for (int i = 0; i < classes; i++)
        {
            double q = output[i] / sum;
            mean += CrossentropyMath.IsClipped(q) ? 0 : -Smooth(target[i], classes);
        }

        for (int i = 0; i < classes; i++)
        {
            double q = output[i] / sum;
            double slope = CrossentropyMath.IsClipped(q) ? 0 : -Smooth(target[i], classes) / q;
            gradient[i] = (float)(scale * (slope - mean) / sum);
        }
    }

    internal override string Setting => FormattableString.Invariant($"{Name} (from logits: {FromLogits}, label smoothing: {_smoothing})");

    private double Smooth(double target, int classes) => target * (1 - _smoothing) + _smoothing / classes;
}
