using System.Diagnostics;

namespace SeqGen.Benchmarks.Measuring;

/// <summary>
/// Measures several cases in turn: every round gives each of them a slice of time, so that a slow minute of the
/// machine meets them all.
/// </summary>
internal static class Rounds
{
    private const double SampleMicroseconds = 50;
    private const double SliceMicroseconds = 30_000;
    private const double WarmUpMicroseconds = 50_000;
    private const int MinimalRounds = 3;
    private const int AllocationTrials = 3;

    /// <summary>Runs rounds until the time is over, at least three.</summary>
    /// <param name="cases">What to measure.</param>
    /// <param name="budget">The time for all of it.</param>
    /// <param name="betweenRounds">Called before each round.</param>
    /// <returns>The sum of all results, so that none is unused.</returns>
    public static double Measure(IReadOnlyList<Case> cases, TimeSpan budget, Action betweenRounds)
    {
        long start = Stopwatch.GetTimestamp();
        double sink = 0;
        foreach (Case item in cases)
        {
            sink += WarmUp(item);
        }

        for (int round = 0; round < MinimalRounds || Stopwatch.GetElapsedTime(start) < budget; round++)
        {
            betweenRounds();
            foreach (Case item in cases)
            {
                sink += Slice(item);
            }
        }

        return sink;
    }

    private static double WarmUp(Case item)
    {
        double sink = item.Run();
        double total = 0;
        int runs = 0;
        while (total < WarmUpMicroseconds)
        {
            total += Time(item, 1, ref sink);
            runs++;
        }

        item.RunsPerSample = (int)Math.Clamp(Math.Ceiling(SampleMicroseconds * runs / total), 1, 10_000);
        for (int trial = 0; trial < AllocationTrials; trial++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            sink += item.Run();
            item.AllocatedBytes = Math.Min(item.AllocatedBytes, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return sink;
    }

    private static double Slice(Case item)
    {
        double sink = 0;
        double total = 0;
        while (total < SliceMicroseconds)
        {
            double time = Time(item, item.RunsPerSample, ref sink);
            total += time;
            item.Times.Add(time / item.RunsPerSample);
        }

        return sink;
    }

    private static double Time(Case item, int runs, ref double sink)
    {
        float results = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < runs; i++)
        {
            results += item.Run();
        }

        double microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        sink += results;
        return microseconds;
    }
}
