using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Training gives the same weights, bit for bit, with any number of threads and from run to run.</summary>
public sealed class DeterminismTests
{
    private const int Steps = 3;

    /// <summary>Every optimizer with the options that keep something for each weight, and those that look at all of them.</summary>
    internal static readonly Dictionary<string, Func<Optimizer>> MakeOptimizer = new()
    {
        ["SGD"] = () => new Sgd(0.05) { Momentum = 0.9f, Nesterov = true, WeightDecay = 0.01f },
        ["RMSprop"] = () => new RmsProp(0.01) { Centered = true, Momentum = 0.5f, ClipNorm = 0.1f },
        ["Adam"] = () => new Adam(0.01) { AmsGrad = true, GlobalClipNorm = 0.1f },
        ["AdamW"] = () => new AdamW(0.01) { ClipValue = 0.01f },
        ["Nadam"] = () => new Nadam(0.01),
        ["Adagrad"] = () => new Adagrad(0.01),
        ["Adadelta"] = () => new Adadelta(0.5),
    };

    public static TheoryData<string> Names => SampleModels.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_and_runs_change_nothing(string name)
    {
        float[] expected = Train(name, threads: 1);
        expected.ShouldAllBe(value => float.IsFinite(value));
        expected.ShouldNotBe(Weights(SampleModels.Compiled.Create(name)), "training changed nothing");
        foreach (int threads in new[] { 1, 2, 3 })
        {
            float[] found = Train(name, threads);
            for (int i = 0; i < expected.Length; i++)
            {
                BitConverter.SingleToInt32Bits(found[i]).ShouldBe(BitConverter.SingleToInt32Bits(expected[i]), $"{threads} threads, value {i}");
            }
        }
    }

    public static TheoryData<string> Optimizers => [.. MakeOptimizer.Keys];

    /// <summary>The gradients of looked-up vectors are added up apart from all others.</summary>
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Threads_change_nothing_of_an_embedding_with_any_optimizer(string name)
    {
        float[] expected = Train("MaskedMean", threads: 1, optimizer: MakeOptimizer[name]());
        expected.ShouldAllBe(value => float.IsFinite(value));
        expected.ShouldNotBe(Weights(SampleModels.Compiled.Create("MaskedMean")), "training changed nothing");
        foreach (int threads in new[] { 2, 3, 5 })
        {
            Train("MaskedMean", threads, optimizer: MakeOptimizer[name]()).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("Dropouts")]
    [InlineData("CellDropouts")]
    public void The_seed_decides_what_dropout_drops(string name) => Train(name, 1, seed: 1).ShouldNotBe(Train(name, 1, seed: 2));

    /// <summary>A trainer's steps of more and fewer rows, and so of more and fewer shards, each start from a gradient of zero: as those of trainers of their own.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Steps_leave_no_gradient_behind(int threads)
    {
        (float[] ofOne, float[] ofMany) = (Trained(one: true), Trained(one: false));
        ofOne.ShouldBe(ofMany);

        float[] Trained(bool one)
        {
            SequenceModel model = SampleModels.Compiled.Create("TokensLstm");
            ModelRows rows = SampleModels.RandomRows(model);
            Dataset data = rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows));
            Trainer trainer = Make();
            foreach (int count in new[] { rows.Rows, 3, 9, rows.Rows, 1, 17 })
            {
                trainer.Step(data, [.. Enumerable.Range(0, count)]);
                if (!one)
                {
                    trainer.Dispose();
                    trainer = Make();
                }
            }

            trainer.Dispose();
            return Weights(model);

            Trainer Make() => model.CreateTrainer(new FitOptions { BatchSize = rows.Rows, Threads = threads, Loss = Loss.MeanSquaredError, Optimizer = new Sgd(0.05) });
        }
    }

    private static float[] Train(string name, int threads, int seed = 1, Optimizer? optimizer = null)
    {
        SequenceModel model = SampleModels.Compiled.Create(name);
        ModelRows rows = SampleModels.RandomRows(model);
        Dataset data = rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows));
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        using Trainer trainer = model.CreateTrainer(new FitOptions
        {
            BatchSize = rows.Rows,
            Threads = threads,
            Seed = seed,
            Loss = Loss.MeanSquaredError,
            Optimizer = optimizer ?? new Adam(0.01),
        });
        for (int step = 0; step < Steps; step++)
        {
            trainer.Step(data, order);
        }

        return Weights(model);
    }

    private static float[] Weights(SequenceModel model) => [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))];
}
