namespace SeqGen.Tests.Training;

public class CallbackTests
{
    [Fact]
    public void Callbacks_see_every_epoch_and_step_in_order()
    {
        Recorder recorder = new();
        new TestModel(new DenseProgram(3, 1, "linear")).Fit(
            TrainingData.Line(10, 3), new FitOptions { Epochs = 2, BatchSize = 4, Loss = Loss.MeanSquaredError, Callbacks = [recorder] });
        recorder.Events.ShouldBe(
            ["begin", "epoch 1", "step 1/3", "step 2/3", "step 3/3", "end of 1", "epoch 2", "step 1/3", "step 2/3", "step 3/3", "end of 2", "end"]);
    }

    [Fact]
    public void Early_stopping_puts_the_best_weights_back()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"));
        EarlyStopping stopping = new(patience: 2, restoreBest: true);
        WeightRecorder recorder = new();
        History history = model.Fit(TrainingData.Line(40, 3), new FitOptions
        {
            Epochs = 50,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Sgd(0.05),
            ValidationSplit = 0.25,

            // From the fourth epoch on the rate is far too high: the loss rises again.
            Callbacks = [new LearningRateScheduler((epoch, rate) => epoch < 4 ? rate : 0.9), recorder, stopping],
        });
        history.Epochs.Count.ShouldBeLessThan(50);
        int best = history["val_loss"].ToList().IndexOf(history["val_loss"].Min()) + 1;
        stopping.BestEpoch.ShouldBe(best);
        model.GetWeight("dense/kernel").ShouldBe(recorder.Kernels[best - 1]);
    }

    [Fact]
    public void The_checkpoint_holds_the_best_epoch()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("seqgen").FullName, "best.safetensors");
        TestModel model = new(new DenseProgram(3, 1, "linear"));
        WeightRecorder recorder = new();
        ModelCheckpoint checkpoint = new(path, "loss");
        History history = model.Fit(TrainingData.Line(40, 3), new FitOptions
        {
            Epochs = 6,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Sgd(0.05),
            Callbacks = [new LearningRateScheduler((epoch, rate) => epoch < 4 ? rate : 0.9), recorder, checkpoint],
        });
        TestModel loaded = new(new DenseProgram(3, 1, "linear"), seed: 77);
        loaded.Load(path);
        int best = history["loss"].ToList().IndexOf(history["loss"].Min()) + 1;
        checkpoint.SavedEpoch.ShouldBe(best);
        loaded.GetWeight("dense/kernel").ShouldBe(recorder.Kernels[best - 1]);
    }

    [Fact]
    public void A_plateau_lowers_the_rate()
    {
        Sgd sgd = new(0.0);
        TestModel model = new(new DenseProgram(3, 1, "linear"));
        sgd.LearningRate = 1e-9;
        model.Fit(TrainingData.Line(40, 3), new FitOptions
        {
            Epochs = 5,
            Loss = Loss.MeanSquaredError,
            Optimizer = sgd,
            Callbacks = [new ReduceLearningRateOnPlateau(factor: 0.5, patience: 2)],
        });
        sgd.CurrentLearningRate.ShouldBe(0.25e-9, 1e-15);
    }

    [Fact]
    public void Cancellation_ends_training_at_the_next_step()
    {
        using CancellationTokenSource source = new();
        Recorder recorder = new() { AfterStep = fit => { if (fit.Step == 2) { source.Cancel(); } } };
        Should.Throw<OperationCanceledException>(() => new TestModel(new DenseProgram(3, 1, "linear")).Fit(TrainingData.Line(40, 3), new FitOptions
        {
            Epochs = 2,
            BatchSize = 4,
            Loss = Loss.MeanSquaredError,
            Callbacks = [recorder],
            Cancellation = source.Token,
        }));
        recorder.Events.ShouldBe(["begin", "epoch 1", "step 1/10", "step 2/10", "end"]);
    }

    private sealed class Recorder : Callback
    {
        public List<string> Events { get; } = [];

        public Action<FitContext>? AfterStep { get; init; }

        public override void OnFitBegin(FitContext fit) => Events.Add("begin");

        public override void OnEpochBegin(FitContext fit) => Events.Add($"epoch {fit.Epoch}");

        public override void OnStepEnd(FitContext fit)
        {
            Events.Add($"step {fit.Step}/{fit.StepsPerEpoch}");
            AfterStep?.Invoke(fit);
        }

        public override void OnEpochEnd(FitContext fit, EpochResult epoch) => Events.Add($"end of {epoch.Epoch}");

        public override void OnFitEnd(FitContext fit) => Events.Add("end");
    }

    private sealed class WeightRecorder : Callback
    {
        public List<float[]> Kernels { get; } = [];

        public override void OnEpochEnd(FitContext fit, EpochResult epoch) => Kernels.Add(fit.Model.GetWeight("dense/kernel"));
    }
}
