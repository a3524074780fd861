using System.Diagnostics;

namespace SeqGen.Tests.Fuzz;

/// <summary>Damaged files: documented exceptions only, soon, and without more memory than the file is worth.</summary>
public class MutationTests
{
    private const int Inputs = 20_000;

    [Fact]
    public void Damaged_weights_are_refused_or_loaded() => RunAll(SafeTensorsTarget.Seeds, SafeTensorsTarget.Run, seed: 1);

    [Fact]
    public void Damaged_tokenizers_are_refused_or_loaded() => RunAll(TokenizerTarget.Seeds, TokenizerTarget.Run, seed: 2);

    private static void RunAll(IReadOnlyList<byte[]> seeds, Action<byte[]> run, int seed)
    {
        const long MostBytes = 10_000_000;
        foreach (byte[] good in seeds)
        {
            run(good);
        }

        Random random = new(seed);
        for (int round = 0; round < Inputs; round++)
        {
            byte[] input = Mutation.Next(seeds, random);
            long start = Stopwatch.GetTimestamp();
            TimeSpan worked = Environment.CpuUsage.TotalTime;
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                run(input);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Input {round} of seed {seed}: {Convert.ToBase64String(input)}", error);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes, $"input {round} of seed {seed}");

            // On a busy machine time passes without work, and other tests work beside this one.
            double seconds = Math.Min(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - worked).TotalSeconds);
            seconds.ShouldBeLessThan(5, $"input {round} of seed {seed}");
        }
    }
}
