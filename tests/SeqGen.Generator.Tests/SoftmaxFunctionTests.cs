using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>The terms of softmax against double precision, from 0 down: relative accuracy, no subnormal number, exactly zero far out.</summary>
public class SoftmaxFunctionTests
{
    private const string Name = "SoftmaxTerm";
    private const double Factor = 1.0 / (1 << 27);

    private static readonly FunctionProbe Compiled = new([(Name, (math, x) => math.Call(Name, x))]);

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Terms_are_exponentials_or_zero(int bits)
    {
        if (!FunctionProbe.IsFast(bits))
        {
            return;
        }

        float[] x = [.. Enumerable.Range(0, 160_000).Select(i => -i * 0.0005f), -1e9f, -1e30f, float.MinValue, float.NegativeInfinity, -float.Epsilon, .. Enumerable.Repeat(-0f, 11)];
        float[] y = new float[x.Length];
        Compiled.Of(bits, Name)(x, y);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = Math.Exp(x[i]) * Factor;
            bool isRight = y[i] == 0 ? x[i] < -68.9 : x[i] > -69 && Math.Abs(y[i] - expected) <= 2.4e-7 * expected;
            if (!isRight)
            {
                Assert.Fail(FormattableString.Invariant($"{Name}({x[i]:r}) = {y[i]:r}, expected {expected:r}"));
            }
        }
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        float[] y = new float[16];
        Compiled.Of(128, Name)(Enumerable.Repeat(float.NaN, 16).ToArray(), y);
        Assert.All(y, value => Assert.True(float.IsNaN(value)));
    }
}
