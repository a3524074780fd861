using System.Runtime.InteropServices;
using SeqGen.CompilerServices;

namespace SeqGen.Tests.Kernels;

/// <summary>Two rows in 16 bits: what a kernel reads back is the nearest that the format can hold.</summary>
public sealed class BFloat16Tests
{
    private const int Line = 16;
    private const float Least = 7.888609e-31f;

    [Fact]
    public void Each_half_is_the_nearest()
    {
        Random random = new(1);
        for (int count = 0; count < 100_000; count++)
        {
            float first = Random(random);
            float second = Random(random);
            uint word = Pack(first, second);
            float readFirst = BitConverter.UInt32BitsToSingle(word << 16);
            float readSecond = BitConverter.UInt32BitsToSingle(word);
            Distance(readFirst, first).ShouldBeLessThanOrEqualTo(Distance(BitConverter.UInt32BitsToSingle((word << 16) + 0x10000), first));
            Distance(readFirst, first).ShouldBeLessThanOrEqualTo(Distance(BitConverter.UInt32BitsToSingle((word << 16) - 0x10000), first));
            Distance(readSecond, second).ShouldBeLessThanOrEqualTo(Distance(BitConverter.UInt32BitsToSingle(word + 0x10000), second));
            Distance(readSecond, second).ShouldBeLessThanOrEqualTo(Distance(BitConverter.UInt32BitsToSingle(word - 0x10000), second));
            Distance(readSecond, second).ShouldBeLessThanOrEqualTo(Math.Abs((double)second) / 256);
        }
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(0f, 1f)]
    [InlineData(1f, 0f)]
    [InlineData(-1f, -0f)]
    [InlineData(1e-40f, -1e-40f)]
    [InlineData(1.5f, 1e-33f)]
    public void No_subnormal_number_comes_out(float first, float second)
    {
        uint word = Pack(first, second);
        float readFirst = BitConverter.UInt32BitsToSingle(word << 16);
        float readSecond = BitConverter.UInt32BitsToSingle(word);
        float.IsSubnormal(readFirst).ShouldBeFalse();
        float.IsSubnormal(readSecond).ShouldBeFalse();
        Distance(readFirst, first).ShouldBeLessThanOrEqualTo(Least);
        Distance(readSecond, second).ShouldBeLessThanOrEqualTo(1.01 * Least);
    }

    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(-float.MaxValue)]
    public void The_largest_floats_stay_finite(float value)
    {
        uint word = Pack(value, value);
        float.IsFinite(BitConverter.UInt32BitsToSingle(word << 16)).ShouldBeTrue();
        float.IsFinite(BitConverter.UInt32BitsToSingle(word)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_not_finite_stays_so(float value)
    {
        uint word = Pack(value, value);
        float.IsFinite(BitConverter.UInt32BitsToSingle(word << 16)).ShouldBeFalse();
        float.IsFinite(BitConverter.UInt32BitsToSingle(word)).ShouldBeFalse();
    }

    [Fact]
    public void A_run_of_odd_length_ends_with_half_a_line()
    {
        // Two runs of three rows, three lines in panels of two: a full panel, then one line.
        const int rows = 6, lines = 3, panelLines = 2;
        float[] source = [.. Enumerable.Range(0, rows * lines * Line).Select(i => 1 + i % 100)];
        float[] packed = new float[4 * lines * Line];
        Packing.RoundToBFloat16(ref source[0], ref packed[0], rows, 3, lines, panelLines);
        int from = 0;
        int to = 0;
        foreach (int width in new[] { 2 * Line, Line })
        {
            for (int run = 0; run < 2; run++)
            {
                for (int i = 0; i < width; i++)
                {
                    First(packed[to + i]).ShouldBe(source[from + i]);
                    packed[to + i].ShouldBe(source[from + width + i], 0.01f * source[from + width + i]);
                    First(packed[to + width + i]).ShouldBe(source[from + 2 * width + i]);
                    (BitConverter.SingleToUInt32Bits(packed[to + width + i]) >> 16).ShouldBe(0u);
                }

                from += 3 * width;
                to += 2 * width;
            }
        }

        to.ShouldBe(packed.Length);
    }

    private static float First(float word) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(word) << 16);

    private static uint Pack(float first, float second)
    {
        float[] source = new float[2 * Line];
        source[0] = first;
        source[Line] = second;
        float[] packed = new float[Line];
        Packing.RoundToBFloat16(ref source[0], ref packed[0], 2, 2, 1, 1);
        return MemoryMarshal.Cast<float, uint>(packed)[0];
    }

    private static float Random(Random random) => (random.NextSingle() - 0.5f) * MathF.Pow(2, random.Next(-40, 40));

    private static double Distance(float left, float right) => Math.Abs((double)left - right);
}
