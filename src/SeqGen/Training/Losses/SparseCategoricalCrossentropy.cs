using System.Numerics.Tensors;

namespace SeqGen;

/// <summary>
/// Cross-entropy of class probabilities with class labels: <c>-log(p[label] / sum(p))</c>, with the quotient
/// clipped to [1e-7, 1 - 1e-7] as Keras does.
/// </summary>
/// <param name="fromLogits">True where the outputs are logits, not probabilities.</param>
public sealed class SparseCategoricalCrossentropy(bool fromLogits = false) : Loss
{
    /// <summary>True where the outputs are logits, not probabilities.</summary>
    public bool FromLogits => fromLogits;

    /// <inheritdoc/>
    public override string Name => "sparse_categorical_crossentropy";

    /// <inheritdoc/>
    public override bool TargetIsLabel => true;

    /// <inheritdoc/>
    public override Metric Accuracy => new SparseCategoricalAccuracy();

    /// <inheritdoc/>
    public override bool FusesWith(string activation) => !fromLogits && activation == "softmax";

    /// <inheritdoc/>
    public override void CheckTarget(ReadOnlySpan<float> target, int outputs)
    {
        foreach (float label in target)
        {
            if (!(label >= 0 && label < outputs && label == MathF.Floor(label)))
            {
                throw new ArgumentException($"The label {label} is outside its range: the output has the classes 0 to {outputs - 1}.");
            }
        }
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output)
    {
        float chosen = output[(int)target[0]];
        return fromLogits
            ? CrossentropyMath.LogSumExp(output) - chosen
            : -Math.Log(CrossentropyMath.Clip(chosen / CrossentropyMath.Sum(output)));
    }

    /// <inheritdoc/>
    public override void Differentiate(
        ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient)
    {
        int label = (int)target[0];
        if (ofLogits)
        {
            TensorPrimitives.Multiply(output, scale, gradient);
            gradient[label] = (float)(scale * ((double)output[label] - 1));
            return;
        }

        if (fromLogits)
        {
            double whole = CrossentropyMath.LogSumExp(output);
            for (int i = 0; i < output.Length; i++)
            {
                gradient[i] = (float)(scale * (Math.Exp(output[i] - whole) - (i == label ? 1 : 0)));
            }

            return;
        }

        // dL/dp_j = 1 / sum(p) - [j = label] / p_label.
        double sum = CrossentropyMath.Sum(output);
        double p = output[label];
        if (CrossentropyMath.IsClipped(p / sum))
        {
            gradient.Clear();
            return;
        }

        gradient.Fill((float)(scale / sum));
        gradient[label] = (float)(scale * (1 / sum - 1 / p));
    }

    internal override string Setting => $"{Name} (from logits: {fromLogits})";
}
