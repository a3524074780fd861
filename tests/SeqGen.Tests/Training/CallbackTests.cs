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
    public void A_plateau_never_raises_a_rate()
    {
        foreach ((double rate, double minimum, double expected) in new[] { (1e-9, 1e-3, 1e-9), (1e-9, 1e-9, 1e-9), (1e-9, 0.4e-9, 0.4e-9) })
        {
            Sgd sgd = new(rate);
            Plateau(sgd, new ReduceLearningRateOnPlateau(factor: 0.5, patience: 1, minimumRate: minimum), epochs: 6);
            sgd.CurrentLearningRate.ShouldBe(expected);
        }
    }

    [Fact]
    public void Callbacks_that_set_the_rate_do_not_replace_a_schedule()
    {
        foreach (Callback callback in new Callback[] { new ReduceLearningRateOnPlateau(), new LearningRateScheduler((_, rate) => rate) })
        {
            Sgd sgd = new(new ExponentialDecay(1e-9, 10, 0.5));
            Should.Throw<InvalidOperationException>(() => Plateau(sgd, callback, epochs: 2)).Message
                .ShouldBe($"{callback.GetType().Name} sets the learning rate, and would replace the schedule (ExponentialDecay) of the optimizer SGD: give the optimizer a number, or leave the callback out.");
            sgd.LearningRate.ShouldBeOfType<ExponentialDecay>();
            sgd.Iterations.ShouldBe(0);
        }
    }

    [Fact]
    public void State_starts_anew_with_every_fit()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("seqgen").FullName, "best.safetensors");
        ReduceLearningRateOnPlateau plateau = new(factor: 0.5, patience: 3);
        ModelCheckpoint checkpoint = new(path);
        EarlyStopping stopping = new(patience: 4, minimumChange: 1e-4, restoreBest: true);
        for (int fit = 0; fit < 3; fit++)
        {
            // Two epochs on the spot are fewer than the patience, however many were waited before; the first one counts as the best.
            Sgd sgd = new(1e-9);
            Plateau(sgd, plateau, epochs: 3).Epochs.Count.ShouldBe(3);
            sgd.CurrentLearningRate.ShouldBe(1e-9);
            Plateau(new Sgd(0.0), stopping, epochs: 9).Epochs.Count.ShouldBe(5);
            stopping.BestEpoch.ShouldBe(1);
            File.Delete(path);
            Plateau(new Sgd(0.0), checkpoint, epochs: 2, seed: 100 - fit);
            checkpoint.SavedEpoch.ShouldBe(1);
            File.Exists(path).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_callback_in_two_fits_at_the_same_time_keeps_them_apart()
    {
        EarlyStopping stopping = new(patience: 3, minimumChange: 1e-4);
        ReduceLearningRateOnPlateau plateau = new(factor: 0.5, patience: 2);
        Sgd inner = new(1e-9);
        int innerEpochs = 0;
        Recorder nested = new()
        {
            AfterStep = fit =>
            {
                if (fit.Epoch == 2 && fit.Step == 1)
                {
                    innerEpochs = Fit(inner, [stopping, plateau], 10).Epochs.Count;
                    stopping.BestEpoch.ShouldBe(1);
                }
            },
        };
        Sgd outer = new(1e-9);
        Fit(outer, [stopping, plateau, nested], 10).Epochs.Count.ShouldBe(4);
        innerEpochs.ShouldBe(4);
        outer.CurrentLearningRate.ShouldBe(0.5e-9, 1e-20);
        inner.CurrentLearningRate.ShouldBe(0.5e-9, 1e-20);
        stopping.BestEpoch.ShouldBe(1);
    }

    [Fact]
    public void Every_callback_that_saw_the_beginning_sees_the_end()
    {
        Recorder first = new();
        Recorder last = new();
        Should.Throw<InvalidOperationException>(() => Fit(new Sgd(0.1), [first, new Thrower(), last], 1)).Message.ShouldBe("at the end");
        first.Events[^1].ShouldBe("end");
        last.Events[^1].ShouldBe("end");
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new EarlyStopping(patience: -1)).ParamName.ShouldBe("patience");
        Should.Throw<ArgumentOutOfRangeException>(() => new ReduceLearningRateOnPlateau(patience: -1)).ParamName.ShouldBe("patience");
        foreach (double change in new[] { -1e-9, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => new EarlyStopping(minimumChange: change)).ParamName.ShouldBe("minimumChange");
            Should.Throw<ArgumentOutOfRangeException>(() => new ReduceLearningRateOnPlateau(minimumChange: change)).ParamName.ShouldBe("minimumChange");
            Should.Throw<ArgumentOutOfRangeException>(() => new ReduceLearningRateOnPlateau(minimumRate: change)).ParamName.ShouldBe("minimumRate");
            Should.Throw<ArgumentOutOfRangeException>(() => new TrainingCheckpoint("a", everySeconds: change)).ParamName.ShouldBe("everySeconds");
        }

        foreach (double factor in new[] { 0, 1, -0.5, 1.5, double.NaN })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => new ReduceLearningRateOnPlateau(factor: factor)).ParamName.ShouldBe("factor");
        }

        Should.Throw<ArgumentOutOfRangeException>(() => new TrainingCheckpoint("a", everyEpochs: -1)).ParamName.ShouldBe("everyEpochs");
        Should.Throw<ArgumentOutOfRangeException>(() => new TrainingCheckpoint("a", everySteps: -1)).ParamName.ShouldBe("everySteps");
        Should.Throw<ArgumentException>(() => new TrainingCheckpoint(""));
        Should.Throw<ArgumentException>(() => new ModelCheckpoint(""));
        Should.Throw<ArgumentNullException>(() => new LearningRateScheduler(null!));
        Should.Throw<InvalidOperationException>(() => Fit(new Sgd(0.1), [new LearningRateScheduler((_, _) => double.NaN)], 1))
            .Message.ShouldBe("LearningRateScheduler: the function gave NaN for epoch 1; a learning rate is finite and not negative.");
        Should.Throw<ArgumentException>(() => Fit(new Sgd(0.1), [null!], 1)).Message.ShouldContain("callbacks is null");
    }

    private static History Plateau(Optimizer optimizer, Callback callback, int epochs, int seed = 0) => Fit(optimizer, [callback], epochs, seed);

    private static History Fit(Optimizer optimizer, Callback[] callbacks, int epochs, int seed = 0) =>
        new TestModel(new DenseProgram(3, 1, "linear"), seed).Fit(
            TrainingData.Line(40, 3),
            new FitOptions { Epochs = epochs, Loss = Loss.MeanSquaredError, Optimizer = optimizer, Callbacks = callbacks, Shuffle = false });

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

    private sealed class Thrower : Callback
    {
        public override void OnFitEnd(FitContext fit) => throw new InvalidOperationException("at the end");
    }

    private sealed class WeightRecorder : Callback
    {
        public List<float[]> Kernels { get; } = [];

        public override void OnEpochEnd(FitContext fit, EpochResult epoch) => Kernels.Add(fit.Model.GetWeight("dense/kernel"));
    }
}
