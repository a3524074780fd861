using SeqGen.Numerics.Tests.Models;
using SeqGen.Numerics.Tests.Reference;

namespace SeqGen.Numerics.Tests;

/// <summary>Batch normalisation over the tiles of a batch, its moving statistics, and what inference makes of them.</summary>
public sealed class BatchNormalizationTests
{
    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        ("Values", "model Values\nfeatures size=1\nbatch_normalization name=norm momentum=0.75 epsilon=0.5\n"),
        ("Steps", "model Steps\nfeatures length=2 size=1 mask=true\nbatch_normalization name=norm momentum=0 epsilon=0.5\n"),
        ("Frozen", "model Frozen\nfeatures size=1\nbatch_normalization name=norm trainable=false\n"),
    ]));

    /// <summary>Six rows, that is two tiles: 0 0 0 3 3 6 have the mean 2 and the variance (3 * 4 + 2 * 1 + 16) / 6 = 5.</summary>
    [Fact]
    public void Statistics_are_those_of_all_tiles()
    {
        SequenceModel model = Compiled.Value.Create("Values");
        float[] values = [0, 0, 0, 3, 3, 6];
        GradientComputation pass = model.CreateGradients(values.Length);
        new ModelRows([], values, null, values.Length).CopyTo(pass.Inputs);
        pass.Forward();
        float[] output = new float[1];
        for (int row = 0; row < values.Length; row++)
        {
            pass.CopyOutput(row, output);
            output[0].ShouldBe((float)((values[row] - 2) / Math.Sqrt(5.5)), 1e-6f);
        }

        model.GetWeight("norm/moving_mean").ShouldBe([0f], "a custom pass moves nothing");
        Train(model, new([], values, null, values.Length));
        model.GetWeight("norm/moving_mean")[0].ShouldBe(0.25f * 2, 1e-6f);
        model.GetWeight("norm/moving_variance")[0].ShouldBe(0.75f + (0.25f * 5), 1e-6f);
    }

    /// <summary>The real steps 1, 3 and 5 have the mean 3 and the variance 8/3, whatever the masked one holds.</summary>
    [Fact]
    public void Masked_steps_do_not_count()
    {
        SequenceModel model = Compiled.Value.Create("Steps");
        Train(model, new([], [1, 3, 5, 100], [1, 1, 1, 0], 2));
        model.GetWeight("norm/moving_mean")[0].ShouldBe(3, 1e-6f);
        model.GetWeight("norm/moving_variance")[0].ShouldBe(8f / 3, 1e-6f);
    }

    [Fact]
    public void Inference_uses_the_moving_statistics()
    {
        SequenceModel model = Compiled.Value.Create("Values");
        model.SetWeight("norm/gamma", [3]);
        model.SetWeight("norm/beta", [1]);
        model.SetWeight("norm/moving_mean", [2]);
        model.SetWeight("norm/moving_variance", [3.5f]);
        float[] output = new float[1];
        model.CreatePredictor().Predict([], [5f], [], output);
        output[0].ShouldBe(1 + (3 * (5 - 2) / 2f), 1e-6f);
    }

    [Fact]
    public void A_frozen_layer_keeps_its_statistics()
    {
        SequenceModel model = Compiled.Value.Create("Frozen");
        Train(model, new([], [1, 2, 3], null, 3));
        model.GetWeight("norm/moving_mean")[0].ShouldBe(0);
        model.GetWeight("norm/moving_variance")[0].ShouldBe(1);
    }

    [Fact]
    public void The_summary_counts_moving_statistics_as_not_trained()
    {
        string summary = Compiled.Value.Create("Values").Summary;
        summary.ShouldContain("Trainable params: 2 ");
        summary.ShouldContain("Non-trainable params: 2 ");
    }

    /// <summary>The reference's own gradients are the slopes of its values.</summary>
    [Fact]
    public void The_reference_has_the_slopes_of_finite_differences()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            FiniteDifferences.Check(RandomCases.BatchNormalization(seed));
        }
    }

    private static void Train(SequenceModel model, ModelRows rows)
    {
        using Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = rows.Rows, Loss = Loss.MeanSquaredError, Optimizer = new Sgd(0.1) });
        trainer.Step(rows.ToDataset(new float[rows.Rows * model.Description.Output.Length]), [.. Enumerable.Range(0, rows.Rows)]);
    }
}
