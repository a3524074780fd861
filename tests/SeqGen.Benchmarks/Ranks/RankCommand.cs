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
            Print($"{Measure(workload, options)}");
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

    private static RankFigure Measure(RankWorkload workload, Options options)
    {
        MeasuredCommunicator communicator = new(Mpi.World, options.Gigabits, options.Overlaps);
        SequenceModel model = workload.Create();
        Dataset data = workload.CreateData(model);
        int[] rows = [.. Enumerable.Range(0, options.Rows > 0 ? Math.Min(options.Rows, workload.Rows) : workload.Rows)];
        using Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = rows.Length, Threads = options.Threads, Optimizer = workload.Optimizer(), Communicator = communicator });
        SampleList times = new();
        for (int step = 0; step < WarmUp; step++)
        {
            times.Add(Step());
        }

        // All ranks take as many steps as the first one has time for.
        int[] steps = [Math.Max(WarmUp, (int)(options.Budget.TotalMilliseconds / times.Median))];
        communicator.Broadcast<int>(steps);
        communicator.Reset();
        times = new();
        SampleList computing = new();
        for (int step = 0; step < steps[0]; step++)
        {
            double before = ComputedSoFar();
            times.Add(Step());
            computing.Add(ComputedSoFar() - before);
        }

        (double exchanges, double exchanging, double bytes) = (communicator.Exchanges, communicator.Seconds * 1e3, communicator.Bytes);
        double[] all = new double[2 * communicator.Size];
        (all[2 * communicator.Rank], all[(2 * communicator.Rank) + 1]) = (computing.Quantile(0.1), bytes);
        communicator.Gather<double>(all, [.. Enumerable.Range(0, communicator.Size + 1).Select(rank => 2 * rank)]);
        double busiest = all.Where((_, i) => i % 2 == 0).Max();
        double sent = all.Where((_, i) => i % 2 == 1).Average();
        return new(
            workload.Id, communicator.Size, options.Threads, times.Median, times.Quantile(0.1), busiest, exchanges / steps[0], exchanging / steps[0], sent / steps[0] / 1e6);

        double ComputedSoFar() => Environment.CpuUsage.TotalTime.TotalMilliseconds - (communicator.ProcessorSeconds * 1e3);

        double Step()
        {
            long start = Stopwatch.GetTimestamp();
            trainer.Step(data, rows);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
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
