using SeqGen.Generator.Layers;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// 50 steps end in the same weights, bit for bit, with 1, 2, 3, 4 and 8 ranks of 1 and 2 threads: for every layer of the catalogue, and with every optimizer. With
/// SEQGEN_QUICK, each model is trained with one of these numbers, and the models take them in turn.
/// </summary>
public sealed class RankMatrixTests
{
    private const int Steps = 50;
    private const int MostRanks = 8;

    private static readonly (int Ranks, int Threads)[] Numbers = [(1, 2), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2), (8, 1), (8, 2)];
    private static readonly List<string> Models = CoverOf(LayerCatalog.Words);
    private static readonly List<string> OptimizerNames = [.. DeterminismTests.MakeOptimizer.Keys];

    public static TheoryData<string> ModelNames => [.. Models];

    public static TheoryData<string> Optimizers => [.. OptimizerNames];

    [Fact]
    public void The_models_hold_every_layer() => LayerCatalog.Words.Except(Models.SelectMany(WordsOf)).ShouldBeEmpty();

    /// <summary>Each model with another optimizer.</summary>
    [Theory]
    [MemberData(nameof(ModelNames))]
    public void Every_layer(string name)
    {
        int number = Models.IndexOf(name);
        Compare(name, OptimizerNames[number % OptimizerNames.Count], number);
    }

    /// <summary>An embedding's gradients are summed by token, apart from all others.</summary>
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer(string optimizer) => Compare("MaskedMean", optimizer, OptimizerNames.IndexOf(optimizer) + 1);

    /// <summary>Few models that hold all layers: always the one with the most layers that are missing yet.</summary>
    private static List<string> CoverOf(IEnumerable<string> words)
    {
        List<string> models = [];
        HashSet<string> missing = [.. words];
        while (SampleModels.Texts.Select(sample => sample.Name).MaxBy(name => WordsOf(name).Count(missing.Contains)) is { } best && WordsOf(best).Any(missing.Contains))
        {
            models.Add(best);
            missing.ExceptWith(WordsOf(best));
        }

        return models;
    }

    private static IEnumerable<string> WordsOf(string name) =>
        SampleModels.Texts.First(sample => sample.Name == name).Text.Split('\n').Skip(1).Select(line => line.Split(' ')[0]).Distinct();

    private static void Compare(string name, string optimizer, int number)
    {
        int[] expected = Train(name, optimizer, null, 1);
        expected.ShouldNotBe(Train(name, optimizer, null, 1, steps: 1), "training changed nothing");
        (int Ranks, int Threads)[] numbers = VectorWidths.IsQuick ? [Numbers[number % Numbers.Length]] : Numbers;
        foreach ((int ranks, int threads) in numbers)
        {
            foreach (int[] found in MemoryCommunicator.Run(ranks, communicator => Train(name, optimizer, communicator, threads)))
            {
                found.ShouldBe(expected, $"{optimizer}, {ranks} ranks, {threads} threads");
            }
        }
    }

    private static int[] Train(string name, string optimizer, Communicator? communicator, int threads, int steps = Steps)
    {
        SequenceModel model = SampleModels.Compiled.Create(name);

        // A tile for each of eight ranks, and a part of one; every other batch is shorter, so that tiles move to other shards and some ranks have none.
        int batch = (MostRanks * model.Program.TileRows) + 1;
        ModelRows rows = SampleModels.RandomRows(model, rows: batch);
        Dataset data = rows.ToDataset(SampleModels.RandomTargets(model, batch));
        using Trainer trainer = model.CreateTrainer(new FitOptions
        {
            BatchSize = batch,
            Threads = threads,
            Seed = 1,
            Loss = Loss.MeanSquaredError,
            Optimizer = DeterminismTests.MakeOptimizer[optimizer](),
            Communicator = communicator,
            LeastPart = 1,
        });
        int[] order = [.. Enumerable.Range(0, batch)];
        for (int step = 0; step < steps; step++)
        {
            trainer.Step(data, order.AsSpan(0, step % 2 == 0 ? batch : batch / 2));
        }

        return [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name)).Select(BitConverter.SingleToInt32Bits)];
    }
}
