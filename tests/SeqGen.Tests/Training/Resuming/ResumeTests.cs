using SeqGen.Tests.Fuzz;

namespace SeqGen.Tests.Training.Resuming;

/// <summary>A training that is continued ends, bit for bit, where the undisturbed one ends.</summary>
public class ResumeTests
{
    private const int Interruptions = 8;

    public static TheoryData<string> Optimizers => [.. CreateOptimizers().Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_resumes_exactly(string name) => AssertSame(Table(() => CreateOptimizers().Single(pair => pair.Name == name).Optimizer));

    [Fact]
    public void Stopping_plateau_and_checkpoint_resume_exactly_and_leave_the_same_file()
    {
        string folder = Directory.CreateTempSubdirectory("seqgen").FullName;
        int run = 0;
        InterruptedTraining training = Line((around, resume) => new FitOptions
        {
            Epochs = 40,
            BatchSize = 7,
            Seed = 5,
            Loss = new Huber(0.7),
            Metrics = [Metric.MeanAbsoluteError, Metric.MeanSquaredError],
            Optimizer = new Sgd(1.4) { Momentum = 0.5f },
            ValidationSplit = 0.3,
            Threads = 1 + (run++ % 3),
            Resume = resume,
            Callbacks =
            [
                new ReduceLearningRateOnPlateau(factor: 0.7, patience: 2),
                .. around,
                new ModelCheckpoint(Path.Combine(folder, around.Length == 0 ? "undisturbed" : "interrupted"), "val_mean_absolute_error"),
                new EarlyStopping("val_mae", patience: 6, restoreBest: true),
            ],
        });
        Outcome expected = AssertSame(training);
        expected.Epochs.ShouldBeInRange(8, 39);
        File.ReadAllBytes(Path.Combine(folder, "interrupted")).ShouldBe(File.ReadAllBytes(Path.Combine(folder, "undisturbed")));
    }

    [Fact]
    public void A_schedule_class_weights_and_clipped_gradients_resume_exactly()
    {
        InterruptedTraining training = new()
        {
            Model = () => new TestModel(new DenseProgram(3, 3, "softmax", l1: 0.001f, l2: 0.01f), seed: 3),
            Data = TrainingData.Classes(50),
            EverySteps = 2,
            Options = (around, resume) => new FitOptions
            {
                Epochs = 6,
                BatchSize = 8,
                Loss = Loss.SparseCategoricalCrossentropy,
                Metrics = [Metric.Accuracy, Metric.Perplexity],
                Optimizer = new AdamW(new CosineDecay(0.001, 30, 0.1, warmupTarget: 0.05, warmupSteps: 9)) { GlobalClipNorm = 0.1f },
                ClassWeights = new Dictionary<int, float> { [0] = 2, [2] = 0.25f },
                Callbacks = around,
                Resume = resume,
            },
        };
        AssertSame(training);
    }

    [Fact]
    public void The_states_that_a_stateful_model_carries_resume_exactly()
    {
        Random random = new(3);
        float[] features = [.. Enumerable.Range(0, 40 * 4).Select(_ => random.NextSingle())];
        InterruptedTraining training = new()
        {
            Model = () => new TestModel(new SumProgram(4)),
            Data = Dataset.FromFeatures(features, 4, [.. features.Select(value => value * 3)]),
            Options = (around, resume) => new FitOptions
            {
                Epochs = 4,
                BatchSize = 4,
                Loss = Loss.MeanSquaredError,
                Optimizer = new Adam(0.01),
                ValidationSplit = 0.2,
                Callbacks = around,
                Resume = resume,
            },
        };
        AssertSame(training);
    }

    [Fact]
    public void A_learning_rate_scheduler_resumes_exactly() => AssertSame(Line((around, resume) => new FitOptions
    {
        Epochs = 6,
        BatchSize = 9,
        Loss = Loss.MeanSquaredError,
        Optimizer = new RmsProp(0.1) { Centered = true, Momentum = 0.5f },
        Shuffle = false,
        Callbacks = [new LearningRateScheduler((_, rate) => rate * 0.7), .. around],
        Resume = resume,
    }));

    [Fact]
    public void A_callback_and_a_schedule_custom_save_their_state()
    {
        List<long> counts = [];
        InterruptedTraining training = Line((around, resume) => new FitOptions
        {
            Epochs = 5,
            BatchSize = 9,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Sgd(new Noisy()),
            Callbacks = [new Counting(counts), .. around],
            Resume = resume,
        });
        AssertSame(training);
        counts.Distinct().ShouldBe([25]);
    }

    [Fact]
    public void More_epochs_than_before_continue_as_if_they_had_been_asked_for_at_once()
    {
        string path = NewPath();
        Outcome expected = Fit(null, 7, out _);
        Outcome first = Fit(null, 3, out _, new TrainingCheckpoint(path));
        first.Epochs.ShouldBe(3);
        Fit(path, 7, out _).ShouldBe(expected);
        Fit(path, 3, out _).ShouldBe(first);
        Should.Throw<CheckpointException>(() => Fit(path, 2, out _)).Message.ShouldContain("it is in epoch 3, but the fit shall have 2 epoch(s) only");
    }

    [Fact]
    public void After_divergence_a_continued_training_holds_the_same_weights()
    {
        string path = NewPath();
        float[] Diverge(string? resume, out TrainingDivergedException error, params Callback[] callbacks)
        {
            TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 1);
            error = Should.Throw<TrainingDivergedException>(() => model.Fit(TrainingData.Line(40, 3), new FitOptions
            {
                Epochs = 9,
                BatchSize = 4,
                Loss = Loss.MeanSquaredError,
                Optimizer = new Sgd(0.01),
                Callbacks = [new LearningRateScheduler((epoch, _) => epoch < 3 ? 0.01 : 1e9), .. callbacks],
                Resume = resume,
            }));
            return model.GetWeight("dense/kernel");
        }

        float[] expected = Diverge(null, out TrainingDivergedException undisturbed, new TrainingCheckpoint(path, everySteps: 1));
        Diverge(path, out TrainingDivergedException continued).ShouldBe(expected);
        continued.Message.ShouldBe(undisturbed.Message);
        continued.Message.ShouldContain("from the end of epoch 2");
    }

    [Fact]
    public void A_cancelled_training_is_saved_and_resumes_exactly()
    {
        Outcome expected = Fit(null, 4, out _);
        for (int step = 1; step <= 16; step += 3)
        {
            string path = NewPath();
            using CancellationTokenSource source = new();
            Canceller canceller = new(source, step);
            Should.Throw<OperationCanceledException>(() => Fit(null, 4, out _, source.Token, canceller, new TrainingCheckpoint(path, everyEpochs: 0)));
            Fit(path, 4, out FitContext fit).ShouldBe(expected);
            fit.IsResumed.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_training_that_is_done_or_was_stopped_is_over()
    {
        string path = NewPath();
        Outcome expected = Fit(null, 4, out _, new TrainingCheckpoint(path, everyEpochs: 3));
        Fit(path, 4, out FitContext fit).ShouldBe(expected);
        fit.Step.ShouldBe(fit.StepsPerEpoch);
        Outcome stopped = Fit(null, 9, out _, new TrainingCheckpoint(path, everyEpochs: 4), new EarlyStopping("loss", patience: 1, minimumChange: 1e9));
        stopped.Epochs.ShouldBe(2);
        Fit(path, 9, out _, new EarlyStopping("loss", patience: 1, minimumChange: 1e9)).ShouldBe(stopped);
    }

    [Fact]
    public void The_same_objects_may_continue_in_the_same_process()
    {
        string path = NewPath();
        Outcome expected = Outcome.Of(NewModel(out FitOptions undisturbed, null), NewModel(out _, null).Fit(Data, undisturbed)) with { Weights = "" };
        using CancellationTokenSource source = new();
        Sgd optimizer = new(0.5);
        ReduceLearningRateOnPlateau plateau = new(patience: 1, minimumChange: 10);
        TestModel model = NewModel(out _, null);
        Should.Throw<OperationCanceledException>(() => model.Fit(Data, Options(null, optimizer, plateau, source.Token, new Canceller(source, 12), new TrainingCheckpoint(path))));
        History history = model.Fit(Data, Options(path, optimizer, plateau, default));
        (Outcome.Of(model, history) with { Weights = "" }).ShouldBe(expected);
        history.Epochs[^1].LearningRate.ShouldBeLessThan(0.5);

        TestModel NewModel(out FitOptions options, string? resume)
        {
            options = Options(resume, new Sgd(0.5), new ReduceLearningRateOnPlateau(patience: 1, minimumChange: 10), default);
            return new TestModel(new DenseProgram(3, 1, "linear"), seed: 2);
        }

        static FitOptions Options(string? resume, Optimizer optimizer, Callback plateau, CancellationToken cancellation, params Callback[] more) => new()
        {
            Epochs = 5,
            BatchSize = 9,
            Loss = Loss.MeanSquaredError,
            Optimizer = optimizer,
            Callbacks = [plateau, .. more],
            Cancellation = cancellation,
            Resume = resume,
        };
    }

    [Fact]
    public void Saving_is_refused_when_the_fit_is_over()
    {
        TooLate callback = new();
        Should.Throw<InvalidOperationException>(() => Fit(null, 1, out _, callback)).Message.ShouldContain("OnFitEnding");
    }

    [Fact]
    public void A_custom_loop_resumes_exactly()
    {
        string path = NewPath();
        float[] expected = Loop(0, 12, null);
        Loop(0, 5, path);
        Loop(5, 12, path).ShouldBe(expected);

        float[] Loop(int from, int to, string? file)
        {
            TestModel model = new(new BagProgram(5, 12, 3), seed: from);
            using Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = 8, Optimizer = new Nadam(0.05), Threads = 1 + (from % 2) });
            int step = 0;
            if (from > 0)
            {
                trainer.Load(file!, state => step = (int)state.ReadInt64("step"));
            }

            step.ShouldBe(from);
            for (; step < to; step++)
            {
                trainer.Step(TrainingData.Tokens(64, 5, 12), [step, step + 7, step + 30]);
            }

            if (file is not null && from == 0)
            {
                trainer.Save(file, state => state.Write("step", step));
            }

            return [.. model.GetWeight("embedding/embeddings"), .. model.GetWeight("dense/kernel")];
        }
    }

    [Fact]
    public void A_training_is_saved_to_a_stream_and_continued_from_one()
    {
        Dataset data = TrainingData.Tokens(64, 5, 12);
        TestModel first = new(new BagProgram(5, 12, 3), seed: 1);
        using Trainer trainer = first.CreateTrainer(new FitOptions { BatchSize = 8, Optimizer = new Nadam(0.05) });
        trainer.Step(data, [1, 2, 3]);
        using MemoryStream saved = new();
        trainer.Save(saved, state => state.Write("step", 1L));
        trainer.Step(data, [4, 5]);

        // From where a stream that can seek stands, and from one that cannot.
        using MemoryStream within = new([1, 2, .. saved.ToArray()]);
        within.Position = 2;
        foreach (Stream stream in new Stream[] { within, new TrickleStream(saved.ToArray()) })
        {
            TestModel second = new(new BagProgram(5, 12, 3), seed: 2);
            using Trainer continued = second.CreateTrainer(new FitOptions { BatchSize = 8, Optimizer = new Nadam(0.05) });
            long step = 0;
            continued.Load(stream, state => step = state.ReadInt64("step"));
            step.ShouldBe(1);
            continued.Step(data, [4, 5]);
            second.GetWeight("embedding/embeddings").ShouldBe(first.GetWeight("embedding/embeddings"));
        }

        Should.Throw<CheckpointException>(() => trainer.Load(new MemoryStream(saved.ToArray()[..^1]))).Message.ShouldStartWith("the stream cannot be used to continue a training: it was cut off or damaged");
    }

    private static Dataset Data => TrainingData.Line(40, 3);

    private static string NewPath() => Path.Combine(Directory.CreateTempSubdirectory("seqgen").FullName, "training.state");

    private static (string Name, Optimizer Optimizer)[] CreateOptimizers() =>
    [
        ("sgd", new Sgd(0.1)), ("momentum", new Sgd(0.1) { Momentum = 0.9f }), ("nesterov", new Sgd(0.1) { Momentum = 0.9f, Nesterov = true, ClipValue = 0.1f }),
        ("rmsprop", new RmsProp(0.05)), ("rmsprop centered", new RmsProp(0.05) { Centered = true, Momentum = 0.9f, WeightDecay = 0.01f }),
        ("adam", new Adam(0.05) { ClipNorm = 0.5f }), ("amsgrad", new Adam(new ExponentialDecay(0.05, 10, 0.5)) { AmsGrad = true }), ("adamw", new AdamW(0.05)),
        ("nadam", new Nadam(0.05)), ("adagrad", new Adagrad(0.05) { InitialAccumulatorValue = 0.3f }), ("adadelta", new Adadelta(1)),
        ("custom", new SignMomentum(0.05) { Beta = 0.8f, ClipValue = 0.2f }),
    ];

    private static InterruptedTraining Table(Func<Optimizer> optimizer)
    {
        int run = 0;
        return new InterruptedTraining
        {
            Model = () => new TestModel(new BagProgram(5, 12, 3), seed: 4),
            Data = TrainingData.Tokens(60, 5, 12),
            Options = (around, resume) => new FitOptions
            {
                Epochs = 4,
                BatchSize = 8,
                Seed = 9,
                Optimizer = optimizer(),
                Threads = 1 + (run++ % 2),
                Callbacks = around,
                Resume = resume,
            },
        };
    }

    private static InterruptedTraining Line(Func<Callback[], string?, FitOptions> options) => new()
    {
        Model = () => new TestModel(new DenseProgram(3, 1, "linear"), seed: 2),
        Data = Data,
        Options = options,
    };

    private static Outcome AssertSame(InterruptedTraining training)
    {
        Outcome expected = training.RunUndisturbed();
        expected.ShouldBe(training.RunUndisturbed());
        for (int seed = 0, interruptions = 0; interruptions < Interruptions; seed++)
        {
            training.RunInterrupted(new Random(seed), meanEvents: 12, out int count).ShouldBe(expected, $"seed {seed}");
            interruptions += count;
        }

        return expected;
    }

    private static Outcome Fit(string? resume, int epochs, out FitContext fit, params Callback[] callbacks) => Fit(resume, epochs, out fit, default, callbacks);

    private static Outcome Fit(string? resume, int epochs, out FitContext fit, CancellationToken cancellation, params Callback[] callbacks)
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"), seed: 2);
        Witness witness = new();
        History history = model.Fit(Data, new FitOptions
        {
            Epochs = epochs,
            BatchSize = 9,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Nadam(0.01),
            ValidationSplit = 0.25,
            Callbacks = [witness, .. callbacks],
            Cancellation = cancellation,
            Resume = resume,
        });
        fit = witness.Fit!;
        return Outcome.Of(model, history);
    }

    private sealed class Witness : Callback
    {
        public FitContext? Fit { get; private set; }

        protected internal override bool IsObserver => true;

        public override void OnFitBegin(FitContext fit) => Fit = fit;
    }

    private sealed class Canceller(CancellationTokenSource source, int step) : Callback
    {
        private int _steps;

        protected internal override bool IsObserver => true;

        public override void OnStepEnd(FitContext fit)
        {
            if (++_steps == step)
            {
                source.Cancel();
            }
        }
    }

    private sealed class TooLate : Callback
    {
        public override void OnFitEnd(FitContext fit) => fit.SaveTraining("too.late");
    }

    /// <summary>Counts steps, and changes the course of training by what it counted.</summary>
    private sealed class Counting(List<long> counts) : Callback
    {
        private long _steps;

        public override void OnFitBegin(FitContext fit) => _steps = 0;

        public override void OnStepEnd(FitContext fit)
        {
            _steps++;
            float[] kernel = fit.Model.GetWeight("dense/kernel");
            kernel[0] += _steps * 0.001f;
            fit.Model.SetWeight("dense/kernel", kernel);
        }

        public override void OnFitEnding(FitContext fit) => counts.Add(_steps);

        protected internal override void SaveState(FitContext fit, StateWriter state) => state.Write("steps", _steps);

        protected internal override void LoadState(FitContext fit, StateReader state) => _steps = state.ReadInt64("steps");
    }

    /// <summary>A rate that depends on how often it was asked for.</summary>
    private sealed class Noisy : LearningRateSchedule
    {
        private readonly Dictionary<long, double> _rates = [];
        private long _seed = 17;

        public override double At(long step)
        {
            if (!_rates.TryGetValue(step, out double rate))
            {
                _seed = ((_seed * 1103515245) + 12345) & int.MaxValue;
                _rates.Add(step, rate = _seed * 0.01 / int.MaxValue);
            }

            return rate;
        }

        protected internal override void SaveState(StateWriter state)
        {
            state.Write("seed", _seed);
            state.Write("steps", [.. _rates.Keys]);
            state.Write("rates", [.. _rates.Values]);
        }

        protected internal override void LoadState(StateReader state)
        {
            _seed = state.ReadInt64("seed");
            _rates.Clear();
            foreach ((long step, double rate) in state.ReadInt64s("steps").Zip(state.ReadDoubles("rates")))
            {
                _rates.Add(step, rate);
            }
        }
    }
}
