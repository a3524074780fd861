namespace SeqGen;

/// <summary>Mean of squared differences: <c>mean((y - t)^2)</c> over the outputs.</summary>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            double error = (double)output[i] - target[i];
            sum += error * error;
        }

        return sum / output.Length;
    }

    /// <inheritdoc/>
    public override void Differentiate(
        ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient)
    {
        float share = 2 * scale / output.Length;
        for (int i = 0; i < output.Length; i++)
        {
            gradient[i] = share * (output[i] - target[i]);
        }
    }
}

/// <summary>Mean of absolute differences: <c>mean(|y - t|)</c> over the outputs; the gradient at zero is zero.</summary>
public sealed class MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            sum += Math.Abs((double)output[i] - target[i]);
        }

        return sum / output.Length;
    }

    /// <inheritdoc/>
    public override void Differentiate(
        ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient)
    {
        float share = scale / output.Length;
        for (int i = 0; i < output.Length; i++)
        {
            float error = output[i] - target[i];
            gradient[i] = error > 0 ? share : error < 0 ? -share : 0 * error;
        }
    }
}

/// <summary>
/// Huber's loss: the mean over the outputs of <c>e^2 / 2</c> where |e| is at most delta, and
/// <c>delta * |e| - delta^2 / 2</c> beyond (P. J. Huber, 1964).
/// </summary>
public sealed class Huber : Loss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="delta">Where the quadratic part ends; positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not positive or not finite.</exception>
    public Huber(double delta = 1) => Delta = Require.Positive(delta, nameof(delta));

    /// <summary>Where the quadratic part ends.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    public override string Name => "huber";

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            double error = Math.Abs((double)output[i] - target[i]);
            sum += error <= Delta ? 0.5 * error * error : Delta * error - 0.5 * Delta * Delta;
        }

        return sum / output.Length;
    }

    /// <inheritdoc/>
    public override void Differentiate(
        ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient)
    {
        float share = scale / output.Length;
        float delta = (float)Delta;
        for (int i = 0; i < output.Length; i++)
        {
            gradient[i] = share * Math.Clamp(output[i] - target[i], -delta, delta);
        }
    }

    internal override string Setting => FormattableString.Invariant($"{Name} (delta: {Delta})");
}
