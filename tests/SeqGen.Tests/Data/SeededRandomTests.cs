using SeqGen.Data;

namespace SeqGen.Tests.Data;

public sealed class SeededRandomTests
{
    [Fact]
    public void Follows_the_published_algorithms()
    {
        // SplitMix64 of seed 0 starts e220a8397b1dcdaf 6e789e6aa1b965f4 06c45d188009454f f88bb8a8724c81ec, and
        // xoshiro256** from that state gives the value rotl(5 s1, 7) 9.
        const ulong S1 = 0x6e789e6aa1b965f4;
        ulong expected = System.Numerics.BitOperations.RotateLeft(unchecked(S1 * 5), 7);
        new SeededRandom(0).NextUInt64().ShouldBe(unchecked(expected * 9));
    }

    [Fact]
    public void A_seed_gives_the_same_numbers_for_ever()
    {
        var random = new SeededRandom(42);
        ulong[] numbers = [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
        numbers.ShouldBe([0x15780b2e0c2ec716UL, 0x6104d9866d113a7eUL, 0xae17533239e499a1UL]);
        SeededShuffle.Permutation(10, 42).ShouldBe(SeededShuffle.Permutation(10, 42));
        SeededShuffle.Permutation(10, 42).ShouldNotBe(SeededShuffle.Permutation(10, 43));
    }

    [Fact]
    public void Uniform_numbers_fill_their_range()
    {
        var random = new SeededRandom(1);
        int[] counts = new int[7];
        double sum = 0;
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.NextInt(7)]++;
            float value = random.NextSingle();
            value.ShouldBeInRange(0f, 0.99999994f);
            sum += value;
        }

        counts.ShouldAllBe(count => count > 9_600 && count < 10_400);
        (sum / 70_000).ShouldBe(0.5, 0.005);
        random.NextInt(1).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => random.NextInt(0));
    }

    [Fact]
    public void Gaussian_numbers_have_mean_0_and_deviation_1()
    {
        var random = new SeededRandom(7);
        double[] values = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextGaussian())];
        double mean = values.Average();
        mean.ShouldBe(0, 0.01);
        Math.Sqrt(values.Average(value => (value - mean) * (value - mean))).ShouldBe(1, 0.01);
        (values.Count(value => Math.Abs(value) < 1.96) / 100_000.0).ShouldBe(0.95, 0.003);
    }

    [Fact]
    public void The_own_logarithm_is_accurate()
    {
        var random = new SeededRandom(3);
        for (int i = 0; i < 20_000; i++)
        {
            double x = Math.Max(random.NextDouble(), 1e-300) * Math.ScaleB(1, random.NextInt(40) - 38);
            SeededRandom.NaturalLogarithm(x).ShouldBe(Math.Log(x), 2e-15 * Math.Max(1e-3, Math.Abs(Math.Log(x))));
        }
    }
}
