using System.Numerics;

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

    /// <summary>The sum of some values, several side by side, since an addition waits for the one before.</summary>
    public static double Sum(ReadOnlySpan<float> values)
    {
        Vector<double> lows = Vector<double>.Zero;
        Vector<double> highs = Vector<double>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[i..]), out Vector<double> low, out Vector<double> high);
            lows += low;
            highs += high;
        }

        double sum = Vector.Sum(lows + highs);
        for (; i < values.Length; i++)
        {
            sum += values[i];
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
