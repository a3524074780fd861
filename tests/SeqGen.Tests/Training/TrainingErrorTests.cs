namespace SeqGen.Tests.Training;

public class TrainingErrorTests
{
    [Fact]
    public void A_diverging_loss_stops_training_and_keeps_the_last_finished_epoch()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
        Saver saver = new();
        TrainingDivergedException error = Should.Throw<TrainingDivergedException>(() => model.Fit(TrainingData.Line(40, 3), new FitOptions
        {
            Epochs = 100,
            BatchSize = 4,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Sgd(1.0),
            Callbacks = [new LearningRateScheduler((epoch, _) => epoch == 1 ? 0.01 : 1e9), saver],
        }));
        error.Epoch.ShouldBe(2);
        error.Step.ShouldBeInRange(2, 10);
        error.Message.ShouldContain($"epoch 2, step {error.Step}");
        model.GetWeight("dense/kernel").ShouldBe(saver.Kernel);
    }

    [Theory]
    [InlineData(true, "of epoch 2, the best one by loss")]
    [InlineData(false, "from the end of epoch 4")]
    public void After_divergence_the_message_says_whose_weights_the_model_holds(bool restoreBest, string whose)
    {
        // Epochs 3 and 4 are worse than epoch 2, and epoch 5 diverges.
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
        List<float[]> kernels = [];
        TrainingDivergedException error = Should.Throw<TrainingDivergedException>(() => model.Fit(TrainingData.Line(40, 3), new FitOptions
        {
            Epochs = 9,
            BatchSize = 4,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Sgd(0.01),
            Callbacks =
            [
                new LearningRateScheduler((epoch, _) => epoch < 3 ? 0.01 : epoch < 5 ? 0.8 : 1e20),
                new EarlyStopping("loss", patience: 9, restoreBest: restoreBest),
                new Saver { Saved = kernels.Add },
            ],
        }));
        error.Epoch.ShouldBe(5);
        error.Message.ShouldContain($"The weights are those {whose}.");
        model.GetWeight("dense/kernel").ShouldBe(kernels[restoreBest ? 1 : 3]);
    }

    [Fact]
    public void After_divergence_weights_that_a_callback_set_are_not_taken_for_those_of_an_epoch()
    {
        TestModel model = new(new DenseProgram(1, 1, "linear"), seed: 1);
        Should.Throw<TrainingDivergedException>(() => model.Fit(
            TrainingData.Line(8, 1),
            new FitOptions { Epochs = 99, Loss = Loss.MeanSquaredError, Optimizer = new Sgd(1e20), Callbacks = [new Setter()] }))
            .Message.ShouldContain("The weights are those that a callback set at the end of the fit.");
        model.GetWeight("dense/kernel").ShouldBe([7]);
    }

    [Fact]
    public void A_loss_that_overflows_in_the_first_epoch_leaves_the_weights_from_before()
    {
        TestModel model = new(new DenseProgram(1, 1, "linear"), seed: 1);
        float[] before = model.GetWeight("dense/kernel");
        TrainingDivergedException error = Should.Throw<TrainingDivergedException>(() => model.Fit(
            Dataset.FromFeatures([1, 1, 3e38f, 1], 1, new float[4]),
            new FitOptions { BatchSize = 1, Shuffle = false, Loss = Loss.MeanSquaredError }));
        (error.Epoch, error.Step).ShouldBe((1, 3));
        model.GetWeight("dense/kernel").ShouldBe(before);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_label_outside_its_range_is_named(int label)
    {
        TestModel model = new(new DenseProgram(3, 3, "softmax"));
        Should.Throw<ArgumentException>(() => model.Fit(
                Dataset.FromFeatures(new float[6], 3, [0, label]), new FitOptions { Loss = Loss.SparseCategoricalCrossentropy }))
            .Message.ShouldBe($"Row 1 of the data set: The label {label} is outside its range: the output has the classes 0 to 2.");
    }

    [Fact]
    public void A_binary_label_outside_its_range_is_named() =>
        Should.Throw<ArgumentException>(() => new TestModel(new DenseProgram(1, 1, "sigmoid")).Evaluate(
                Dataset.FromFeatures(new float[2], 1, [0, 2]), new EvaluateOptions { Loss = Loss.BinaryCrossentropy }))
            .Message.ShouldContain("Row 1 of the data set: The target 2 is outside [0, 1]");

    [Fact]
    public void An_empty_data_set_is_refused()
    {
        TestModel model = new(new BagProgram(3, 5, 2));
        Should.Throw<ArgumentException>(() => model.Fit(Dataset.FromTokens([], 3, Array.Empty<int>()))).Message.ShouldContain("training is empty");
        Should.Throw<ArgumentException>(() => model.Evaluate(Dataset.FromTokens([], 3, Array.Empty<int>()))).Message.ShouldContain("evaluation is empty");
        model.Predict(Dataset.FromTokens([], 3)).ShouldBeEmpty();
    }

    [Fact]
    public void A_token_outside_the_vocabulary_is_named_with_its_row() =>
        Should.Throw<ArgumentException>(() => new TestModel(new BagProgram(3, 5, 2)).Fit(Dataset.FromTokens([0, 1, 2, 3, 4, 5], 3, [0, 1])))
            .Message.ShouldContain("Row 1 of the data set does not fit the model: Token 5 at position 2 is outside the vocabulary");

    [Fact]
    public void Missing_targets_wrong_targets_and_a_missing_loss_are_refused()
    {
        TestModel model = new(new DenseProgram(3, 3, "softmax"));
        Should.Throw<ArgumentException>(() => model.Fit(Dataset.FromFeatures(new float[6], 3), new FitOptions { Loss = Loss.MeanSquaredError }))
            .Message.ShouldContain("has no targets");
        Should.Throw<ArgumentException>(() => model.Fit(Dataset.FromFeatures(new float[6], 3, [0, 1]), new FitOptions { Loss = Loss.CategoricalCrossentropy }))
            .Message.ShouldContain("needs 3");
        Should.Throw<InvalidOperationException>(() => model.Fit(Dataset.FromFeatures(new float[6], 3, [0, 1]))).Message.ShouldContain("No loss is known");
        Should.Throw<ArgumentException>(() => Loss.FromName("hinge")).Message.ShouldContain("There is no loss 'hinge'");
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        TestModel model = new(new BagProgram(3, 5, 2));
        Dataset data = Dataset.FromTokens([0, 1, 2], 3, [0]);
        Should.Throw<ArgumentException>(() => model.Fit(data, new FitOptions { ClassWeights = new Dictionary<int, float> { [1] = -1 } }))
            .Message.ShouldContain("The weight of class 1 is -1");
        Should.Throw<ArgumentOutOfRangeException>(() => model.Fit(data, new FitOptions { Epochs = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => model.Fit(data, new FitOptions { BatchSize = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => model.Fit(data, new FitOptions { Threads = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => model.Fit(data, new FitOptions { ValidationSplit = 1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(-0.1));
        Should.Throw<ArgumentException>(() => model.Fit(data, new FitOptions { ValidationSplit = 0.5 })).Message.ShouldContain("training is empty");
    }

    [Fact]
    public void Data_of_the_wrong_kind_is_refused() =>
        Should.Throw<ArgumentException>(() => new TestModel(new DenseProgram(3, 1, "sigmoid")).Fit(
                Dataset.FromTokens([1, 2, 3], 3, [1]), new FitOptions { Loss = Loss.BinaryCrossentropy }))
            .Message.ShouldContain("token input");

    [Fact]
    public void Metrics_that_cannot_read_the_targets_are_refused() =>
        Should.Throw<ArgumentException>(() => new TestModel(new DenseProgram(3, 3, "softmax")).Fit(
                TrainingData.Classes(4), new FitOptions { Loss = Loss.SparseCategoricalCrossentropy, Metrics = [Metric.Precision] }))
            .Message.ShouldContain("precision");

    private sealed class Saver : Callback
    {
        public float[] Kernel { get; private set; } = [];

        public Action<float[]>? Saved { get; init; }

        public override void OnEpochEnd(FitContext fit, EpochResult epoch)
        {
            Kernel = fit.Model.GetWeight("dense/kernel");
            Saved?.Invoke(Kernel);
        }
    }

    private sealed class Setter : Callback
    {
        public override void OnFitEnd(FitContext fit) => fit.Model.SetWeight("dense/kernel", [7]);
    }
}
