using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Training gives the same weights, bit for bit, on any number of ranks with any number of threads. With SEQGEN_QUICK, one pair of numbers is tried.</summary>
public sealed class RankTests
{
    private const int Steps = 3;

    private static readonly (int Ranks, int Threads)[] Numbers = VectorWidths.IsQuick ? [(3, 2)] : [(1, 1), (2, 1), (2, 2), (3, 2), (4, 1), (8, 1), (8, 2)];

    public static TheoryData<string> Names => SampleModels.Names;

    public static TheoryData<string> Optimizers => DeterminismTests.Optimizers;

    [Theory]
    [MemberData(nameof(Names))]
    public void Ranks_and_threads_change_nothing(string name)
    {
        int[] expected = Train(name, null, 1, () => new Adam(0.01));
        foreach ((int ranks, int threads) in Numbers)
        {
            foreach (int[] found in MemoryCommunicator.Run(ranks, communicator => Train(name, communicator, threads, () => new Adam(0.01))))
            {
                found.ShouldBe(expected, $"{ranks} ranks, {threads} threads");
            }
        }
    }

    /// <summary>An embedding, whose gradients travel by themselves, over 50 steps.</summary>
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Ranks_change_nothing_with_any_optimizer(string name)
    {
        Func<Optimizer> optimizer = DeterminismTests.MakeOptimizer[name];
        int[] expected = Train("MaskedMean", null, 1, optimizer, steps: 50);
        foreach (int ranks in new[] { 2, 3, 8 })
        {
            foreach (int[] found in MemoryCommunicator.Run(ranks, communicator => Train("MaskedMean", communicator, 1, optimizer, steps: 50)))
            {
                found.ShouldBe(expected, $"{ranks} ranks");
            }
        }
    }

    private static int[] Train(string name, Communicator? communicator, int threads, Func<Optimizer> optimizer, int steps = Steps)
    {
        SequenceModel model = SampleModels.Compiled.Create(name);
        ModelRows rows = SampleModels.RandomRows(model);
        Dataset data = rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows));
        using Trainer trainer = model.CreateTrainer(new FitOptions
        {
            BatchSize = rows.Rows,
            Threads = threads,
            Seed = 1,
            Loss = Loss.MeanSquaredError,
            Optimizer = optimizer(),
            Communicator = communicator,
        });

        // Every other batch is shorter: its tiles move to other shards and ranks.
        for (int step = 0; step < steps; step++)
        {
            trainer.Step(data, [.. Enumerable.Range(0, step % 2 == 0 ? rows.Rows : rows.Rows / 2)]).ShouldBeGreaterThanOrEqualTo(0);
        }

        return [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name)).Select(BitConverter.SingleToInt32Bits)];
    }
}
