namespace SeqGen;

/// <summary>
/// Binary cross-entropy: <c>mean(-(t * log(p) + (1 - t) * log(1 - p)))</c> over the outputs, with p clipped to
/// [1e-7, 1 - 1e-7] as Keras does.
/// </summary>
public sealed class BinaryCrossentropy : Loss
{
    private readonly double _smoothing;

    /// <summary>Creates the loss.</summary>
    /// <param name="fromLogits">True where the outputs are logits, not probabilities.</param>
    /// <param name="labelSmoothing">Targets become <c>t * (1 - s) + s / 2</c>; in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="labelSmoothing"/> is outside [0, 1].</exception>
    public BinaryCrossentropy(bool fromLogits = false, double labelSmoothing = 0)
    {
        CrossentropyMath.CheckSmoothing(labelSmoothing);
        FromLogits = fromLogits;
        _smoothing = labelSmoothing;
    }

    /// <summary>True where the outputs are logits, not probabilities.</summary>
    public bool FromLogits { get; }

    /// <inheritdoc/>
    public override string Name => "binary_crossentropy";

    /// <inheritdoc/>
    public override Metric Accuracy => new BinaryAccuracy(FromLogits ? 0 : 0.5f);

    /// <inheritdoc/>
    public override bool FusesWith(string activation) => !FromLogits && activation == "sigmoid";

    /// <inheritdoc/>
    public override void CheckTarget(ReadOnlySpan<float> target, int outputs) => CrossentropyMath.CheckProbabilities(target, Name);

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            double t = Smooth(target[i]);
            double x = output[i];
            if (FromLogits)
            {
                sum += Math.Max(x, 0) - x * t + Math.Log(1 + Math.Exp(-Math.Abs(x)));
            }
            else
            {
                double p = CrossentropyMath.Clip(x);
                sum -= t * Math.Log(p) + (1 - t) * Math.Log(1 - p);
            }
        }

        return sum / output.Length;
    }

    /// <inheritdoc/>
    public override void Differentiate(
        ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient)
    {
        double share = (double)scale / output.Length;
        for (int i = 0; i < output.Length; i++)
        {
            double t = Smooth(target[i]);
            double x = output[i];
            double slope;
            if (FromLogits)
            {
                slope = CrossentropyMath.Sigmoid(x) - t;
            }
            else if (ofLogits)
            {
                slope = x - t;
            }
            else
            {
                slope = CrossentropyMath.IsClipped(x) ? 0 : (x - t) / (x * (1 - x));
            }

            gradient[i] = (float)(share * slope);
        }
    }

    internal override string Setting => FormattableString.Invariant($"{Name} (from logits: {FromLogits}, label smoothing: {_smoothing})");

    private double Smooth(double target) => target * (1 - _smoothing) + _smoothing / 2;
}
