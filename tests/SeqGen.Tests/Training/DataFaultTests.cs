using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Text;

namespace SeqGen.Tests.Training;

/// <summary>What is wrong with the data is said of the data, with row, step and column.</summary>
public class DataFaultTests
{
    private static readonly FitOptions Squares = new() { Loss = Loss.MeanSquaredError, BatchSize = 2, Shuffle = false };

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Features_that_are_not_finite_are_named(float wrong)
    {
        TestModel model = new(new SumProgram(3, stateful: false));
        float[] features = [.. Enumerable.Repeat(1f, 15)];
        features[11] = wrong;
        ArrayDataset data = Dataset.FromFeatures(features, 3, new float[15]);
        string expected = FormattableString.Invariant($"Row 3 of the data set does not fit the model: input 'series' is {wrong} at step 2, column 0");
        Should.Throw<ArgumentException>(() => model.Fit(data, Squares)).Message.ShouldStartWith(expected);
        Should.Throw<ArgumentException>(() => model.Evaluate(data, new EvaluateOptions { Loss = Loss.MeanSquaredError })).Message.ShouldStartWith(expected);

        // As the user counts: in a part of the data, the row of the whole.
        Should.Throw<ArgumentException>(() => model.Fit(data.Take(3), new FitOptions { Loss = Loss.MeanSquaredError, Validation = data.Skip(2) }))
            .Message.ShouldStartWith(expected);

        // To predict with them is allowed.
        model.Predict(data).Length.ShouldBe(15);
        TestModel wide = new(new DenseProgram(3, 1, "linear"));
        Should.Throw<ArgumentException>(() => wide.Fit(Dataset.FromFeatures(features, 3, new float[5]), Squares)).Message.ShouldContain("step 0, column 2");
    }

    [Fact]
    public void A_row_that_is_filled_up_counts_its_own_steps()
    {
        TestModel model = new(new SumProgram(3, stateful: false));
        ArrayDataset data = Dataset.FromFeatures([1, float.NaN, 0], 3, new float[3]).WithLengths([2]);
        Should.Throw<ArgumentException>(() => model.Fit(data, Squares)).Message.ShouldContain("NaN at step 1, column 0");
        WordVectors vectors = new(["a", "b"], [1, float.NaN], 1);
        Should.Throw<ArgumentException>(() => model.Fit(new ArrayDataset([DatasetInput.Features([[0, 1]], vectors)], DatasetTargets.Values(new float[3])), Squares))
            .Message.ShouldContain("NaN at step 1, column 0");
    }

    [Fact]
    public void Targets_outside_their_range_are_named_with_step_and_column()
    {
        TestModel steps = new(new SumProgram(3, stateful: false));
        Should.Throw<ArgumentException>(() => steps.Fit(Dataset.FromFeatures(new float[6], 3, [0, 0, 0, 0, float.NaN, 0]), Squares))
            .Message.ShouldBe("Row 1 of the data set, step 1: The target NaN is not a finite number.");
        TestModel classes = new(new DenseProgram(2, 3, "softmax"));
        foreach (float wrong in new[] { -1f, 2f, float.NaN })
        {
            Should.Throw<ArgumentException>(() => classes.Fit(
                    Dataset.FromFeatures(new float[4], 2, [0, 1, 0, 0, 0, wrong]), new FitOptions { Loss = Loss.CategoricalCrossentropy }))
                .Message.ShouldStartWith("Row 1 of the data set, column 2: The target");
        }

        Should.Throw<ArgumentException>(() => classes.Fit(
                Dataset.FromFeatures(new float[4], 2, new float[] { 1, 1.5f }), new FitOptions { Loss = Loss.SparseCategoricalCrossentropy }))
            .Message.ShouldStartWith("Row 1 of the data set: The label 1.5");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    [InlineData(float.PositiveInfinity)]
    public void Sample_weights_that_make_no_sense_are_named(float weight)
    {
        TestModel model = new(new DenseProgram(1, 1, "linear"));
        Should.Throw<ArgumentException>(() => model.Fit(new Custom { Weight = weight }, Squares)).Message.ShouldContain("Row 0 of the data set: The sample weight is");
    }

    [Fact]
    public void A_data_set_that_leaves_something_out_is_refused()
    {
        TestModel model = new(new DenseProgram(1, 1, "linear"));
        float[] before = model.GetWeight("dense/kernel");
        Should.Throw<ArgumentException>(() => model.Fit(new Custom { Forgets = 2 }, Squares))
            .Message.ShouldBe("Row 2 of the data set does not fit the model: it sets no input 'features'.");
        model.SetWeight("dense/kernel", before);
        Should.Throw<ArgumentException>(() => model.Predict(new Custom { Forgets = 0 })).Message.ShouldContain("sets no input 'features'");
        Should.Throw<ArgumentException>(() => model.Fit(new Custom { ForgetsTargets = true }, Squares)).Message.ShouldContain("Row 0 of the data set does not fit the model: it sets no targets.");
        Should.Throw<ArgumentException>(() => model.Evaluate(new Custom { ForgetsTargets = true }, new EvaluateOptions { Loss = Loss.MeanSquaredError }))
            .Message.ShouldContain("it sets no targets");
        TestModel tokens = new(new BagProgram(3, 5, 2));
        Should.Throw<ArgumentException>(() => tokens.Fit(new Custom { Forgets = 0 })).Message.ShouldContain("sets no input 'words'");
    }

    [Fact]
    public void A_data_set_custom_that_sets_targets_is_predicted()
    {
        TestModel model = new(new DenseProgram(1, 1, "linear"));
        model.SetWeight("dense/kernel", [2]);
        model.Predict(new Custom()).ShouldBe([0, 2, 4, 6]);
        model.Fit(new Custom(), new FitOptions { Loss = Loss.MeanSquaredError, Optimizer = new Sgd(0) }).Epochs[0].Loss.ShouldBe((0 + 1 + 4 + 9) / 4.0, 1e-6);
    }

    [Fact]
    public void Windows_fit_the_model_or_are_refused_with_both_numbers()
    {
        TestModel model = new(new SumProgram(3, stateful: false));
        Dataset Windows(int columns, int steps) => Dataset.FromWindows(
            TimeseriesWindows.FromArray(new SequenceMatrix<float>(new float[columns * 9], 9, columns), null, steps));
        Should.Throw<ArgumentException>(() => model.Predict(Windows(3, 3))).Message.ShouldContain("3 values per step; input 'series' takes 1");
        Should.Throw<ArgumentException>(() => new TestModel(new BagProgram(3, 5, 2)).Predict(Windows(1, 3))).Message.ShouldContain("one input of features");
        TestModel single = new(new DenseProgram(2, 1, "linear"));
        Should.Throw<ArgumentException>(() => single.Predict(Windows(2, 4))).Message.ShouldContain("A sequence of 4 steps is longer than the 1 steps");
    }

    [Fact]
    public void Masks_are_of_zeros_and_ones()
    {
        Should.Throw<ArgumentException>(() => Dataset.FromTokens([1, 2, 3, 4], 2).WithMask([1, 0, 1, 0.5f])).Message.ShouldContain("mask of row 1 holds 0.5");
        TestModel model = new(new BagProgram(3, 5, 2, hasMask: true));
        Should.Throw<ArgumentException>(() => model.CreatePredictor().PredictScalar([1, 2, 3], [1, 1, float.NaN])).Message.ShouldContain("A mask holds NaN");
    }

    [Fact]
    public void Options_of_a_fit_are_named()
    {
        TestModel model = new(new DenseProgram(1, 1, "sigmoid"));
        ArrayDataset data = Dataset.FromFeatures([1, 2], 1, [0, 1]);
        void Refused(FitOptions options, string name) => Should.Throw<ArgumentException>(() => model.Fit(data, options)).ParamName.ShouldBe(name);
        Refused(new() { Loss = Loss.BinaryCrossentropy, ClassWeights = new Dictionary<int, float> { [2] = 1 } }, "ClassWeights");
        Refused(new() { Loss = Loss.BinaryCrossentropy, ClassWeights = new Dictionary<int, float> { [-1] = 1 } }, "ClassWeights");
        Refused(new() { Loss = Loss.BinaryCrossentropy, ClassWeights = new Dictionary<int, float> { [1] = float.NaN } }, "ClassWeights");
        Refused(new() { Loss = Loss.MeanSquaredError, ClassWeights = new Dictionary<int, float> { [1] = 1 } }, "ClassWeights");
        Refused(new() { Loss = Loss.BinaryCrossentropy, ValidationSplit = double.NaN }, "ValidationSplit");
        Refused(new() { Loss = Loss.BinaryCrossentropy, ValidationSplit = 0.5, Validation = data }, "ValidationSplit");
        Refused(new() { Loss = Loss.BinaryCrossentropy, Epochs = -1 }, "Epochs");
        Refused(new() { Loss = Loss.BinaryCrossentropy, BatchSize = -1 }, "BatchSize");
        Refused(new() { Loss = Loss.BinaryCrossentropy, Threads = -1 }, "Threads");
        Refused(new() { Loss = Loss.BinaryCrossentropy, Callbacks = [null!] }, "Callbacks");
        Refused(new() { Loss = Loss.BinaryCrossentropy, Metrics = [null!] }, "Metrics");
        TestModel classes = new(new DenseProgram(2, 3, "softmax"));
        Should.Throw<ArgumentException>(() => classes.CreateTrainer(new() { Loss = Loss.SparseCategoricalCrossentropy, ClassWeights = new Dictionary<int, float> { [3] = 1 } }))
            .Message.ShouldContain("class 3; with sparse_categorical_crossentropy the model's output has the classes 0 to 2");
        Should.Throw<ArgumentOutOfRangeException>(() => model.Evaluate(data, new() { Loss = Loss.BinaryCrossentropy, BatchSize = 0 })).ParamName.ShouldBe("BatchSize");
        Should.Throw<ArgumentOutOfRangeException>(() => model.Evaluate(data, new() { Loss = Loss.BinaryCrossentropy, Threads = -1 })).ParamName.ShouldBe("Threads");
        Should.Throw<ArgumentOutOfRangeException>(() => model.Predict(data, batchSize: 0)).ParamName.ShouldBe("batchSize");
        Should.Throw<ArgumentOutOfRangeException>(() => model.Predict(data, threads: -1)).ParamName.ShouldBe("threads");
        Should.Throw<ArgumentException>(() => DatasetTargets.Labels([1 << 24, (1 << 24) + 1])).Message.ShouldContain("Label 1 is 16777217");
        Should.Throw<ArgumentException>(() => DatasetInput.Tokens([[1], null!])).Message.ShouldContain("Row 1 is null");
    }

    /// <summary>Rows 0 to 3 of one feature each, which may leave things out.</summary>
    private sealed class Custom : Dataset
    {
        public int Forgets { get; init; } = -1;

        public bool ForgetsTargets { get; init; }

        public float? Weight { get; init; }

        public override int Count => 4;

        public override int TargetsPerRow => 1;

        public override void CopyRow(int row, Batch batch, int batchRow)
        {
            if (row != Forgets)
            {
                batch.SetFeatures(batchRow, [row]);
            }

            if (!ForgetsTargets)
            {
                batch.SetTargets(batchRow, [row]);
                batch.SetSampleWeights(batchRow, [Weight ?? 1]);
            }
        }
    }
}
