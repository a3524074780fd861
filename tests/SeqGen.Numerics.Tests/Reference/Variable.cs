namespace SeqGen.Numerics.Tests.Reference;

/// <summary>A vector in double precision and the gradient of the scalar with respect to it.</summary>
/// <param name="value">The values.</param>
internal sealed class Variable(double[] value)
{
    public double[] Value { get; } = value;

    public double[] Gradient { get; } = new double[value.Length];

    public int Length => Value.Length;

    public static Variable Zeros(int length) => new(new double[length]);
}
