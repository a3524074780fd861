using SeqGen.Generator.Kernels;
using SeqGen.Generator.Model;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>
/// The greatest error of the functions that gates call, in all forms, against double precision; a fraction is multiplied
/// out by the reciprocal of its denominator, as after a step's last gate. The usual run takes every
/// 257th float of all 2^32, and all floats around the worst ones; with SEQGEN_EXHAUSTIVE=1 it takes all floats.
/// </summary>
[Collection("Alone")]
public class GateFunctionTests(ITestOutputHelper output)
{
    private const long Floats = 1L << 32;
    private const int UsualStride = 257;
    private const int Around = 1 << 15;
    private const int Chunk = 1 << 12;

    private static readonly FunctionProbe Compiled = new(
    [
        .. new[] { "FastTanh", "FastSigmoid", "CoarseTanh", "CoarseSigmoid", "PreciseTanh", "Sigmoid" }.Select(name => (name, (Func<MathCalls, Value, Value>)((math, x) => math.Call(name, x)))),
        ("TanhFraction", (math, x) => Quotient(math.CallFraction("TanhFraction", x, "bottom"), 1)),
        ("SigmoidFraction", (math, x) => Quotient(math.CallFraction("SigmoidFraction", x, "bottom"), 2)),
        ("CoarseTanhFraction", (math, x) => Quotient(math.CallFraction("CoarseTanhFraction", x, "bottom"), 1)),
        ("CoarseSigmoidFraction", (math, x) => Quotient(math.CallFraction("CoarseSigmoidFraction", x, "bottom"), 2)),
    ]);

    private static Value Quotient(Value top, int two)
    {
        Fraction fraction = new(top, new[] { Value.Named("bottom") }.ToEquatableArray(), two);
        return fraction.Over(fraction.Reciprocal);
    }

    private static bool Exhaustive => Environment.GetEnvironmentVariable("SEQGEN_EXHAUSTIVE") == "1";

    /// <param name="bits">The vector width.</param>
    /// <param name="function">The function.</param>
    /// <param name="absolute">The bound of the absolute error, over all floats.</param>
    /// <param name="relative">The bound of the relative error, where the value is at least <paramref name="least"/>.</param>
    /// <param name="least">The least value that is held to the relative error.</param>
    /// <param name="worst">Where a run over all floats found the greatest absolute error.</param>
    /// <param name="worstRelative">Where it found the greatest relative error.</param>
    [Theory]
    [InlineData(512, "FastTanh", 2.9e-7, 2.9e-7, 1e-30, 4.89593029f, 1.9540993f)]
    [InlineData(256, "FastTanh", 2.9e-7, 2.9e-7, 1e-30, 4.89593029f, 1.9540993f)]
    [InlineData(128, "FastTanh", 2.9e-7, 2.9e-7, 1e-30, 4.89593029f, 1.9540993f)]
    [InlineData(512, "FastSigmoid", 1.7e-7, 1.7e-7, 0.5, 16.4715919f, 5.1802254f)]
    [InlineData(256, "FastSigmoid", 1.7e-7, 1.7e-7, 0.5, 16.4715919f, 5.1802254f)]
    [InlineData(128, "FastSigmoid", 1.7e-7, 1.7e-7, 0.5, 16.4715919f, 5.1802254f)]
    [InlineData(512, "TanhFraction", 3.1e-7, 3.1e-7, 1e-30, 3.7039907f, 3.7039907f)]
    [InlineData(256, "TanhFraction", 3.1e-7, 3.1e-7, 1e-30, 3.7039907f, 3.7039907f)]
    [InlineData(128, "TanhFraction", 3.1e-7, 3.1e-7, 1e-30, 3.7039907f, 3.7039907f)]
    [InlineData(512, "SigmoidFraction", 2.1e-7, 2.1e-7, 0.5, 5.66201448f, 1.5330268f)]
    [InlineData(256, "SigmoidFraction", 2.1e-7, 2.1e-7, 0.5, 5.66201448f, 1.5330268f)]
    [InlineData(128, "SigmoidFraction", 2.1e-7, 2.1e-7, 0.5, 5.66201448f, 1.5330268f)]
    [InlineData(512, "CoarseTanh", 9.2e-5, 1.7e-4, 1e-30, 5f, 0.001f)]
    [InlineData(256, "CoarseTanh", 9.2e-5, 1.7e-4, 1e-30, 5f, 0.001f)]
    [InlineData(128, "CoarseTanh", 9.2e-5, 1.7e-4, 1e-30, 5f, 0.001f)]
    [InlineData(512, "CoarseSigmoid", 4.6e-5, 6e-5, 0.5, 10f, 0.001f)]
    [InlineData(256, "CoarseSigmoid", 4.6e-5, 6e-5, 0.5, 10f, 0.001f)]
    [InlineData(128, "CoarseSigmoid", 4.6e-5, 6e-5, 0.5, 10f, 0.001f)]
    [InlineData(512, "CoarseTanhFraction", 9.2e-5, 1.7e-4, 1e-30, 5f, 0.001f)]
    [InlineData(256, "CoarseTanhFraction", 9.2e-5, 1.7e-4, 1e-30, 5f, 0.001f)]
    [InlineData(128, "CoarseTanhFraction", 9.2e-5, 1.7e-4, 1e-30, 5f, 0.001f)]
    [InlineData(512, "CoarseSigmoidFraction", 4.6e-5, 6e-5, 0.5, 10f, 0.001f)]
    [InlineData(256, "CoarseSigmoidFraction", 4.6e-5, 6e-5, 0.5, 10f, 0.001f)]
    [InlineData(128, "CoarseSigmoidFraction", 4.6e-5, 6e-5, 0.5, 10f, 0.001f)]
    [InlineData(512, "PreciseTanh", 2e-7, 3.5e-7, 1e-30, -0.7284879f, -0.06475221f)]
    [InlineData(256, "PreciseTanh", 2e-7, 3.5e-7, 1e-30, -0.7284879f, -0.06475221f)]
    [InlineData(128, "PreciseTanh", 2e-7, 3.5e-7, 1e-30, -0.7284879f, -0.06475221f)]
    [InlineData(512, "Sigmoid", 9e-8, 2e-7, 1e-37, 7.859211f, -16.649855f)]
    [InlineData(256, "Sigmoid", 9e-8, 2e-7, 1e-37, 7.859211f, -16.649855f)]
    [InlineData(128, "Sigmoid", 9e-8, 2e-7, 1e-37, 7.859211f, -16.649855f)]
    public void ErrorIsBelowWhatIsStated(int bits, string function, double absolute, double relative, double least, float worst, float worstRelative)
    {
        if (!FunctionProbe.IsFast(bits))
        {
            return;
        }

        Action<float[], float[]> compiled = Compiled.Of(bits, function);
        Func<double, double> reference = function.Contains("Tanh", StringComparison.Ordinal) ? Tanh : Sigmoid;
        Worst found = Measure(compiled, reference, least, 0, Floats, Exhaustive ? 1 : UsualStride);
        uint[] places = [found.AbsoluteAt, found.RelativeAt, BitConverter.SingleToUInt32Bits(worst), BitConverter.SingleToUInt32Bits(worstRelative)];
        foreach (uint place in places)
        {
            found = found.Or(Measure(compiled, reference, least, Math.Max(0, (long)place - Around), Math.Min(Floats, (long)place + Around), 1));
        }

        output.WriteLine(FormattableString.Invariant(
            $"{function} {bits}: absolute {found.Absolute:g4} at {BitConverter.UInt32BitsToSingle(found.AbsoluteAt):r}, relative {found.Relative:g4} at {BitConverter.UInt32BitsToSingle(found.RelativeAt):r}"));
        found.Absolute.ShouldBeLessThan(absolute);
        found.Relative.ShouldBeLessThan(relative);
        found.Absolute.ShouldBeGreaterThan(0);
    }

    /// <summary>Far out the values are exactly 0 and 1, from there to infinity; what is not a number stays so.</summary>
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Far_out_gates_are_exactly_open_or_closed(int bits)
    {
        if (!FunctionProbe.IsFast(bits))
        {
            return;
        }

        float[] far = [17.5f, 20, 88, 1e4f, 1e20f, float.MaxValue, float.PositiveInfinity, 90];
        float[] x = [.. far, .. far.Select(value => -value), .. Enumerable.Repeat(float.NaN, 16)];
        float[] y = new float[x.Length];
        foreach (string function in Compiled.Names)
        {
            Compiled.Of(bits, function)(x, y);
            for (int i = 0; i < far.Length; i++)
            {
                y[i].ShouldBe(1, $"{function}({x[i]})");
                float low = y[far.Length + i];
                bool isRelative = function == "Sigmoid" && far[i] < 87.3f;
                low.ShouldBe(function.Contains("Tanh", StringComparison.Ordinal) ? -1 : isRelative ? low : 0, $"{function}({-x[i]})");
            }

            y[^16..].ShouldAllBe(value => float.IsNaN(value));
        }
    }

    /// <summary>Runs through the floats whose bits are <paramref name="from"/>, <paramref name="from"/> + <paramref name="stride"/> and so on.</summary>
    private static Worst Measure(Action<float[], float[]> function, Func<double, double> reference, double least, long from, long to, int stride)
    {
        object gate = new();
        Worst all = new(0, 0, 0, 0);
        long span = (long)Chunk * stride;
        Parallel.For(0, (to - from + span - 1) / span, () => (X: new float[Chunk], Y: new float[Chunk], Worst: all), (chunk, _, local) =>
        {
            long first = from + chunk * span;
            for (int i = 0; i < Chunk; i++)
            {
                local.X[i] = BitConverter.UInt32BitsToSingle((uint)Math.Min(first + (long)i * stride, to - 1));
            }

            function(local.X, local.Y);
            for (int i = 0; i < Chunk; i++)
            {
                if (float.IsNaN(local.X[i]))
                {
                    continue;
                }

                double expected = reference(local.X[i]);
                double error = Math.Abs(local.Y[i] - expected);
                double relativeError = Math.Abs(expected) >= least ? error / Math.Abs(expected) : 0;
                uint at = BitConverter.SingleToUInt32Bits(local.X[i]);
                local.Worst = local.Worst.Or(new(double.IsNaN(error) ? double.MaxValue : error, at, relativeError, at));
            }

            return local;
        }, local =>
        {
            lock (gate)
            {
                all = all.Or(local.Worst);
            }
        });
        return all;
    }

    /// <summary>tanh in double precision; far from zero it is 1, near zero a series.</summary>
    private static double Tanh(double x) => Math.Abs(x) switch
    {
        > 20 => Math.Sign(x),
        < 1e-3 => x - x * x * x / 3,
        _ => Math.Tanh(x),
    };

    /// <summary>1 / (1 + e^-x) in double precision.</summary>
    private static double Sigmoid(double x) => x switch
    {
        > 40 => 1,
        < -800 => 0,
        _ => 1 / (1 + Math.Exp(-x)),
    };

    /// <summary>The greatest errors, and the bits of the floats that have them.</summary>
    private readonly record struct Worst(double Absolute, uint AbsoluteAt, double Relative, uint RelativeAt)
    {
        public Worst Or(Worst other) => new(
            Math.Max(Absolute, other.Absolute),
            other.Absolute > Absolute ? other.AbsoluteAt : AbsoluteAt,
            Math.Max(Relative, other.Relative),
            other.Relative > Relative ? other.RelativeAt : RelativeAt);
    }
}
