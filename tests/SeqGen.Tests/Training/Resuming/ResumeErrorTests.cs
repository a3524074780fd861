namespace SeqGen.Tests.Training.Resuming;

/// <summary>What does not belong to a saved training is refused with a message that says what, and changes nothing.</summary>
public sealed class ResumeErrorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seqgen");

    private string FilePath => Path.Combine(_folder.FullName, "training.state");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_setting_that_differs_is_named()
    {
        Fit(new Settings(), save: true);
        Fit(new Settings { Threads = 3, Epochs = 3 }, save: false);
        AssertRefused(new Settings { BatchSize = 8 }, "batch size: 4 in the file, 8 now");
        AssertRefused(new Settings { Seed = 1 }, "seed: 0 in the file, 1 now");
        AssertRefused(new Settings { Shuffle = false }, "shuffle: True in the file, False now");
        AssertRefused(new Settings { Rows = 44 }, "rows of the training data: 30 in the file, 33 now");
        AssertRefused(new Settings { Split = 0.5 }, "rows of the validation data: 10 in the file, 20 now");
        AssertRefused(new Settings { Loss = new Huber(2) }, "loss: huber (delta: 1) in the file, huber (delta: 2) now");
        AssertRefused(new Settings { Loss = Loss.MeanSquaredError }, "loss: huber (delta: 1) in the file, mean_squared_error now");
        AssertRefused(new Settings { Metrics = [Metric.MeanSquaredError] }, "metrics: mae in the file, mse now");
        AssertRefused(new Settings { Metrics = [Metric.MeanAbsoluteError, new Precision(0.4f)] }, "metrics: mae in the file, mae, precision above 0.4 now");
        AssertRefused(new Settings { Optimizer = new Adam(0.01) { Beta1 = 0.8f } }, "optimizer/Beta1: 0.9 in the file, 0.8 now");
        AssertRefused(new Settings { Optimizer = new Adam(0.01) { ClipNorm = 1 } }, "optimizer/ClipNorm: none in the file, 1 now");
        AssertRefused(new Settings { Optimizer = new Adam(0.02) }, "learning rate/rate: 0.01 in the file, 0.02 now");
        AssertRefused(new Settings { Optimizer = new Adam(new ExponentialDecay(0.01, 3, 0.5)) }, "learning rate/type: SeqGen.ConstantRate in the file, SeqGen.ExponentialDecay now");
        AssertRefused(new Settings { Optimizer = new AdamW(0.01) }, "optimizer/type: SeqGen.Adam in the file, SeqGen.AdamW now");
        AssertRefused(new Settings { Optimizer = new Sgd(0.01) }, "optimizer/Momentum: not set in the file, 0 now");
        AssertRefused(new Settings { Optimizer = new SignMomentum(0.01) }, "optimizer/type: SeqGen.Adam in the file, SeqGen.Tests.Training.SignMomentum now");
        AssertRefused(new Settings { Callbacks = () => [] }, "callbacks: SeqGen.EarlyStopping in the file, none now");
        AssertRefused(new Settings { Callbacks = () => [new ModelCheckpoint("x"), new EarlyStopping(patience: 9)] }, "callbacks: SeqGen.EarlyStopping in the file, SeqGen.ModelCheckpoint, SeqGen.EarlyStopping now");
        AssertRefused(new Settings { Callbacks = () => [new EarlyStopping(patience: 8)] }, "callback 1/patience: 9 in the file, 8 now");
        AssertRefused(new Settings { Callbacks = () => [new EarlyStopping("mae", patience: 9)] }, "callback 1/figure: val_loss in the file, mae now");
        AssertRefused(new Settings { Program = new DenseProgram(3, 1, "sigmoid") }, "output: ");
        AssertRefused(new Settings { Program = new DenseProgram(3, 1, "linear", l2: 0.5f) }, "weight dense/kernel: (3, 1), trained, L1 0, L2 0 in the file, (3, 1), trained, L1 0, L2 0.5 now");
    }

    [Fact]
    public void Other_class_weights_are_named()
    {
        void FitClasses(Dictionary<int, float>? weights, string? resume) => new TestModel(new DenseProgram(3, 3, "softmax")).Fit(TrainingData.Classes(20), new FitOptions
        {
            Loss = Loss.SparseCategoricalCrossentropy,
            ClassWeights = weights,
            Callbacks = [new TrainingCheckpoint(FilePath)],
            Resume = resume,
        });
        FitClasses(new() { [2] = 0.5f, [0] = 2 }, null);
        FitClasses(new() { [0] = 2, [2] = 0.5f }, FilePath);
        Should.Throw<CheckpointException>(() => FitClasses(null, FilePath)).Message.ShouldContain("class weights: class 0: 2, class 2: 0.5 in the file, none now");
    }

    [Fact]
    public void All_differences_are_listed_at_once()
    {
        Fit(new Settings(), save: true);
        string message = AssertRefused(new Settings { BatchSize = 8, Seed = 3, Shuffle = false }, "batch size");
        message.ShouldContain("seed: ");
        message.ShouldContain("shuffle: ");
        message.ShouldContain($"The training in '{FilePath}' cannot be continued");
    }

    [Fact]
    public void Another_structure_is_named_by_its_place() => Difference.Between(
        """{"config":{"layers":[{"name":"a","rate":0.5},{"name":"b"}]}}""", """{"config":{"layers":[{"name":"a","rate":0.25},{"name":"c"}]}}""")
        .ShouldBe("config.layers[0].rate is 0.5 in the file, 0.25 now");

    [Fact]
    public void A_missing_file_a_folder_and_another_file_are_refused()
    {
        Should.Throw<CheckpointException>(() => Fit(new Settings(), save: false)).Message.ShouldContain($"Cannot read '{FilePath}'");
        File.WriteAllText(FilePath, "");
        Should.Throw<CheckpointException>(() => Fit(new Settings(), save: false)).Message.ShouldContain("it is not the file of a training");
        new TestModel(new DenseProgram(3, 1, "linear")).Save(FilePath);
        Should.Throw<CheckpointException>(() => Fit(new Settings(), save: false)).Message.ShouldContain("it is not the file of a training");
        File.Delete(FilePath);
        Directory.CreateDirectory(FilePath);
        Should.Throw<CheckpointException>(() => Fit(new Settings(), save: false));
        Directory.Delete(FilePath);
        if (!OperatingSystem.IsWindows())
        {
            Should.Throw<CheckpointException>(() => TrainingState.Load("/dev/zero")).Message.ShouldContain("a device");
        }
    }

    [Fact]
    public void A_file_cut_at_any_byte_and_a_flipped_byte_are_noticed()
    {
        Fit(new Settings(), save: true);
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int i = 0; i < whole.Length; i++)
        {
            File.WriteAllBytes(FilePath, whole[..i]);
            Should.Throw<CheckpointException>(() => TrainingState.Load(FilePath));
            byte[] flipped = [.. whole];
            flipped[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(FilePath, flipped);
            Should.Throw<CheckpointException>(() => TrainingState.Load(FilePath));
        }

        File.WriteAllBytes(FilePath, [.. whole, 0]);
        Should.Throw<CheckpointException>(() => TrainingState.Load(FilePath));
    }

    [Fact]
    public void Contents_that_make_no_sense_are_refused_although_the_checksum_is_right()
    {
        Random random = new(1);
        Fit(new Settings(), save: true);
        byte[] contents = File.ReadAllBytes(FilePath)[40..];
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. contents];
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(FilePath, [.. "SEQGENT1"u8, .. System.Security.Cryptography.SHA256.HashData(damaged), .. damaged]);
            try
            {
                TrainingState.Load(FilePath).Values.Count.ShouldBeLessThan(1000);
            }
            catch (CheckpointException)
            {
                // The documented one.
            }
        }
    }

    [Fact]
    public void Values_come_back_as_they_were_written()
    {
        TrainingState state = new();
        StateWriter writer = state.Writer.Part("part");
        writer.Write("integer", long.MinValue);
        writer.Write("number", -0.0);
        writer.Write("not a number", double.NaN);
        writer.Write("truth", true);
        writer.Write("text", "Zürich \ud83d\ude00 \0");
        writer.Write("floats", [1.5f, float.NegativeInfinity]);
        writer.Write("many", Enumerable.Range(0, 300_000).Select(i => (double)i).ToArray());
        writer.Write("integers", [1L, 2L]);
        writer.Write("bytes", [1, 2, 255]);
        writer.Write("nothing", ReadOnlySpan<float>.Empty);
        writer.WriteSetting("setting", 0.1);
        Should.Throw<ArgumentException>(() => writer.Write("truth", 1)).Message.ShouldContain("'part/truth' was written before");
        Should.Throw<ArgumentException>(() => writer.WriteSetting("setting", 1)).Message.ShouldContain("'part/setting' was written before");
        Should.Throw<ArgumentException>(() => writer.Write("", 1));
        state.Save(FilePath);
        TrainingState loaded = TrainingState.Load(FilePath);
        loaded.Settings["part/setting"].ShouldBe("0.1");
        StateReader reader = loaded.Reader.Part("part");
        reader.ReadInt64("integer").ShouldBe(long.MinValue);
        BitConverter.DoubleToInt64Bits(reader.ReadDouble("number")).ShouldBe(long.MinValue);
        reader.ReadDouble("not a number").ShouldBe(double.NaN);
        reader.ReadBoolean("truth").ShouldBeTrue();
        reader.ReadString("text").ShouldBe("Zürich \ud83d\ude00 \0");
        reader.ReadSingles("floats").ShouldBe([1.5f, float.NegativeInfinity]);
        reader.ReadDoubles("many").ShouldBe(Enumerable.Range(0, 300_000).Select(i => (double)i));
        reader.ReadInt64s("integers").ShouldBe([1, 2]);
        reader.ReadBytes("bytes").ShouldBe([1, 2, 255]);
        reader.ReadSingles("nothing").ShouldBeEmpty();
        reader.Has("nothing").ShouldBeTrue();
        reader.Has("something").ShouldBeFalse();
        Should.Throw<CheckpointException>(() => reader.ReadInt64("something")).Message.ShouldContain("it holds no value 'part/something'");
        Should.Throw<CheckpointException>(() => reader.ReadInt64("number")).Message.ShouldContain("of another type");
        Should.Throw<CheckpointException>(() => reader.ReadInt64("integers")).Message.ShouldContain("has 2 numbers where 1 are expected");
    }

    [Fact]
    public void A_loop_custom_is_compared_too()
    {
        TestModel model = new(new DenseProgram(3, 1, "linear"));
        using (Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = 4, Loss = Loss.MeanSquaredError }))
        {
            trainer.Save(FilePath);
            Should.Throw<ArgumentException>(() => trainer.Save(FilePath, state => state.WriteSetting("a", 1))).Message.ShouldContain("are not compared");
        }

        using Trainer other = model.CreateTrainer(new FitOptions { BatchSize = 8, Loss = Loss.MeanSquaredError });
        Should.Throw<CheckpointException>(() => other.Load(FilePath)).Message.ShouldContain("batch size: 4 in the file, 8 now");
        Should.Throw<CheckpointException>(() => Fit(new Settings { Loss = Loss.MeanSquaredError }, save: false)).Message.ShouldContain("saved by: Trainer.Save in the file, Fit now");
    }

    private string AssertRefused(Settings settings, string difference)
    {
        TestModel model = new(settings.Program, seed: 8);
        float[] before = model.Weights.Span.ToArray();
        string message = Should.Throw<CheckpointException>(() => Fit(settings, save: false, model)).Message;
        message.ShouldContain(difference);
        model.Weights.Span.ToArray().ShouldBe(before);
        return message;
    }

    private void Fit(Settings settings, bool save, TestModel? model = null) => (model ?? new TestModel(settings.Program)).Fit(TrainingData.Line(settings.Rows, 3), new FitOptions
    {
        Epochs = settings.Epochs,
        BatchSize = settings.BatchSize,
        Seed = settings.Seed,
        Shuffle = settings.Shuffle,
        Loss = settings.Loss,
        Metrics = settings.Metrics,
        Optimizer = settings.Optimizer,
        ValidationSplit = settings.Split,
        Threads = settings.Threads,
        Callbacks = [.. settings.Callbacks(), .. save ? new Callback[] { new TrainingCheckpoint(FilePath, everySteps: 3) } : []],
        Resume = save ? null : FilePath,
    });

    private sealed class Settings
    {
        public TestProgram Program { get; init; } = new DenseProgram(3, 1, "linear");

        public int Epochs { get; init; } = 2;

        public int BatchSize { get; init; } = 4;

        public int Seed { get; init; }

        public bool Shuffle { get; init; } = true;

        public int Rows { get; init; } = 40;

        public double Split { get; init; } = 0.25;

        public int Threads { get; init; } = 1;

        public Loss Loss { get; init; } = Loss.Huber;

        public IReadOnlyList<Metric> Metrics { get; init; } = [Metric.MeanAbsoluteError];

        public Optimizer Optimizer { get; init; } = new Adam(0.01);

        public Func<Callback[]> Callbacks { get; init; } = () => [new EarlyStopping(patience: 9)];
    }
}
