using SeqGen.Tests.Training;

namespace SeqGen.Tests.Lifetime;

[Collection("Allocations")]
public class ModelLifetimeTests
{
    private static readonly int[] Tokens = [1, 2, 3, 4];

    [Fact]
    public void A_model_goes_when_nobody_holds_it_though_threads_that_used_it_live()
    {
        using ManualResetEventSlim end = new();
        using CountdownEvent used = new(3);
        List<WeakReference> models = Memory.Apart(() =>
        {
            List<TestModel> made = [.. Enumerable.Range(0, 20).Select(_ => NewModel())];
            for (int i = 0; i < 3; i++)
            {
                StartThread(made, used, end);
            }

            Predict(made);
            used.Wait();
            return made.ConvertAll(model => new WeakReference(model));
        });
        Memory.Collects(() => models.TrueForAll(model => !model.IsAlive)).ShouldBeTrue();
        end.Set();
    }

    [Fact]
    public void Whatever_a_model_was_used_for_it_goes_with_its_threads()
    {
        WeakReference[] models = Memory.Apart(() =>
        {
            TestModel model = NewModel();
            Dataset data = TrainingData.Tokens(40, 4, 30);
            FitOptions options = new() { Epochs = 1, BatchSize = 8, Threads = 3, Callbacks = [new EarlyStopping(restoreBest: true)], ValidationSplit = 0.3 };
            model.Fit(data, options);
            model.Evaluate(data, new EvaluateOptions { Threads = 3 });
            model.Predict(data, threads: 3);
            model.CreateTrainer(options).Step(data, Enumerable.Range(0, 8).ToArray());
            model.CreatePredictor().PredictScalar(Tokens);
            model.CreateGradients(3).Forward();
            TestModel series = new(new SumProgram(3));
            new SequenceStream(series).Step([1f]);
            return new[] { new WeakReference(model), new WeakReference(series) };
        });
        Memory.Collects(() => models.All(model => !model.IsAlive)).ShouldBeTrue();
        Memory.Collects(() => Memory.WorkerThreads() == 0).ShouldBeTrue();
    }

    [Fact]
    public void What_a_person_keeps_of_a_training_does_not_keep_the_model()
    {
        Adam optimizer = new();
        EarlyStopping stopping = new();
        (WeakReference model, History history) = Memory.Apart(() =>
        {
            TestModel made = NewModel();
            FitOptions options = new() { Epochs = 1, Optimizer = optimizer, Callbacks = [stopping] };
            return (new WeakReference(made), made.Fit(TrainingData.Tokens(40, 4, 30), options));
        });
        Memory.Collects(() => !model.IsAlive).ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => NewModel().Fit(TrainingData.Tokens(40, 4, 30), new FitOptions { Epochs = 1, Optimizer = optimizer }))
            .Message.ShouldContain("the moments of another model (BagModel)");
        history.Epochs.Count.ShouldBe(1);
        stopping.BestEpoch.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_predictor_goes_with_its_thread(bool allAtOnce)
    {
        TestModel model = NewModel();
        float expected = model.Predict(Tokens);
        List<WeakReference> predictors = Memory.Apart(() =>
        {
            List<WeakReference> made = [];
            List<Thread> threads = [];
            for (int i = 0; i < 100; i++)
            {
                Thread thread = new(() =>
                {
                    model.Predict(Tokens).ShouldBe(expected);
                    lock (made)
                    {
                        made.Add(new WeakReference(model.Own));
                    }
                });
                thread.Start();
                threads.Add(thread);
                if (!allAtOnce)
                {
                    thread.Join();
                }
            }

            threads.ForEach(thread => thread.Join());
            return made;
        });
        predictors.Count.ShouldBe(100);
        Memory.Collects(() => predictors.TrueForAll(predictor => !predictor.IsAlive)).ShouldBeTrue();
        model.Predict(Tokens).ShouldBe(expected);
    }

    [Fact]
    public void A_thread_keeps_its_predictor_and_a_new_thread_has_no_states_of_an_ended_one()
    {
        TestModel model = new(new SumProgram(1));
        float[] output = new float[1];
        Predictor own = model.Own;
        for (int i = 1; i <= 20; i++)
        {
            float[] seen = new float[2];
            Thread thread = new(() =>
            {
                model.Own.Predict([1f], seen.AsSpan(0, 1));
                model.Own.Predict([1f], seen.AsSpan(1, 1));
            });
            thread.Start();
            thread.Join();
            seen.ShouldBe([1, 2]);
            GC.Collect();
            model.Own.ShouldBeSameAs(own);
            model.Own.Predict([1f], output);
            output[0].ShouldBe(i);
        }

        model.ResetStates();
        model.Own.Predict([1f], output);
        output[0].ShouldBe(1);
    }

    private static TestModel NewModel() => new(new BagProgram(4, 30, 6), seed: 3);

    private static void StartThread(List<TestModel> models, CountdownEvent used, ManualResetEventSlim end)
    {
        // The list must not stay in the thread's frame.
        List<TestModel>?[] holder = [models];
        new Thread(() =>
        {
            Predict(holder[0]!);
            holder[0] = null;
            used.Signal();
            end.Wait();
        })
        { IsBackground = true }.Start();
    }

    private static void Predict(List<TestModel> models) => models.ForEach(model => model.Predict(Tokens));
}
