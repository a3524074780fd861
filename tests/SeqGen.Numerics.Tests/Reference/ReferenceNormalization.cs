namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Layer normalisation by its definition (Ba 2016).</summary>
internal static class ReferenceNormalization
{
    /// <summary>The values brought to mean 0 and variance 1: <c>(x - mean) / sqrt(variance + epsilon)</c>.</summary>
    public static Variable Apply(Tape tape, Variable x, double epsilon)
    {
        Variable centred = tape.Add(x, tape.Scale(Means(tape, x), -1));
        Variable variance = Means(tape, tape.Multiply(centred, centred));
        return tape.Multiply(centred, tape.Map(variance, value => 1 / Math.Sqrt(value + epsilon), value => -0.5 * Math.Pow(value + epsilon, -1.5)));
    }

    /// <summary>The mean at every place.</summary>
    private static Variable Means(Tape tape, Variable x)
    {
        Variable mean = tape.Product(x, new([.. Enumerable.Repeat(1.0 / x.Length, x.Length)]), 1, 0, 1);
        return tape.Product(mean, new([.. Enumerable.Repeat(1.0, x.Length)]), x.Length, 0, x.Length);
    }
}
