namespace SeqGen.Tests.Training;

/// <summary>A step in which something stops being finite says what, and leaves everything as it was.</summary>
public class DivergenceTests
{
    private static readonly ArrayDataset Data = TrainingData.Line(16, 3);

    private static readonly int[] Rows = [.. Enumerable.Range(0, 16)];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_gradient_that_is_not_finite_is_named_although_the_loss_is_finite(int threads)
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
        FailingLoss loss = new();
        Adam adam = new(0.01);
        using Trainer trainer = model.CreateTrainer(new FitOptions { Loss = loss, Optimizer = adam, Threads = threads, Metrics = [Metric.MeanAbsoluteError] });
        trainer.Step(Data, Rows);
        float[] weights = Weights(model);
        float[] moments = adam.AllMoments();
        double metric = trainer.Metrics.Result(0);
        foreach (float wrong in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            loss.Gradient = wrong;
            TrainingDivergedException error = Should.Throw<TrainingDivergedException>(() => trainer.Step(Data, Rows));
            (error.Layer, error.Weight, error.Step, error.Epoch).ShouldBe(("dense", "dense/bias", 2, 0));
            double.IsFinite(error.Loss).ShouldBeTrue();
            error.Message.ShouldContain("the gradient of dense/bias, dense/kernel is not finite");
            Weights(model).ShouldBe(weights);
            adam.AllMoments().ShouldBe(moments);
            adam.Iterations.ShouldBe(1);
            trainer.Metrics.Result(0).ShouldBe(metric);
        }

        loss.Gradient = null;
        trainer.Step(Data, Rows);
        TestModel undisturbed = new(new DenseProgram(3, 1, "linear"), seed: 1);
        using Trainer other = undisturbed.CreateTrainer(new FitOptions { Loss = new FailingLoss(), Optimizer = new Adam(0.01), Metrics = [] });
        other.Step(Data, Rows);
        other.Step(Data, Rows);
        Weights(model).ShouldBe(Weights(undisturbed));
    }

    [Fact]
    public void Fit_names_epoch_step_and_weight_and_keeps_the_last_finished_epoch()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
        FailingLoss loss = new() { FailAfter = 6 };
        float[][] epochs = new float[2][];
        TrainingDivergedException error = Should.Throw<TrainingDivergedException>(() => model.Fit(Data, new FitOptions
        {
            BatchSize = 4,
            Epochs = 3,
            Threads = 1,
            Loss = loss,
            Optimizer = new Sgd(0.01),
            Callbacks = [new Keeper(epochs)],
        }));
        (error.Epoch, error.Step, error.Weight).ShouldBe((2, 3, "dense/bias"));
        error.Message.ShouldContain("epoch 2, step 3");
        error.Message.ShouldContain("the end of epoch 1");
        Weights(model).ShouldBe(epochs[0]);
    }

    [Fact]
    public void A_weight_that_was_not_finite_before_the_step_is_to_blame()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
        model.SetWeight("dense/kernel", [1, float.NaN, 1]);
        using Trainer trainer = model.CreateTrainer(new FitOptions { Loss = Loss.MeanSquaredError });
        TrainingDivergedException error = Should.Throw<TrainingDivergedException>(() => trainer.Step(Data, Rows));
        error.Weight.ShouldBe("dense/kernel");
        error.Message.ShouldContain("before the step, the weight dense/kernel is not finite");
    }

    [Fact]
    public void An_update_that_overflows_leaves_weights_and_optimizer()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
        model.SetWeight("dense/bias", [3.4e38f]);
        FailingLoss loss = new() { Gradient = -1e38f };
        Sgd sgd = new(3.0) { Momentum = 0.9f };
        using Trainer trainer = model.CreateTrainer(new FitOptions { Loss = loss, Optimizer = sgd, Metrics = [] });
        float[] weights = Weights(model);
        TrainingDivergedException error = Should.Throw<TrainingDivergedException>(() => trainer.Step(Dataset.FromFeatures(new float[3], 3, new float[1]), [0]));
        error.Weight.ShouldBe("dense/bias");
        error.Message.ShouldContain("with this step's update, the weight dense/bias is not finite");
        Weights(model).ShouldBe(weights);
        sgd.AllMoments().ShouldAllBe(moment => moment == 0);
        sgd.Iterations.ShouldBe(0);
    }

    [Fact]
    public void Carried_states_are_as_before_the_step()
    {
        TestModel model = new(new SumProgram(2));
        FailingLoss loss = new();
        using Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = 1, Loss = loss, Optimizer = new Sgd(0) });
        ArrayDataset data = Dataset.FromFeatures([1, 1, 10, 10, 1, float.NaN], 2, new float[6]);

        // Sums 1 and 2 against 0.
        trainer.Step(data, [0]).ShouldBe(2.5, 1e-6);
        loss.Gradient = float.NaN;
        Should.Throw<TrainingDivergedException>(() => trainer.Step(data, [1]));
        loss.Gradient = null;
        Should.Throw<ArgumentException>(() => trainer.Step(data, [2]));

        // The sum continues from 2: 3 and 4.
        trainer.Step(data, [0]).ShouldBe(12.5, 1e-6);
    }

    [Fact]
    public void Figures_of_outputs_that_are_not_numbers_are_not_numbers()
    {
        TestModel model = new(new DenseProgram(2, 1, "sigmoid"));
        model.SetWeight("dense/bias", [float.NaN]);
        Metrics metrics = model.Evaluate(Dataset.FromFeatures(new float[4], 2, [0, 0]), new EvaluateOptions
        {
            Loss = Loss.BinaryCrossentropy,
            Metrics = [Metric.Accuracy, Metric.Precision, Metric.Recall, Metric.F1, Metric.MeanAbsoluteError, Metric.MeanSquaredError],
        });
        metrics.ShouldAllBe(figure => double.IsNaN(figure.Value));

        TestModel classes = new(new DenseProgram(2, 3, "softmax"));
        classes.SetWeight("dense/bias", [float.NaN, 0, 0]);
        classes.Evaluate(Dataset.FromFeatures(new float[4], 2, [0, 0]), new EvaluateOptions { Loss = Loss.SparseCategoricalCrossentropy, Metrics = [Metric.Accuracy, Metric.Perplexity] })
            .ShouldAllBe(figure => double.IsNaN(figure.Value));
        classes.Evaluate(Dataset.FromFeatures(new float[4], 2, new float[] { 1, 0, 0, 1, 0, 0 }), new EvaluateOptions { Loss = Loss.CategoricalCrossentropy })
            .ShouldAllBe(figure => double.IsNaN(figure.Value));
        Should.Throw<ArgumentException>(() => ConfusionMatrix.Of([0.5f, float.NaN], [0, 0])).Message.ShouldContain("Entry 1 has the output NaN");
    }

    [Fact]
    public void Norms_and_penalties_are_sums_in_double_precision()
    {
        // 40,000,000 squares of 1 and one of 10,000: a float's sum is off by far more.
        float[] values = new float[1_000_003];
        Array.Fill(values, 0.1f);
        values[7] = 1000;
        double square = (double)0.1f * 0.1f;
        Magnitudes.SumOfSquares(values).ShouldBe(1e6 + (values.Length - 1) * square, 1e-6);
        Magnitudes.Sum(values).ShouldBe(1000 + (values.Length - 1) * (double)0.1f, 1e-6);
        Magnitudes.Largest(values).ShouldBe(1000);
        Magnitudes.SumOfSquares([1e30f, 1e30f]).ShouldBe(2e60, 1e54);
        for (int place = 0; place < 70; place++)
        {
            float[] some = new float[70];
            some[place] = -3;
            Magnitudes.Largest(some).ShouldBe(3);
            some[place] = float.NegativeInfinity;
            Magnitudes.AreFinite(some).ShouldBeFalse();
            some[place] = -float.NaN;
            Magnitudes.AreFinite(some).ShouldBeFalse();
            Magnitudes.FirstNotFinite(some).ShouldBe(place);
        }

        Magnitudes.Largest([]).ShouldBe(0);
    }

    private static float[] Weights(TestModel model) => [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))];

    /// <summary>Mean squares whose gradient can be told to be something else.</summary>
    private sealed class FailingLoss : Loss
    {
        private int _rows;

        public float? Gradient { get; set; }

        /// <summary>So many batches of four rows are right.</summary>
        public int FailAfter { get; init; } = int.MaxValue / 4;

        public override string Name => "failing";

        public override double Evaluate(ReadOnlySpan<float> target, ReadOnlySpan<float> output) =>
            Gradient is null ? MeanSquaredError.Evaluate(target, output) : 1;

        public override void Differentiate(ReadOnlySpan<float> target, ReadOnlySpan<float> output, float scale, bool ofLogits, Span<float> gradient)
        {
            if (Interlocked.Increment(ref _rows) > 4 * FailAfter || Gradient is not null)
            {
                gradient.Fill(Gradient ?? float.NaN);
                return;
            }

            MeanSquaredError.Differentiate(target, output, scale, ofLogits, gradient);
        }
    }

    private sealed class Keeper(float[][] epochs) : Callback
    {
        public override void OnEpochEnd(FitContext fit, EpochResult epoch) => epochs[epoch.Epoch - 1] = Weights((TestModel)fit.Model);
    }
}
