using System.Diagnostics;
using SeqGen.Benchmarks.Measuring;
using SeqGen.Distributed;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>The command <c>ranks</c>: what a training step costs, and what of it is exchange; started by itself, and on each rank under <c>mpirun</c>.</summary>
internal static class RankCommand
{
    private const int WarmUp = 5;
    private const int ExchangeSteps = 200;
    private static readonly int[] ExchangedBytes = [64, 64 << 10, 1 << 20];

    /// <summary>Measures and prints, on the first rank.</summary>
    public static void Run(Options options)
    {
        Print(RankFigure.Head);
        foreach (RankWorkload workload in RankWorkload.All.Where(workload => options.Wants(workload.Id)))
        {
            foreach (RankFigure figure in Measure(workload, options))
            {
                Print($"{figure}");
            }
        }

        if (Mpi.World.Size > 1 && options.Wants(RankFigure.ExchangeId))
        {
            foreach (int bytes in ExchangedBytes)
            {
                Print($"{MeasureExchange(bytes)}");
            }
        }
    }

    private static void Print(string text)
    {
        if (Mpi.World.Rank == 0)
        {
            Console.WriteLine(text);
        }
    }

    /// <summary>Steps of all ways that are asked for take turns, so that a slow minute meets all of them.</summary>
    private static IEnumerable<RankFigure> Measure(RankWorkload workload, Options options)
    {
        RankCase[] cases = [.. options.Overlaps.Select(overlaps => new RankCase(workload, options, overlaps))];
        double warmUp = 0;
        for (int step = 0; step < WarmUp; step++)
        {
            warmUp += cases.Sum(measured => measured.Step());
        }

        // All ranks take as many steps as the first one has time for.
        int[] steps = [Math.Max(WarmUp, (int)(options.Budget.TotalMilliseconds / (warmUp / WarmUp)))];
        Mpi.World.Broadcast<int>(steps);
        Array.ForEach(cases, measured => measured.Reset());
        for (int step = 0; step < steps[0]; step++)
        {
            Array.ForEach(cases, measured => measured.Step());
        }

        RankFigure[] figures = [.. cases.Select(measured => measured.Figure())];
        Array.ForEach(cases, measured => measured.Dispose());
        return figures;
    }

    /// <summary>A rank sends so many bytes in all, as many to each other rank.</summary>
    private static RankFigure MeasureExchange(int bytes)
    {
        MeasuredCommunicator communicator = new(Mpi.World);
        int each = bytes / (communicator.Size - 1);
        byte[] buffer = new byte[each * communicator.Size];
        int[] starts = [.. Enumerable.Range(0, communicator.Size + 1).Select(rank => rank * each)];
        SampleList times = new();
        for (int step = 0; step < WarmUp + ExchangeSteps; step++)
        {
            if (step == WarmUp)
            {
                communicator.Reset();
            }

            long start = Stopwatch.GetTimestamp();
            communicator.Gather<byte>(buffer, starts);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new(RankFigure.ExchangeId, communicator.Size, 1, times.Median, times.Quantile(0.1), 0, 1, communicator.Seconds * 1e3 / ExchangeSteps, communicator.Bytes / ExchangeSteps / 1e6);
    }
}
