namespace SeqGen.Samples.TextGeneration;

/// <summary>The mean of <c>-log2 p</c> of the character that really came: how many bits a perfect coder would need for it.</summary>
internal sealed class BitsPerCharacter : Metric
{
    public override string Name => "bits";

    public override bool? LargerIsBetter => false;

    public override void Add(ReadOnlySpan<float> target, ReadOnlySpan<float> output, double weight, Span<double> state)
    {
        state[0] += weight * Of(output[(int)target[0]]);
        state[1] += weight;
    }

    /// <summary>The bits of a character that was given this probability.</summary>
    public static double Of(double probability) => -Math.Log2(Math.Max(probability, 1e-7));
}
