using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// Masked steps of a sequence output count neither in the loss nor in the metrics: the loss of a batch is
/// <c>sum(mask * weight * loss) / sum(mask)</c>, Keras 3's <c>sum_over_batch_size</c> with a mask.
/// </summary>
public sealed class MaskedLossTests
{
    private const float Rate = 0.01f;

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        ("Given", "model Given\nfeatures length=3 size=1 mask=true\ndense 1 name=line\n"),
        ("Derived", "model Derived\nfeatures length=3 size=1\nmasking 9\ndense 1 name=line\n"),
        ("Looked", "model Looked\ntokens length=3 vocabulary=4\nembedding 1 mask_zero=true name=table\n"),
        ("Last", "model Last\nfeatures length=3 size=1 mask=true\nsimple_rnn 1 linear name=rnn\n"),
        ("Steps", "model Steps\ntokens length=9 vocabulary=7\nembedding 5 mask_zero=true\nlstm 18 return_sequences=true\ndense 3 softmax\n"),
    ]));

    /// <summary>
    /// y = x, targets 0: the squares 1, 4 and 36 of the three real steps of two rows have the mean 41/3; its slope is
    /// 2 (1 + 4 + 36) / 3 in the kernel and 2 (1 + 2 + 6) / 3 in the bias.
    /// </summary>
    [Theory]
    [InlineData("Given")]
    [InlineData("Derived")]
    public void Only_the_real_steps_are_counted(string name)
    {
        SequenceModel model = Line(name);
        Dataset data = name == "Given"
            ? Rows([1, 2, 3, 4, 5, 6], [1, 1, 0, 0, 0, 1])
            : Rows([1, 2, 9, 9, 9, 6], null);
        Metrics metrics = model.Evaluate(data, new() { Loss = Loss.MeanSquaredError, Metrics = [Metric.MeanAbsoluteError] });
        metrics.Loss.ShouldBe(41.0 / 3, 1e-5);
        metrics["mae"].ShouldBe(3, 1e-5);
        Step(model, data, 2).ShouldBe(41.0 / 3, 1e-5);
        model.GetWeight("line/kernel")[0].ShouldBe(1 - (Rate * 82 / 3), 1e-5f);
        model.GetWeight("line/bias")[0].ShouldBe(-Rate * 6, 1e-5f);
    }

    /// <summary>The weights 2, 1 and 0.5 of the real steps: (2 * 1 + 1 * 4 + 0.5 * 36) / 3.</summary>
    [Fact]
    public void Sample_weights_multiply_the_mask()
    {
        SequenceModel model = Line("Given");
        ArrayDataset data = Rows([1, 2, 3, 4, 5, 6], [1, 1, 0, 0, 0, 1]).WithSampleWeights([2, 1, 7, 7, 7, 0.5f]);
        model.Evaluate(data, new() { Loss = Loss.MeanSquaredError }).Loss.ShouldBe(8, 1e-5);
        Step(model, data, 2).ShouldBe(8, 1e-5);
        model.GetWeight("line/kernel")[0].ShouldBe(1 - (Rate * 16), 1e-5f);
    }

    /// <summary>Vectors 1, 2 and 3 of the tokens 1 to 3; tokens 1, 3, 3 are real: (1 + 9 + 9) / 3, slopes 2/3 and 12/3.</summary>
    [Fact]
    public void The_gradients_of_looked_up_vectors_are_scaled_too()
    {
        SequenceModel model = Compiled.Value.Create("Looked");
        model.SetWeight("table/embeddings", [5, 1, 2, 3]);
        ArrayDataset data = new([DatasetInput.Tokens([1, 0, 3, 0, 0, 3], 3)], DatasetTargets.Values(new float[6]));
        Step(model, data, 2).ShouldBe(19.0 / 3, 1e-5);
        model.GetWeight("table/embeddings").ShouldBe([5, 1 - (Rate * 2 / 3), 2, 3 - (Rate * 12 / 3)], 1e-5);
    }

    [Fact]
    public void Without_a_real_step_the_loss_is_zero_and_nothing_changes()
    {
        SequenceModel model = Line("Given");
        Dataset data = Rows([1, 2, 3], [0, 0, 0]);
        model.Evaluate(data, new() { Loss = Loss.MeanSquaredError }).Loss.ShouldBe(0);
        Step(model, data, 1).ShouldBe(0);
        model.GetWeight("line/kernel")[0].ShouldBe(1);
    }

    /// <summary>The mask is spent where a layer gives one vector: here the sum 1 + 2 of the real steps.</summary>
    [Fact]
    public void The_output_of_a_sequence_is_counted_whole()
    {
        SequenceModel model = Compiled.Value.Create("Last");
        model.SetWeight("rnn/kernel", [1]);
        model.SetWeight("rnn/recurrent_kernel", [1]);
        ArrayDataset data = new([DatasetInput.Features([1, 2, 3], 3).WithMask([1, 1, 0])], DatasetTargets.Values([0f]));
        model.Evaluate(data, new() { Loss = Loss.MeanSquaredError }).Loss.ShouldBe(9, 1e-5);
    }

    /// <summary>Batches of several tiles, each with another number of real steps.</summary>
    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        (double Loss, float[] Weights) one = Fit(1);
        (double Loss, float[] Weights) three = Fit(3);
        three.Loss.ShouldBe(one.Loss);
        three.Weights.ShouldBe(one.Weights);
    }

    private static (double Loss, float[] Weights) Fit(int threads)
    {
        SequenceModel model = Compiled.Value.Create("Steps", seed: 2);
        ModelRows rows = SampleModels.RandomRows(model);
        History history = model.Fit(rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows)), new FitOptions
        {
            Epochs = 2,
            BatchSize = 10,
            Threads = threads,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Adam(0.01),
        });
        return (history.Epochs[^1].Loss, [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))]);
    }

    private static SequenceModel Line(string name)
    {
        SequenceModel model = Compiled.Value.Create(name);
        model.SetWeight("line/kernel", [1]);
        return model;
    }

    private static ArrayDataset Rows(float[] values, float[]? mask)
    {
        DatasetInput input = DatasetInput.Features(values, 3);
        return new([mask is null ? input : input.WithMask(mask)], DatasetTargets.Values(new float[values.Length]));
    }

    private static double Step(SequenceModel model, Dataset data, int rows)
    {
        using Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = rows, Loss = Loss.MeanSquaredError, Optimizer = new Sgd(Rate), Metrics = [] });
        return trainer.Step(data, [.. Enumerable.Range(0, rows)]);
    }
}
