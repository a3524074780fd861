namespace SeqGen.Tests.Decoding;

public sealed class TokenSamplerTests
{
    private const int Draws = 200_000;

    private static readonly float[] Probabilities = [0.1f, 0.4f, 0f, 0.2f, 0.3f];

    [Theory]
    [InlineData(1.0, 0, new[] { 0.1, 0.4, 0, 0.2, 0.3 })]
    [InlineData(0.5, 0, new[] { 1 / 30.0, 16 / 30.0, 0, 4 / 30.0, 9 / 30.0 })]
    [InlineData(1.0, 2, new[] { 0, 4 / 7.0, 0, 0, 3 / 7.0 })]
    [InlineData(0.5, 3, new[] { 0, 16 / 29.0, 0, 4 / 29.0, 9 / 29.0 })]
    [InlineData(1.0, 9, new[] { 0.1, 0.4, 0, 0.2, 0.3 })]
    [InlineData(0.0, 0, new[] { 0, 1.0, 0, 0, 0 })]
    [InlineData(3.0, 1, new[] { 0, 1.0, 0, 0, 0 })]
    public void Tokens_come_as_often_as_temperature_and_top_k_say(double temperature, int topK, double[] expected)
    {
        TokenSampler sampler = new(seed: 3) { Temperature = temperature, TopK = topK };
        int[] counts = new int[Probabilities.Length];
        for (int i = 0; i < Draws; i++)
        {
            counts[sampler.Draw(Probabilities)]++;
        }

        for (int token = 0; token < counts.Length; token++)
        {
            // Five standard deviations of a share.
            double deviation = 5 * Math.Sqrt(expected[token] * (1 - expected[token]) / Draws);
            ((double)counts[token] / Draws).ShouldBe(expected[token], tolerance: deviation + 1e-12, $"token {token}");
        }
    }

    [Fact]
    public void The_seed_decides()
    {
        int[] first = Sequence(seed: 1);

        Sequence(seed: 1).ShouldBe(first);
        Sequence(seed: 2).ShouldNotBe(first);
    }

    [Fact]
    public void Of_equally_likely_tokens_the_first_are_taken()
    {
        TokenSampler sampler = new(seed: 5) { TopK = 2 };

        Enumerable.Range(0, 200).Select(_ => sampler.Draw([0.2f, 0.2f, 0.2f, 0.2f, 0.2f])).Distinct().Order().ShouldBe([0, 1]);
    }

    [Fact]
    public void A_draw_allocates_nothing()
    {
        TokenSampler all = new(seed: 1) { Temperature = 0.7 };
        TokenSampler few = new(seed: 1) { TopK = 3 };
        all.Draw(Probabilities);
        few.Draw(Probabilities);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            all.Draw(Probabilities);
            few.Draw(Probabilities);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Probabilities_and_settings_are_checked()
    {
        TokenSampler sampler = new(seed: 1);

        Should.Throw<ArgumentException>(() => sampler.Draw([]));
        Should.Throw<ArgumentException>(() => sampler.Draw([0, 0]));
        Should.Throw<ArgumentException>(() => sampler.Draw([0.5f, float.NaN]));
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenSampler(1) { Temperature = -1 });
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenSampler(1) { TopK = -1 });
    }

    private static int[] Sequence(int seed)
    {
        TokenSampler sampler = new(seed);
        return [.. Enumerable.Range(0, 50).Select(_ => sampler.Draw(Probabilities))];
    }

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        foreach (float[] wrong in new float[][] { [], [0, 0], [0.5f, float.NaN], [float.NaN, 0.5f], [0.5f, float.PositiveInfinity], [0.5f, -0.1f], [0.5f, float.NegativeInfinity] })
        {
            Should.Throw<ArgumentException>(() => new TokenSampler(1).Draw(wrong)).ParamName.ShouldBe("probabilities");
            Should.Throw<ArgumentException>(() => new TokenSampler(1) { TopK = 1 }.Draw(wrong)).ParamName.ShouldBe("probabilities");
        }

        Should.Throw<ArgumentOutOfRangeException>(() => new TokenSampler(1) { Temperature = double.NaN });
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenSampler(1) { TopK = -1 });
    }
}
