using System.Diagnostics;
using System.Globalization;
using SeqGen.Benchmarks.Measuring;
using SeqGen.Benchmarks.Models;
using SeqGen.Benchmarks.Workloads;
using SeqGen.Data;
using SeqGen.Distributed;
using SeqGen.Embeddings;
using SeqGen.Samples.Sentiment;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>The command <c>ranks</c>: what a training step costs, and what of it is exchange; started by itself, and on each rank under <c>mpirun</c>.</summary>
internal static class RankCommand
{
    private const int WarmUp = 5;
    private const int ModelSeed = 7;

    /// <summary>Measures and prints, on the first rank.</summary>
    public static void Run(Options options)
    {
        (string Id, Func<RankResult> Measure)[] workloads =
        [
            ("S8", () => Measure(new ReviewLstm(ModelSeed), new RmsProp(), ReviewLikeTexts(128), 128, options)),
            ("W8", () => Measure(new W8(ModelSeed), new Adam(), null, 64, options)),
        ];
        foreach ((string id, Func<RankResult> measure) in workloads.Where(workload => options.Wants(workload.Id)))
        {
            RankResult result = measure();
            if (Mpi.World.Rank == 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{id}, {Mpi.World.Size} rank(s) of {options.Threads} thread(s): {result.Milliseconds:0.00} ms a step (p10 {result.LeastMilliseconds:0.00}, {result.Steps} steps); ")
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"{result.ExchangeMilliseconds:0.00} ms in {result.Exchanges:0.#} exchanges, {result.Megabytes:0.000} MB sent; computing {result.ProcessorMilliseconds:0.00} ms of processor time"));
            }
        }
    }

    /// <summary>Measures one model on all ranks.</summary>
    private static RankResult Measure(SequenceModel model, Optimizer optimizer, Dataset? texts, int batch, Options options)
    {
        Dataset data = texts ?? RandomData.Dataset(model, batch, ModelSeed);
        MeasuredCommunicator communicator = new(Mpi.World);
        int[] rows = [.. Enumerable.Range(0, batch)];
        using Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = batch, Threads = options.Threads, Optimizer = optimizer, Communicator = communicator });
        SampleList times = new();
        for (int step = 0; step < WarmUp; step++)
        {
            times.Add(Step());
        }

        // All ranks take as many steps as the first one has time for.
        int[] steps = [Math.Max(WarmUp, (int)(options.Budget.TotalSeconds / times.Median))];
        communicator.Broadcast<int>(steps);
        communicator.Reset();
        times = new();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        for (int step = 0; step < steps[0]; step++)
        {
            times.Add(Step());
        }

        double[] own = [times.Median, times.Quantile(0.1), communicator.Seconds / steps[0], ((Environment.CpuUsage.TotalTime - processor).TotalSeconds - communicator.ProcessorSeconds) / steps[0]];
        double[] all = new double[own.Length * communicator.Size];
        own.CopyTo(all, own.Length * communicator.Rank);
        communicator.Gather<double>(all, [.. Enumerable.Range(0, communicator.Size + 1).Select(rank => rank * own.Length)]);
        double Of(int value) => all[value] * 1e3;
        double busiest = Enumerable.Range(0, communicator.Size).Max(rank => all[(rank * own.Length) + 3]) * 1e3;
        return new RankResult(steps[0], Of(0), Of(1), (double)communicator.Exchanges / steps[0], Of(2), communicator.Bytes / steps[0] / 1e6, busiest);

        double Step()
        {
            long start = Stopwatch.GetTimestamp();
            trainer.Step(data, rows);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Texts as long as film reviews: half of their 500 tokens are padding, the others are drawn with the frequencies of Zipf's law.</summary>
    private static ArrayDataset ReviewLikeTexts(int rows)
    {
        const int Length = 500;
        const int Vocabulary = 10_000;
        AliasTable zipf = new([.. Enumerable.Range(1, Vocabulary - 1).Select(word => 1.0 / word)]);
        SeededRandom random = new(ModelSeed);
        int[] tokens = [.. Enumerable.Range(0, rows * Length).Select(i => i % Length < Length / 2 ? 0 : zipf.Next(random) + 1)];
        return Dataset.FromTokens(tokens, Length, [.. Enumerable.Range(0, rows).Select(row => row % 2)]);
    }

    /// <summary>What a step costs; times are those of the first rank, processor time that of the busiest.</summary>
    private sealed record RankResult(
        int Steps, double Milliseconds, double LeastMilliseconds, double Exchanges, double ExchangeMilliseconds, double Megabytes, double ProcessorMilliseconds);
}
