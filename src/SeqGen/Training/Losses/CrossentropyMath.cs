namespace SeqGen;

/// <summary>What the cross-entropies share: Keras' clipping, and stable forms for logits.</summary>
internal static class CrossentropyMath
{
    /// <summary>Probabilities are clipped to [Epsilon, 1 - Epsilon]; the gradient is zero outside.</summary>
    public const double Epsilon = 1e-7;

    public static double Clip(double probability) => Math.Clamp(probability, Epsilon, 1 - Epsilon);

    public static bool IsClipped(double probability) => probability < Epsilon || probability > 1 - Epsilon;

    public static double Sigmoid(double x) =>
        x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    /// <summary>log(sum(exp(x))).</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double largest = double.NegativeInfinity;
        foreach (float logit in logits)
        {
            // Written so that a NaN is kept and reaches the loss.
            largest = logit <= largest ? largest : logit;
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return largest + Math.Log(sum);
    }

    public static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }

    public static void CheckSmoothing(double labelSmoothing)
    {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "Label smoothing lies in [0, 1].");
        }
    }

    public static void CheckProbabilities(ReadOnlySpan<float> target, string loss)
    {
        foreach (float value in target)
        {
            if (!(value >= 0 && value <= 1))
            {
                throw new ArgumentException($"The target {value} is outside [0, 1], which {loss} takes.");
            }
        }
    }
}
