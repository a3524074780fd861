using System.Runtime.Intrinsics;
using SeqGen.CompilerServices;

namespace SeqGen.Tests.Kernels;

/// <summary>Sums and maxima of vectors against plain loops, with the interesting value in every lane.</summary>
public sealed class ReductionTests
{
    [Fact]
    public void Sums_every_lane()
    {
        float[] values = [.. Enumerable.Range(0, 16).Select(i => (float)(1 << i))];
        Reduction.Sum(Vector512.Create(values)).ShouldBe(65535);
        Reduction.Sum(Vector256.Create(values)).ShouldBe(255);
        Reduction.Sum(Vector128.Create(values)).ShouldBe(15);
    }

    [Fact]
    public void Finds_the_greatest_in_every_lane()
    {
        for (int lane = 0; lane < 16; lane++)
        {
            float[] values = [.. Enumerable.Range(0, 16).Select(i => i == lane ? -1f : -2f - i)];
            Reduction.Max(Vector512.Create(values)).ShouldBe(-1);
            Reduction.Max(Vector256.Create(values, lane / 8 * 8)).ShouldBe(-1);
            Reduction.Max(Vector128.Create(values, lane / 4 * 4)).ShouldBe(-1);
        }

        Reduction.Max(Vector512.Create(float.NegativeInfinity)).ShouldBe(float.NegativeInfinity);
    }
}
