namespace SeqGen.Tests.Training;

public class FitTests
{
    [Fact]
    public void Learns_a_line_and_reports_it()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
        History history = model.Fit(TrainingData.Line(500, 3), new FitOptions
        {
            Epochs = 20,
            Loss = Loss.MeanSquaredError,
            Metrics = [Metric.MeanAbsoluteError],
            Optimizer = new Adam(0.05),
            ValidationSplit = 0.2,
        });
        history.Epochs.Count.ShouldBe(20);
        history.Names.ShouldBe(["loss", "mae", "val_loss", "val_mae"]);
        history["loss"][0].ShouldBeGreaterThan(history["loss"][19]);
        history["val_loss"][19].ShouldBeLessThan(1e-3);
        model.GetWeight("dense/bias")[0].ShouldBe(0.5f, 0.05f);
        model.Evaluate(TrainingData.Line(100, 3, seed: 2)).Loss.ShouldBeLessThan(1e-3);
    }

    [Fact]
    public void Learns_a_table_of_looked_up_vectors()
    {
        TestModel model = new(new BagProgram(9, 20, 5), seed: 1);
        History history = model.Fit(TrainingData.Tokens(600, 9, 20), new FitOptions { Epochs = 30, Optimizer = new Adam(0.05), Seed = 3 });
        history["accuracy"][^1].ShouldBeGreaterThan(0.97);
        Metrics test = model.Evaluate(TrainingData.Tokens(200, 9, 20, seed: 2));
        test.Accuracy.ShouldBeGreaterThan(0.95);
        test.Count.ShouldBe(2);
        test.ToString().ShouldMatch(@"^loss 0\.\d{1,4}  accuracy (1|0\.9\d{0,3})$");
    }

    [Fact]
    public void Learns_classes_from_labels_and_from_one_hot_targets()
    {
        foreach (Loss loss in new[] { Loss.SparseCategoricalCrossentropy, Loss.CategoricalCrossentropy })
        {
            TestModel model = new(new DenseProgram(3, 3, "softmax"), seed: 1);
            Dataset data = TrainingData.Classes(300);
            if (!loss.TargetIsLabel)
            {
                Batch batch = new(model.Geometry, 300, 1);
                batch.Fill(data, Enumerable.Range(0, 300).ToArray());
                float[] targets = new float[900];
                float[] features = new float[900];
                for (int row = 0; row < 300; row++)
                {
                    targets[row * 3 + (int)batch.Targets(row)[0]] = 1;
                    batch.Features(row).CopyTo(features.AsSpan(row * 3));
                }

                data = Dataset.FromFeatures(features, 3, targets);
            }

            History history = model.Fit(data, new FitOptions { Epochs = 60, Loss = loss, Metrics = [Metric.Accuracy, Metric.Perplexity], Optimizer = new Adam(0.1) });
            history["accuracy"][^1].ShouldBeGreaterThan(0.95);
            history["perplexity"][^1].ShouldBe(Math.Exp(history["loss"][^1]), 1e-6);
        }
    }

    [Fact]
    public void A_step_is_the_equation_on_paper()
    {
        // One row, p = sigmoid(0) = 1/2, label 1: the gradient of the logit is -1/2, of the kernel -x/2.
        TestModel model = new(new DenseProgram(2, 1, "sigmoid"));
        model.SetWeight("dense/kernel", [0, 0]);
        using Trainer trainer = model.CreateTrainer(new FitOptions { Loss = Loss.BinaryCrossentropy, Optimizer = new Sgd(0.1) });
        double loss = trainer.Step(Dataset.FromFeatures([2, -4], 2, [1]), [0]);
        loss.ShouldBe(Math.Log(2), 1e-6);
        model.GetWeight("dense/kernel")[0].ShouldBe(0.1f, 1e-6f);
        model.GetWeight("dense/kernel")[1].ShouldBe(-0.2f, 1e-6f);
        model.GetWeight("dense/bias")[0].ShouldBe(0.05f, 1e-6f);
    }

    [Fact]
    public void Penalties_count_in_loss_and_gradient()
    {
        TestModel model = new(new DenseProgram(1, 1, "linear", l1: 0.5f, l2: 0.25f));
        model.SetWeight("dense/kernel", [-2]);
        using Trainer trainer = model.CreateTrainer(new FitOptions { Loss = Loss.MeanSquaredError, Optimizer = new Sgd(0.1) });
        double loss = trainer.Step(Dataset.FromFeatures([0], 1, new float[] { 0 }), [0]);
        loss.ShouldBe(0.5 * 2 + 0.25 * 4, 1e-6);

        // Gradient: 0.5 * sign(-2) + 2 * 0.25 * -2 = -1.5.
        model.GetWeight("dense/kernel")[0].ShouldBe(-2 + 0.15f, 1e-6f);
        model.Evaluate(Dataset.FromFeatures([0], 1, new float[] { 0 }), new EvaluateOptions { Loss = Loss.MeanSquaredError })
            .Loss.ShouldBe(0.5 * 1.85 + 0.25 * 1.85 * 1.85, 1e-5);
    }

    [Fact]
    public void Sample_and_class_weights_scale_the_loss()
    {
        ArrayDataset data = Dataset.FromFeatures([1, 1], 1, [0, 1]).WithSampleWeights([1, 3]);
        FitOptions options = new() { Loss = Loss.BinaryCrossentropy, ClassWeights = new Dictionary<int, float> { [0] = 5 }, Optimizer = new Sgd(0) };
        TestModel model = new(new DenseProgram(1, 1, "sigmoid"));
        model.SetWeight("dense/kernel", [0]);
        using Trainer trainer = model.CreateTrainer(options);
        trainer.Step(data, [0, 1]).ShouldBe(Math.Log(2) * (5 + 3) / 2, 1e-6);
    }

    [Fact]
    public void Steps_can_have_weights_of_their_own()
    {
        TestModel model = new(new SumProgram(2, stateful: false));
        ArrayDataset data = Dataset.FromFeatures([1, 1, 1, 1], 2, new float[] { 0, 0, 0, 0 }).WithSampleWeights([1, 0, 0.5f, 2]);
        using (Trainer trainer = model.CreateTrainer(new FitOptions { Loss = Loss.MeanSquaredError, Optimizer = new Sgd(0.1) }))
        {
            // Sums 1 and 2: (1 * 1 + 0 * 4 + 0.5 * 1 + 2 * 4) / 4; the gain's gradient is (1 * 2 + 0.5 * 2 + 2 * 8) / 4.
            trainer.Step(data, [0, 1]).ShouldBe(9.5 / 4, 1e-6);
            model.GetWeight("sum/gain")[0].ShouldBe(1 - 0.1f * 19 / 4, 1e-6f);
        }

        model.SetWeight("sum/gain", [1]);
        model.Evaluate(data, new EvaluateOptions { Loss = Loss.MeanSquaredError }).Loss.ShouldBe(9.5 / 4, 1e-6);
        model.Predict(data).ShouldBe([1, 2, 1, 2]);
        Should.Throw<ArgumentException>(() => new TestModel(new DenseProgram(2, 1, "linear")).Fit(
                Dataset.FromFeatures([1, 1], 2, [0]).WithSampleWeights([1, 1]), new FitOptions { Loss = Loss.MeanSquaredError }))
            .Message.ShouldContain("2 sample weights, but the model's output has 1 step(s)");
    }

    [Fact]
    public void Frozen_weights_stay()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear", trainable: false), seed: 1);
        float[] before = model.GetWeight("dense/kernel");
        model.Fit(TrainingData.Line(64, 3), new FitOptions { Epochs = 2, Loss = Loss.MeanSquaredError, Optimizer = new AdamW(0.1) });
        model.GetWeight("dense/kernel").ShouldBe(before);
        model.GetWeight("dense/bias")[0].ShouldNotBe(0);
    }

    [Fact]
    public void A_model_learns_through_states_carried_from_batch_to_batch()
    {
        TestModel model = new(new SumProgram(2));
        model.SetWeight("sum/gain", [0.5f]);
        ArrayDataset data = Dataset.FromFeatures([1, 1, 1, 1], 2, new float[] { 1, 2, 3, 4 });
        using Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = 1, Loss = Loss.MeanSquaredError, Optimizer = new Sgd(0) });

        // Sums 0.5, 1 against 1, 2; then, continuing from 1, 1.5 and 2 against 3 and 4.
        trainer.Step(data, [0]).ShouldBe((0.25 + 1) / 2, 1e-6);
        trainer.Step(data, [1]).ShouldBe((2.25 + 4) / 2, 1e-6);
        trainer.ResetStates();
        trainer.Step(data, [0]).ShouldBe((0.25 + 1) / 2, 1e-6);
    }

    [Fact]
    public void One_optimizer_belongs_to_one_model()
    {
        Adam adam = new();
        FitOptions options = new() { Loss = Loss.MeanSquaredError, Optimizer = adam };
        new TestModel(new DenseProgram(3, 1, "linear")).Fit(TrainingData.Line(8, 3), options);
        Should.Throw<InvalidOperationException>(() => new TestModel(new DenseProgram(3, 1, "linear")).Fit(TrainingData.Line(8, 3), options))
            .Message.ShouldContain("another model");
    }
}
