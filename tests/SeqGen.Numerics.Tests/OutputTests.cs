using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Models with several outputs, beside what golden cases have: masks, history, options, data sets, the emitted method, streams.</summary>
public sealed class OutputTests
{
    private const int Steps = 5;
    private const int Rows = 11;

    private const string Tagger = """
        features length=5 size=3 mask=true
        gru 4 return_sequences=true name=shared
        dense 3 softmax name=tags
        branch kind from=shared
        global_average_pooling1d
        dense 1 sigmoid name=score
        output score binary_crossentropy loss_weight=0.5
        output tags sparse_categorical_crossentropy
        """;

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        ("Tagger", $"model Tagger\n{Tagger}\n"),
        ("Ends", "model Ends\nfeatures length=5 size=3\ngru 4 return_sequences=true name=all\nbranch last from=all\nconv1d 2 3 padding=causal\noutput all\noutput last mean_squared_error\n"),
        ("Logits", "model Logits\nfeatures size=3\ndense 1 name=z\nloss binary_crossentropy from_logits=true\n"),
        ("Flat", "model Flat\nfeatures length=4 size=3\ndense 2 sigmoid name=line\nflatten\nloss binary_crossentropy\n"),
        ("Still", "model Still\nbranch context\nfeatures size=3\ndense 2 name=still\nbranch steps\nfeatures length=5 size=2\nlstm 2\nmultiply still\noutput multiply\noutput still\n"),
    ]));

    private delegate void PredictTwo(ReadOnlySpan<float> features, ReadOnlySpan<float> mask, Span<float> score, Span<float> tags);

    /// <summary>Each output is divided by its own real steps, which differ: the gradient of the sum is that of <c>Evaluate</c>'s loss.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Masked_outputs_are_each_divided_by_their_own_steps(int threads)
    {
        SequenceModel model = Compiled.Value.Create("Tagger", 3);
        Dataset data = TaggerRows();
        float[] before = model.GetWeight("shared/recurrent_kernel");
        double[] slopes = [.. Enumerable.Range(0, before.Length).Select(i => Slope(model, data, "shared/recurrent_kernel", i))];
        using Trainer trainer = model.CreateTrainer(new() { Optimizer = new Sgd(1), BatchSize = Rows, Threads = threads });
        double loss = model.Evaluate(data).Loss;
        trainer.Step(data, [.. Enumerable.Range(0, Rows)]).ShouldBe(loss, 1e-6);
        float[] after = model.GetWeight("shared/recurrent_kernel");
        for (int i = 0; i < before.Length; i++)
        {
            (before[i] - after[i]).ShouldBe((float)slopes[i], 2e-4f);
        }
    }

    [Fact]
    public void Figures_have_the_names_of_their_outputs()
    {
        SequenceModel model = Compiled.Value.Create("Tagger", 3);
        Dataset data = TaggerRows();
        History history = model.Fit(data, new()
        {
            Epochs = 3,
            BatchSize = Rows,
            Validation = data,
            Optimizer = new Sgd(0.1),
            Outputs = new Dictionary<string, OutputOptions> { ["tags"] = new() { Metrics = [Metric.Accuracy, Metric.Perplexity] } },
        });
        history.Names.ShouldBe(
        [
            "loss", "score_loss", "score_accuracy", "tags_loss", "tags_accuracy", "tags_perplexity",
            "val_loss", "val_score_loss", "val_score_accuracy", "val_tags_loss", "val_tags_accuracy", "val_tags_perplexity",
        ]);
        EpochResult last = history.Epochs[^1];
        last.Loss.ShouldBe(0.5 * last["score_loss"] + last["tags_loss"], 1e-6);
        Math.Exp(last["tags_loss"]).ShouldBe(last["tags_perplexity"], 1e-5);
        history.Epochs[1].Loss.ShouldBe(history.Epochs[0]["val_loss"], 1e-6);

        // Evaluation takes the options of the fit.
        Metrics metrics = model.Evaluate(data);
        metrics["tags_perplexity"].ShouldBe(last["val_tags_perplexity"], 1e-9);
        model.Evaluate(data, new() { Outputs = new Dictionary<string, OutputOptions> { ["score"] = new() { LossWeight = 2 } } }).Loss
            .ShouldBe(2 * metrics["score_loss"] + metrics["tags_loss"], 1e-6);
    }

    /// <summary>The method of the class has a span for each output, in the order of declaration.</summary>
    [Fact]
    public void The_emitted_method_gives_all_outputs()
    {
        SequenceModel model = Compiled.Value.Create("Tagger", 3);
        Type[] types = [typeof(ReadOnlySpan<float>), typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(Span<float>)];
        PredictTwo predict = model.GetType().GetMethod("Predict", types)!.CreateDelegate<PredictTwo>(model);
        IReadOnlyDictionary<string, float[]> all = model.PredictOutputs(TaggerRows());
        for (int row = 0; row < Rows; row++)
        {
            float[] score = new float[1];
            float[] tags = new float[Steps * 3];
            predict(Features(row), Mask(row), score, tags);
            score[0].ShouldBe(all["score"][row], 1e-6f);
            tags.ShouldBe(all["tags"][(row * tags.Length)..((row + 1) * tags.Length)], 1e-6);
        }

        Should.Throw<ArgumentException>(() => predict(Features(0), Mask(0), new float[1], new float[3])).Message.ShouldContain("Output 'tags' of model Tagger has 15 values; the span has 3");
        Should.Throw<InvalidOperationException>(() => model.Predict(TaggerRows())).Message.ShouldContain("PredictOutputs");
    }

    [Fact]
    public void A_step_gives_all_outputs()
    {
        SequenceModel model = Compiled.Value.Create("Ends", 5);
        IReadOnlyDictionary<string, float[]> whole = model.PredictOutputs(Dataset.FromFeatures(Features(1), Steps * 3));
        SequenceStream stream = new(model);
        for (int step = 0; step < Steps; step++)
        {
            stream.Step(Features(1).AsSpan(step * 3, 3)).ToArray().ShouldBe(whole["all"][(step * 4)..((step + 1) * 4)], 1e-6);
            stream.Output("last").ToArray().ShouldBe(whole["last"][(step * 2)..((step + 1) * 2)], 1e-6);
        }

        Should.Throw<ArgumentException>(() => stream.Output("lost")).Message.ShouldContain("its outputs are all, last");
        Compiled.Value.Create("Still").Description.StreamObstacle.ShouldBe("the output still does not depend on the last input");
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        SequenceModel model = Compiled.Value.Create("Tagger");
        DatasetTargets score = DatasetTargets.Labels(new int[Rows]).Named("score");
        DatasetTargets tags = DatasetTargets.Labels(new int[Rows * Steps]).Named("tags");
        Refused([score.Named("scores"), tags], "There is no output 'scores'; the outputs are score, tags");
        Refused([score, tags, score], "The data set for evaluation has 7 target value(s) a row");
        Refused([tags], "The data set for evaluation has 5 target value(s) a row; the loss binary_crossentropy on an output 'score' of 1 x 1 values needs 1; the loss sparse_categorical_crossentropy on an output 'tags' of 5 x 3 values needs 5");
        Refused([tags.Named("score"), score.Named("tags")], "The data set has 5 target value(s) a row of the output 'score', which needs 1");
        Refused([score, DatasetTargets.Labels([.. new int[Rows * Steps - 1], 3]).Named("tags")], "output 'tags', step 4");
        Refused([score, tags.WithSampleWeights(new float[Rows * 2])], "A row has 2 sample weights of output 'tags', which has 5 step(s)");
        Should.Throw<ArgumentException>(() => new ArrayDataset([Input()], [score, DatasetTargets.Labels(new int[Rows])])).Message.ShouldContain("name all of them, or none");
        Should.Throw<ArgumentException>(() => model.CreateTrainer(new() { Outputs = new Dictionary<string, OutputOptions> { ["tag"] = new() } })).Message.ShouldContain("its outputs are score, tags");
        Should.Throw<ArgumentException>(() => model.CreateTrainer(new() { ClassWeights = new Dictionary<int, float> { [0] = 2 } })).Message.ShouldContain("ClassWeights is for models with one output");
        Should.Throw<InvalidOperationException>(() => Compiled.Value.Create("Ends").CreateTrainer(new())).Message.ShouldContain("No loss is known for output 'all'");

        void Refused(DatasetTargets[] targets, string message)
        {
            Should.Throw<ArgumentException>(() => model.Evaluate(new ArrayDataset([Input()], targets))).Message.ShouldContain(message);
        }
    }

    /// <summary>A declared <c>from_logits</c> holds in training, and a layer after the activation gets the gradient of its values.</summary>
    [Theory]
    [InlineData("Logits", "z/kernel", 3, 1)]
    [InlineData("Flat", "line/kernel", 12, 8)]
    public void Logits_are_those_of_the_activation(string name, string weight, int features, int targets)
    {
        SequenceModel model = Compiled.Value.Create(name, 7);
        float[] values = [.. Enumerable.Range(0, 2 * features).Select(i => MathF.Sin(i))];
        ArrayDataset data = Dataset.FromFeatures(values, features, [.. Enumerable.Range(0, 2 * targets).Select(i => (float)(i % 2))]);
        float[] before = model.GetWeight(weight);
        double[] slopes = [.. Enumerable.Range(0, before.Length).Select(i => Slope(model, data, weight, i))];
        using Trainer trainer = model.CreateTrainer(new() { Optimizer = new Sgd(1) });
        trainer.Step(data, [0, 1]);
        float[] after = model.GetWeight(weight);
        for (int i = 0; i < before.Length; i++)
        {
            (before[i] - after[i]).ShouldBe((float)slopes[i], 2e-4f);
        }
    }

    /// <summary>The slope of the loss in one weight, by a central difference.</summary>
    private static double Slope(SequenceModel model, Dataset data, string name, int index)
    {
        const float Step = 1f / 128;
        float[] values = model.GetWeight(name);
        double At(float change)
        {
            float[] changed = [.. values];
            changed[index] += change;
            model.SetWeight(name, changed);
            return model.Evaluate(data).Loss;
        }

        double slope = (At(Step) - At(-Step)) / (2 * Step);
        model.SetWeight(name, values);
        return slope;
    }

    private static float[] Features(int row) => [.. Enumerable.Range(0, Steps * 3).Select(i => MathF.Sin(row + 0.7f * i))];

    private static float[] Mask(int row) => [.. Enumerable.Range(0, Steps).Select(step => step <= row % Steps ? 1f : 0)];

    private static DatasetInput Input() => DatasetInput.Features([.. Enumerable.Range(0, Rows).SelectMany(Features)], Steps * 3)
        .WithMask([.. Enumerable.Range(0, Rows).SelectMany(Mask)]);

    private static ArrayDataset TaggerRows() => new(
        [Input()],
        [
            DatasetTargets.Labels([.. Enumerable.Range(0, Rows * Steps).Select(i => i % 3)]).Named("tags"),
            DatasetTargets.Labels([.. Enumerable.Range(0, Rows).Select(i => i % 2)]).Named("score").WithSampleWeights([.. Enumerable.Range(0, Rows).Select(i => i * 0.25f)]),
        ]);
}
