using SeqGen.Data;
using SeqGen.Numerics.Tests.Models;
using SeqGen.Text;

namespace SeqGen.Numerics.Tests;

/// <summary>Nothing that is given to a compiled model is ignored, and nothing that is missing is made up.</summary>
public sealed class InputTests
{
    private static readonly FitOptions Options = new() { Loss = Loss.MeanSquaredError, Metrics = [] };

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        ("Series", "model Series\nfeatures length=4 size=2\nlstm 3\ndense 1\n"),
        ("Single", "model Single\nfeatures length=4 size=1\nlstm 3\ndense 1\n"),
        ("Declared", "model Declared\nfeatures length=4 size=1 padding=post truncating=pre pad_value=5\nlstm 3\ndense 1\n"),
        ("Ragged", "model Ragged\nfeatures length=4 size=2\nmasking -1\nlstm 3\ndense 1\n"),
        ("Masked", "model Masked\nfeatures length=4 size=1 mask=true\nlstm 3\ndense 1\n"),
        ("Two", "model Two\nbranch source\ntokens length=3 vocabulary=9\nembedding 4\nlstm 5\nbranch numbers\nfeatures size=2\nconcatenate source\ndense 1\n"),
        ("Same", Translator("Same", 7, 7)),
        ("Differs", Translator("Differs", 7, 8)),
        ("Logits", Translator("Logits", 7, 8).Replace(" softmax", "", StringComparison.Ordinal)),
        ("Normal", "model Normal\nfeatures size=2\nbatch_normalization\ndense 1\n"),
    ]));

    [Fact]
    public void Spans_of_another_length_are_refused_unless_it_is_declared()
    {
        Predictor single = Compiled.Value.Create("Single").CreatePredictor();
        Should.Throw<ArgumentException>(() => single.PredictScalar([1f, 2, 3, 4, 5, 6])).Message.ShouldContain("6 steps is longer than the 4 steps");
        Should.Throw<ArgumentException>(() => single.PredictScalar([1f, 2])).Message.ShouldContain("2 steps is shorter than the 4 steps");
        Should.Throw<ArgumentException>(() => single.PredictScalar(ReadOnlySpan<float>.Empty)).Message.ShouldContain("0 steps");
        Predictor declared = Compiled.Value.Create("Declared").CreatePredictor();
        declared.PredictScalar([1f, 2, 3, 4, 5, 6]).ShouldBe(declared.PredictScalar([3f, 4, 5, 6]));
        declared.PredictScalar([1f, 2]).ShouldBe(declared.PredictScalar([1f, 2, 5, 5]));
        Predictor masked = Compiled.Value.Create("Masked").CreatePredictor();
        masked.PredictScalar([1f, 2]).ShouldBe(masked.PredictScalar([9f, 9, 1, 2], [0f, 0, 1, 1]));
    }

    [Fact]
    public void Windows_of_other_columns_or_steps_are_refused_with_both_numbers()
    {
        SequenceModel model = Compiled.Value.Create("Series");
        static Dataset Windows(int columns, int steps) => Dataset.FromWindows(TimeseriesWindows.FromArray(
            new SequenceMatrix<float>(new float[columns * 30], 30, columns), new float[30], steps));
        Should.Throw<ArgumentException>(() => model.Fit(Windows(3, 4), Options)).Message.ShouldContain("3 values per step; input 'features' takes 2");
        Should.Throw<ArgumentException>(() => model.Fit(Windows(2, 6), Options)).Message.ShouldContain("6 steps is longer than the 4 steps");
        Should.Throw<ArgumentException>(() => model.Fit(Windows(2, 3), Options)).Message.ShouldContain("3 steps is shorter than the 4 steps");
        Should.Throw<ArgumentException>(() => model.Fit(Windows(2, 4), new() { Loss = Loss.MeanSquaredError, Validation = Windows(1, 4) })).Message.ShouldContain("1 values per step");
        model.Fit(Windows(2, 4), Options).Epochs.Count.ShouldBe(1);
    }

    /// <summary>Rows of two and three steps are as rows that a user padded with the value that the model masks.</summary>
    [Fact]
    public void Ragged_rows_are_filled_up_with_what_is_masked()
    {
        SequenceModel model = Compiled.Value.Create("Ragged");
        float[] ragged = [1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 7, 8, 9, 1, 0, 0];
        float[] filled = [-1, -1, -1, -1, 1, 2, 3, 4, -1, -1, 5, 6, 7, 8, 9, 1];
        float[] expected = model.Predict(Dataset.FromFeatures(filled, 8));
        model.Predict(Dataset.FromFeatures(ragged, 8).WithLengths([4, 6])).ShouldBe(expected);
        model.CreatePredictor().PredictScalar([1f, 2, 3, 4]).ShouldBe(model.CreatePredictor().PredictScalar(filled.AsSpan(0, 8)));
        model.Description.Inputs[0].PadValue.ShouldBe(-1);

        // What comes before the steps that are real changes nothing: a state of zero is carried over it.
        SequenceStream stream = new(model);
        stream.Step([1, 2]);
        stream.Step([3, 4]).ToArray()[0].ShouldBe(expected[0], 1e-5f);
    }

    [Fact]
    public void Inputs_that_are_missing_twice_or_unknown_are_refused_before_training()
    {
        SequenceModel model = Compiled.Value.Create("Two");
        float[] before = model.GetWeight("dense/kernel");
        DatasetInput source = DatasetInput.Tokens([1, 2, 3], 3).Named("source");
        DatasetInput numbers = DatasetInput.Features([1, 2], 2).Named("numbers");
        void Refused(string expected, params DatasetInput[] inputs)
        {
            ArrayDataset data = new(inputs, DatasetTargets.Values([1]));
            Should.Throw<ArgumentException>(() => model.Fit(data, Options)).Message.ShouldContain(expected);
            Should.Throw<ArgumentException>(() => model.Evaluate(data, new() { Loss = Loss.MeanSquaredError })).Message.ShouldContain(expected);
            Should.Throw<ArgumentException>(() => model.Predict(data.Take(1))).Message.ShouldContain(expected);
        }

        Refused("lacks the model's input 'numbers'; the model's inputs are source, numbers", source);
        Refused("lacks the model's input 'source'", numbers);
        Refused("gives the model's input 'source' twice", source, numbers, DatasetInput.Tokens([1, 2, 3], 3).Named("source"));
        Refused("gives the model's input 'source' twice", DatasetInput.Tokens([1, 2, 3], 3), numbers, source);
        Refused("no input 'sauce'; its inputs are source, numbers", DatasetInput.Tokens([1, 2, 3], 3).Named("sauce"), numbers);
        Refused("'source' takes tokens, not features", DatasetInput.Features([1, 2], 2).Named("source"), numbers);
        Refused("declares 1 token input(s)", DatasetInput.Tokens([1, 2, 3], 3), DatasetInput.Features([1, 2], 2), DatasetInput.Tokens([1, 2, 3], 3));
        model.GetWeight("dense/kernel").ShouldBe(before);
        model.Fit(new ArrayDataset([numbers, source], DatasetTargets.Values([1])), Options).Epochs.Count.ShouldBe(1);
    }

    [Fact]
    public void An_input_that_was_never_set_is_no_zeros()
    {
        Predictor predictor = Compiled.Value.Create("Two").CreatePredictor();
        predictor.SetInput("numbers", [1f, 2]);
        Should.Throw<InvalidOperationException>(() => predictor.RunScalar()).Message.ShouldContain("input 'source' was not set");
        predictor.SetInput("source", [1, 2, 3]);
        float first = predictor.RunScalar();
        predictor.SetInput("numbers", [1f, 2]);
        predictor.RunScalar().ShouldBe(first);

        GradientComputation gradients = Compiled.Value.Create("Two").CreateGradients();
        gradients.Inputs.SetFeatures(0, [1f, 2]);
        Should.Throw<InvalidOperationException>(() => gradients.Forward()).Message.ShouldContain("input 'source' was not set");

        SequenceStream stream = new(Compiled.Value.Create("Same"));
        Should.Throw<InvalidOperationException>(stream.Begin).Message.ShouldContain("input 'source' was not set");
        stream.Begin([1, 2, 3]);
        stream.Begin();
    }

    [Fact]
    public void A_decoder_whose_vocabularies_differ_is_refused_before_training()
    {
        ArrayDataset data = new(
            [DatasetInput.Tokens([1, 2, 3], 3).Named("source"), DatasetInput.Tokens([1, 2, 3, 4], 4).Named("target")], DatasetTargets.Labels([2, 3, 4, 5]));
        FitOptions options = new() { Loss = Loss.SparseCategoricalCrossentropy };
        SequenceModel differs = Compiled.Value.Create("Differs");
        string message = Should.Throw<ArgumentException>(() => differs.Fit(data, options)).Message;
        message.ShouldContain("takes 7 tokens");
        message.ShouldContain("softmax over 8");
        string decoder = Should.Throw<ArgumentException>(() => new SequenceDecoder(new SequenceStream(differs), 1, 2)).Message;
        decoder.ShouldContain("takes 7 tokens");
        decoder.ShouldContain("8 values of softmax");
        Compiled.Value.Create("Same").Fit(data, options).Epochs.Count.ShouldBe(1);
        Compiled.Value.Create("Logits").Fit(data, new() { Loss = new SparseCategoricalCrossentropy(fromLogits: true) }).Epochs.Count.ShouldBe(1);
    }

    [Fact]
    public void Arguments_of_decoders_are_named()
    {
        SequenceStream stream = new(Compiled.Value.Create("Same"));
        stream.Begin([1, 2, 3]);
        void Refused(Func<object> create, string name) => Should.Throw<ArgumentOutOfRangeException>(create).ParamName.ShouldBe(name);
        foreach (int wrong in new[] { -2, 7, int.MaxValue, int.MinValue })
        {
            Refused(() => new BeamSearch(stream, 1, wrong, 2, 4), "end");
            Refused(() => new BeamSearch(stream, wrong, 2, 2, 4), "start");
            Refused(() => new SequenceDecoder(stream, 1, wrong), "end");
            Refused(() => new SequenceDecoder(stream, wrong, 2), "start");
            Refused(() => new SequenceDecoder(stream, 1, 2).Start = wrong, "value");
        }

        Refused(() => new BeamSearch(stream, 1, -1, 2, 4), "end");
        Refused(() => new BeamSearch(stream, 1, 2, 0, 4), "width");
        Should.Throw<ModelMemoryException>(() => new BeamSearch(stream, 1, 2, int.MaxValue, 4)).Message.ShouldContain("beam search");
        Refused(() => new BeamSearch(stream, 1, 2, 2, 0), "maximumLength");
        Refused(() => new BeamSearch(stream, 1, 2, 2, 4, double.NaN), "lengthPenalty");
        Refused(() => new BeamSearch(stream, 1, 2, 2, 4, double.PositiveInfinity), "lengthPenalty");
        Refused(() => new BeamSearch(stream, 1, 2, 2, 4, -1), "lengthPenalty");
        int[] tokens = new int[4];
        new BeamSearch(stream, 1, 6, 20, 4).Decode(tokens).ShouldBeInRange(0, 4);
        stream.Begin();
        new SequenceDecoder(stream, 1, -1).Decode(tokens).ShouldBe(4);
    }

    [Fact]
    public void Outputs_that_are_not_numbers_are_not_decoded()
    {
        SequenceModel model = Compiled.Value.Create("Same");
        model.SetWeight("dense/bias", [.. Enumerable.Repeat(float.NaN, 7)]);
        SequenceStream stream = new(model);
        stream.Begin([1, 2, 3]);
        Should.Throw<InvalidOperationException>(() => new SequenceDecoder(stream, 1, 2).Decode(new int[4])).Message.ShouldContain("not a probability");
        Should.Throw<InvalidOperationException>(() => new BeamSearch(stream, 1, 2, 2, 4).Decode(new int[4])).Message.ShouldContain("not a probability");
    }

    /// <summary>A batch's mean of 1e38 has a variance that no float holds; moving statistics, weights and moments stay.</summary>
    [Fact]
    public void Moving_statistics_stay_with_a_step_that_is_not_finite()
    {
        SequenceModel model = Compiled.Value.Create("Normal");
        Adam adam = new(0.1);
        using Trainer trainer = model.CreateTrainer(new() { Loss = Loss.MeanSquaredError, Optimizer = adam, Metrics = [] });
        ArrayDataset data = Dataset.FromFeatures([1, 2, 3, 5, 1e38f, 3, -1e38f, 5], 2, new float[4]);
        trainer.Step(data, [0, 1]);
        float[] before = [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))];
        TrainingDivergedException error = Should.Throw<TrainingDivergedException>(() => trainer.Step(data, [2, 3]));
        error.Layer.ShouldBe("dense", "of the layers whose gradients are not finite, the one nearest the output is named");
        ((float[])[.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))]).ShouldBe(before);
        adam.Iterations.ShouldBe(1);
    }

    private static string Translator(string name, int vocabulary, int classes) =>
        $"model {name}\nbranch source\ntokens length=3 vocabulary=9\nembedding 4\nlstm 5 name=encoder\n"
        + $"branch target\ntokens length=4 vocabulary={vocabulary}\nembedding 4\nlstm 5 return_sequences=true initial_state=encoder\ndense {classes} softmax\n";
}
