using SeqGen.Tests.Training;

namespace SeqGen.Tests.Lifetime;

[Collection("Allocations")]
public class DisposeTests
{
    private static readonly int[] Tokens = [1, 2, 3, 4];

    public static TheoryData<string> Uses => [.. UsesByName.Keys];

    private static Dictionary<string, Action<TestModel>> UsesByName { get; } = new()
    {
        ["Predict"] = model => model.Predict(Tokens),
        ["Predict a data set"] = model => model.Predict(TrainingData.Tokens(9, 4, 30)),
        ["Fit"] = model => model.Fit(TrainingData.Tokens(9, 4, 30)),
        ["Evaluate"] = model => model.Evaluate(TrainingData.Tokens(9, 4, 30)),
        ["CreateTrainer"] = model => model.CreateTrainer(new FitOptions()),
        ["CreatePredictor"] = model => model.CreatePredictor(),
        ["CreateGradients"] = model => model.CreateGradients(),
        ["GetWeight"] = model => model.GetWeight("dense/kernel"),
        ["ReadWeight"] = model => _ = model.ReadWeight("dense/kernel").Length,
        ["SetWeight"] = model => model.SetWeight("dense/kernel", new float[6]),
        ["ResetStates"] = model => model.ResetStates(),
        ["Save"] = model => model.Save("never.safetensors"),
        ["Save to a stream"] = model => model.Save(new MemoryStream()),
        ["Load"] = model => model.Load("never.safetensors"),
        ["Load from a stream"] = model => model.Load(new MemoryStream()),
        ["Load from a span"] = model => model.Load(new byte[8]),
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public void Every_use_of_a_disposed_model_says_so(string use)
    {
        foreach (bool wasUsed in new[] { true, false })
        {
            TestModel model = NewModel();
            if (wasUsed)
            {
                model.Predict(Tokens);
            }

            model.Dispose();
            model.Dispose();
            ShouldSayDisposed(() => UsesByName[use](model), "BagModel");
            model.Description.Name.ShouldBe("BagModel");
            model.Summary.ShouldContain("embedding");
        }
    }

    [Fact]
    public void So_does_what_was_made_of_it_before()
    {
        TestModel model = NewModel();
        Dataset data = TrainingData.Tokens(40, 4, 30);
        Predictor predictor = model.CreatePredictor();
        GradientComputation gradients = model.CreateGradients();
        using Trainer trainer = model.CreateTrainer(new FitOptions { Threads = 2 });
        predictor.PredictScalar(Tokens);
        gradients.Forward();
        trainer.Step(data, [0, 1]);
        model.Dispose();
        ShouldSayDisposed(() => predictor.PredictScalar(Tokens), "BagModel");
        ShouldSayDisposed(() => gradients.Forward(), "BagModel");
        ShouldSayDisposed(() => trainer.Step(data, [0, 1]), "BagModel");

        TestModel series = new(new SumProgram(3));
        SequenceStream stream = new(series);
        stream.Step([1f]);
        series.Dispose();
        ShouldSayDisposed(() => stream.Step([1f]), "SumModel");
        ShouldSayDisposed(() => stream.Copy(), "SumModel");
        ShouldSayDisposed(() => _ = new SequenceStream(series), "SumModel");
    }

    [Fact]
    public void Disposing_frees_weights_and_workspaces_whoever_holds_the_model()
    {
        TestModel model = NewModel();
        Predictor predictor = model.CreatePredictor();
        WeakReference[] freed = Memory.Apart(() =>
        {
            model.Predict(Tokens);
            predictor.PredictScalar(Tokens);
            return new[] { new WeakReference(model.Weights), new WeakReference(model.Own) };
        });
        Memory.Collects(() => freed.All(one => !one.IsAlive)).ShouldBeFalse();
        model.Dispose();
        Memory.Collects(() => freed.All(one => !one.IsAlive)).ShouldBeTrue();
        predictor.Model.ShouldBeSameAs(model);
    }

    [Fact]
    public void A_disposed_trainer_says_so_and_leaves_the_model()
    {
        TestModel model = NewModel();
        Dataset data = TrainingData.Tokens(40, 4, 30);
        Trainer trainer = model.CreateTrainer(new FitOptions { Threads = 2 });
        trainer.Step(data, [0, 1]);
        trainer.Dispose();
        trainer.Dispose();
        ShouldSayDisposed(() => trainer.Step(data, [0, 1]), "BagModel");
        model.Predict(Tokens).ShouldBeInRange(0, 1);
    }

    private static TestModel NewModel() => new(new BagProgram(4, 30, 6), seed: 3);

    private static void ShouldSayDisposed(Action use, string model)
    {
        ObjectDisposedException error = Should.Throw<ObjectDisposedException>(use);
        error.ObjectName.ShouldBe(model);
        error.Message.ShouldContain($"{model} was disposed");
    }
}
