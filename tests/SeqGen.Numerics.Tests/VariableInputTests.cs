using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>What callers give and get where sequences have any length, and what is said of what does not fit.</summary>
public sealed class VariableInputTests
{
    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        ("Words", "model Words\ntokens max_length=5 vocabulary=9\nembedding 3\nlstm 4\ndense 1 sigmoid\nloss binary_crossentropy\n"),
        ("Five", "model Five\ntokens length=5 vocabulary=9\nembedding 3\nlstm 4\ndense 1 sigmoid\nloss binary_crossentropy\n"),
        ("First", "model First\ntokens max_length=5 vocabulary=9 truncating=post\nembedding 3\nlstm 4\ndense 1 sigmoid\n"),
        ("Tags", "model Tags\nfeatures max_length=6 size=2\nlstm 4 return_sequences=true name=steps\ndense 3 softmax name=tags\nloss sparse_categorical_crossentropy\n"),
        ("Both", "model Both\nfeatures max_length=6 size=2\nlstm 4 return_sequences=true name=steps\nglobal_max_pooling1d name=whole\ndense 2 name=steady\noutput steps\noutput steady\n"),
        ("Pair", "model Pair\nbranch source\ntokens max_length=5 vocabulary=9\nembedding 4\nlstm 4 return_sequences=true name=encoder\nbranch target\ntokens max_length=3 vocabulary=9\nembedding 4\nlstm 4 return_sequences=true initial_state=encoder\nattention encoder\ndense 2\n"),
        ("Pair42", "model Pair42\nbranch source\ntokens length=4 vocabulary=9\nembedding 4\nlstm 4 return_sequences=true name=encoder\nbranch target\ntokens length=2 vocabulary=9\nembedding 4\nlstm 4 return_sequences=true initial_state=encoder\nattention encoder\ndense 2\n"),
        ("State", "model State\nfeatures max_length=5 size=2\ngru 3 return_state=true stateful=true\n"),
        ("State3", "model State3\nfeatures length=3 size=2\ngru 3 return_state=true stateful=true\n"),
    ]));

    /// <summary>Token 0 is a word as any other, and what stays the same is what a shorter text had.</summary>
    [Fact]
    public void No_token_is_padding()
    {
        SequenceModel model = Compiled.Value.Create("Words", 1);
        Predict(model, 3, 0).ShouldNotBe(Predict(model, 3));
        Predict(model, 0, 3).ShouldNotBe(Predict(model, 3));
        SequenceModel five = With(model, "Five");
        Predict(model, 1, 2, 3, 0, 0).ShouldBe(Predict(five, 1, 2, 3, 0, 0), 1e-6f);
    }

    [Fact]
    public void A_longer_sequence_is_cut_as_declared_or_refused()
    {
        SequenceModel model = Compiled.Value.Create("Words", 1);
        Predict(model, 8, 7, 1, 2, 3, 4, 5).ShouldBe(Predict(model, 1, 2, 3, 4, 5));
        Predict(With(model, "First"), 1, 2, 3, 4, 5, 8, 7).ShouldBe(Predict(model, 1, 2, 3, 4, 5));
        SequenceModel tags = Compiled.Value.Create("Tags");
        Should.Throw<ArgumentException>(() => tags.CreatePredictor().Predict(new float[14], new float[18])).Message
            .ShouldBe("A sequence of 7 steps is longer than the 6 steps that input 'features' declares.");
    }

    [Fact]
    public void An_empty_sequence_is_an_error()
    {
        SequenceModel model = Compiled.Value.Create("Words");
        Should.Throw<ArgumentException>(() => Predict(model)).Message.ShouldBe("A sequence of input 'tokens' is empty; it takes 1 to 5 steps.");
        ArrayDataset data = new([DatasetInput.Tokens([[1], []])], DatasetTargets.Labels([0, 1]));
        Should.Throw<ArgumentException>(() => model.Predict(data)).Message.ShouldContain("A sequence of input 'tokens' is empty; it takes 1 to 5 steps.");
        Should.Throw<ArgumentException>(() => model.Fit(data)).Message.ShouldContain("row 1", Case.Insensitive);
    }

    [Fact]
    public void A_mask_is_refused()
    {
        Predictor predictor = Compiled.Value.Create("Words").CreatePredictor();
        Should.Throw<ArgumentException>(() => predictor.PredictScalar([1, 2], [1, 0])).Message
            .ShouldBe("Input 'tokens' takes sequences of any length, of which every step is real: it takes no mask.");
    }

    [Fact]
    public void An_output_has_the_steps_that_are_given()
    {
        SequenceModel model = Compiled.Value.Create("Tags", 2);
        model.Description.Inputs[0].IsVariable.ShouldBeTrue();
        model.Description.Inputs[0].HasMask.ShouldBeFalse();
        (model.Description.Output.Steps, model.Description.Output.LengthOf).ShouldBe((6, "features"));
        model.Summary.ShouldContain("(None, up to 6, 3)");
        model.Description.StructureJson.ShouldContain("\"batch_shape\":[null,null,2]");
        Predictor predictor = model.CreatePredictor();
        float[] output = new float[9];
        predictor.Predict(new float[6], output);
        float[] again = new float[9];
        predictor.CopyOutput(0, again);
        again.ShouldBe(output);
        Should.Throw<ArgumentException>(() => predictor.CopyOutput(0, new float[18]));
        Should.Throw<ArgumentException>(() => predictor.Predict(new float[6], new float[18])).Message
            .ShouldStartWith("Model Tags has 9 output values for a sequence of 3 steps; the span has 18.");
    }

    [Fact]
    public void Outputs_with_names_have_each_their_steps()
    {
        SequenceModel model = Compiled.Value.Create("Both", 2);
        Predictor predictor = model.CreatePredictor();
        predictor.SetInput("features", [1f, 2, 3, 4]);
        predictor.Run();
        float[] steps = new float[8];
        float[] steady = new float[2];
        predictor.CopyOutput("steps", steps);
        predictor.CopyOutput("steady", steady);
        steps.ShouldAllBe(value => value != 0);
        Should.Throw<ArgumentException>(() => predictor.CopyOutput("steps", new float[24])).Message.ShouldContain("has 8 values; the span has 24");
        IReadOnlyDictionary<string, float[]> all = model.PredictOutputs(new ArrayDataset([DatasetInput.Features([1, 2, 3, 4], 4)], DatasetTargets.None));
        all["steps"].ShouldBe([.. steps, .. new float[16]]);
        all["steady"].ShouldBe(steady, 1e-6);
        ArrayDataset data = new([DatasetInput.Features([1, 2, 3, 4], 4)], [DatasetTargets.Values([new float[8]], 6, 4), DatasetTargets.Values([0f, 0f])]);
        Metrics metrics = model.Evaluate(data, new() { Loss = Loss.MeanSquaredError });
        metrics.Loss.ShouldBe((steps.Sum(value => value * value) / 8) + (steady.Sum(value => value * value) / 2), 1e-5);
    }

    [Fact]
    public void Targets_have_the_steps_of_their_sequences()
    {
        SequenceModel model = Compiled.Value.Create("Tags", 2);
        DatasetInput input = DatasetInput.Features([1, 2, 3, 4, 5, 6, 1, 2, 0, 0, 0, 0], 6).WithLengths([6, 2]);
        double jagged = Loss(DatasetTargets.Labels([[0, 2, 1], [1]], 6));

        // What stands after a sequence's steps is not looked at: 9 would be no class.
        Loss(DatasetTargets.Labels([0, 2, 1, 9, 9, 9, 1, 9, 9, 9, 9, 9])).ShouldBe(jagged);
        Should.Throw<ArgumentException>(() => Loss(DatasetTargets.Labels([[0, 2], [1]], 6))).Message
            .ShouldContain("it sets targets of 2 steps, but its sequence of input 'features' has 3.");
        Should.Throw<ArgumentException>(() => DatasetTargets.Labels([[0, 2], []], 6)).Message
            .ShouldStartWith("Row 1 has 0 target values; a row has one for each of 1 to 6 steps.");
        Should.Throw<ArgumentException>(() => DatasetTargets.Values([new float[14]], 6, 2)).Message
            .ShouldStartWith("Row 0 has 14 target values; a row has 2 for each of 1 to 6 steps.");
        double before = jagged;
        model.Fit(new ArrayDataset([input], DatasetTargets.Labels([[0, 2, 1], [1]], 6)), new FitOptions { Epochs = 100, Optimizer = new Adam(0.05) });
        Loss(DatasetTargets.Labels([[0, 2, 1], [1]], 6)).ShouldBeLessThan(before / 2);

        double Loss(DatasetTargets targets) => model.Evaluate(new ArrayDataset([input], targets)).Loss;
    }

    [Fact]
    public void Two_inputs_have_lengths_of_their_own()
    {
        SequenceModel model = Compiled.Value.Create("Pair", 5);
        SequenceModel twin = With(model, "Pair42");
        float[] expected = new float[4];
        Predictor of = twin.CreatePredictor();
        of.SetInput("source", [1, 0, 5, 8]);
        of.SetInput("target", [3, 0]);
        of.Run(expected);
        float[] actual = new float[4];
        Predictor predictor = model.CreatePredictor();
        predictor.SetInput("source", [1, 0, 5, 8]);
        predictor.SetInput("target", [3, 0]);
        predictor.Run(actual);
        actual.ShouldBe(expected, 1e-6);
        Should.Throw<ArgumentException>(() => predictor.Run(new float[6]));
        Should.Throw<InvalidOperationException>(() => predictor.Predict([1, 0, 5, 8, 0, 3, 0, 0], [], [], new float[6])).Message
            .ShouldContain("set its inputs by name (source, target) and call Run");

        // A stream gets the last input step by step, and the other one with as many steps as it has.
        SequenceStream stream = new(model);
        stream.Begin([1, 0, 5, 8]);
        float[] streamed = [.. stream.Step(3).ToArray(), .. stream.Step(0).ToArray()];
        streamed.ShouldBe(expected, 1e-6);
        float[] all = model.Predict(new ArrayDataset([DatasetInput.Tokens([[1, 0, 5, 8]]).Named("source"), DatasetInput.Tokens([[3, 0]]).Named("target")], DatasetTargets.None));
        all.ShouldBe([.. expected, 0, 0], 1e-6);
    }

    /// <summary>A stream of a model with one input knows no length: it goes on for ever.</summary>
    [Fact]
    public void A_stream_is_what_it_was()
    {
        SequenceModel model = Compiled.Value.Create("Tags", 2);
        SequenceStream stream = new(model);
        float[] features = [.. Enumerable.Range(0, 12).Select(value => value / 6f)];
        float[] output = new float[18];
        model.CreatePredictor().Predict(features, output);
        for (int step = 0; step < 6; step++)
        {
            stream.Step(features.AsSpan(step * 2, 2)).ToArray().ShouldBe(output[(step * 3)..(step * 3 + 3)], 1e-6);
        }

        stream.Step(features.AsSpan(0, 2)).Length.ShouldBe(3);
    }

    /// <summary>The states after a sequence are those after its last step, and the next one starts from them.</summary>
    [Fact]
    public void States_are_those_after_the_last_step()
    {
        SequenceModel model = Compiled.Value.Create("State", 3);
        SequenceModel twin = With(model, "State3");
        Predictor predictor = model.CreatePredictor();
        Predictor of = twin.CreatePredictor();
        for (int run = 0; run < 2; run++)
        {
            float[] actual = new float[3];
            float[] expected = new float[3];
            predictor.Predict([1f, 2, 3, 4, 5, 6], actual);
            of.Predict([1f, 2, 3, 4, 5, 6], expected);
            actual.ShouldBe(expected, 1e-6);
            predictor.FinalState("gru/h").ToArray().ShouldBe(of.FinalState("gru/h").ToArray(), 1e-6);
        }
    }

    private static float Predict(SequenceModel model, params int[] tokens) => model.CreatePredictor().PredictScalar(tokens);

    /// <summary>A model of another declaration with the same weights.</summary>
    private static SequenceModel With(SequenceModel model, string name)
    {
        SequenceModel other = Compiled.Value.Create(name);
        foreach (WeightDescription weight in model.Description.Weights)
        {
            other.SetWeight(weight.Name, model.GetWeight(weight.Name));
        }

        return other;
    }
}
