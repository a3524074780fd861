namespace SeqGen.Tests.Models;

/// <summary>No size wraps: buffers hold as many rows as there are, or there is an exception that names model, rows and bytes.</summary>
public sealed class BufferSizeTests
{
    private const int Rows = 5;
    private const int Steps = 64;
    private const int Vocabulary = 100;

    /// <summary>Far less than one batch of the sizes below; other tests, which run at the same time, allocate as well.</summary>
    private const long FewBytes = 2L << 30;

    /// <summary>Products with these wrap 32 bits in one buffer or another.</summary>
    public static TheoryData<int> BatchSizes => [65_536, 268_440, 1 << 24, 1 << 30, int.MaxValue - 1, int.MaxValue];

    [Theory]
    [MemberData(nameof(BatchSizes))]
    public void A_fit_takes_room_for_the_rows_there_are(int batchSize)
    {
        TestModel expected = NewModel();
        expected.Fit(Data(), Options(Rows));
        TestModel model = NewModel();
        long before = GC.GetTotalAllocatedBytes();
        History history = model.Fit(Data(), Options(batchSize));
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(FewBytes);
        history.Epochs.Count.ShouldBe(2);
        model.GetWeight("embedding/embeddings").ShouldBe(expected.GetWeight("embedding/embeddings"));
    }

    [Theory]
    [MemberData(nameof(BatchSizes))]
    public void Evaluation_and_prediction_take_room_for_the_rows_there_are(int batchSize)
    {
        TestModel model = NewModel();
        long before = GC.GetTotalAllocatedBytes();
        model.Predict(Data(), batchSize, threads: 2).ShouldBe(model.Predict(Data(), Rows, threads: 1));
        model.Evaluate(Data(), new() { BatchSize = batchSize }).Loss.ShouldBe(model.Evaluate(Data(), new() { BatchSize = Rows }).Loss);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(FewBytes);
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(268_440)]
    [InlineData(int.MaxValue)]
    public void A_gradient_of_too_many_rows_is_refused(int rows)
    {
        ModelMemoryException error = Should.Throw<ModelMemoryException>(() => NewModel().CreateGradients(rows));
        error.Model.ShouldBe("BagModel");
        error.Rows.ShouldBeGreaterThanOrEqualTo(rows);
        error.Bytes.ShouldBeGreaterThan((long)rows * Steps * 1024 * sizeof(float) - 1);
        error.Message.ShouldContain("BagModel");
        error.Message.ShouldContain($"{error.Rows:N0} rows");
        error.Message.ShouldContain($"{error.Bytes:N0} bytes");
    }

    [Fact]
    public void Outputs_that_no_array_holds_are_refused()
    {
        TestModel model = new(new SumProgram(9, stateful: false));
        ModelMemoryException error = Should.Throw<ModelMemoryException>(() => model.Predict(new EndlessRows(int.MaxValue)));
        error.Rows.ShouldBe(int.MaxValue);
        Should.Throw<ModelMemoryException>(() => model.Evaluate(new EndlessRows(int.MaxValue), new() { BatchSize = int.MaxValue, Loss = Loss.MeanSquaredError }));
    }

    [Fact]
    public void A_trainer_grows_with_its_batches()
    {
        float[][] found = [.. new[] { 200, int.MaxValue }.Select(batchSize =>
        {
            TestModel model = NewModel();
            using Trainer trainer = model.CreateTrainer(Options(batchSize));
            foreach (int rows in new[] { 3, 1, 150, 40, 200 })
            {
                trainer.Step(Data(200), Enumerable.Range(0, rows).ToArray());
            }

            return model.GetWeight("embedding/embeddings");
        })];
        found[1].ShouldBe(found[0]);
    }

    [Fact]
    public void A_trainer_that_grows_keeps_the_states_it_carries()
    {
        float[][] found = [.. new[] { new[] { 4 }, new[] { 8, 4 } }.Select(first =>
        {
            TestModel model = new(new SumProgram(2));
            Dataset data = Dataset.FromFeatures([.. Enumerable.Range(0, 16).Select(value => value * 0.1f)], 2, new float[16]);
            using Trainer trainer = model.CreateTrainer(new() { BatchSize = 8, Loss = Loss.MeanSquaredError, Optimizer = new Sgd(1e-3) });
            foreach (int rows in first)
            {
                // The batch of eight makes room, and leaves no states behind.
                trainer.ResetStates();
                model.SetWeight("sum/gain", [1]);
                trainer.Step(data, Enumerable.Range(0, rows).ToArray());
            }

            trainer.Step(data, Enumerable.Range(0, 4).ToArray());
            trainer.Step(data, Enumerable.Range(0, 8).ToArray());
            return model.GetWeight("sum/gain");
        })];
        found[1].ShouldBe(found[0]);
    }

    [Fact]
    public void A_buffer_is_as_long_as_an_array_at_most()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new AlignedBuffer(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => new AlignedBuffer(AlignedBuffer.MaxLength + 1L));
        Should.Throw<ArgumentOutOfRangeException>(() => new AlignedBuffer(int.MaxValue));
        Should.Throw<ArgumentOutOfRangeException>(() => new AlignedBuffer(1L << 33));
    }

    [Fact]
    public void A_product_of_rows_and_values_never_wraps()
    {
        foreach (long rows in new[] { 1L << 16, (1L << 31) + 1, 1L << 32, long.MaxValue })
        {
            foreach (long perRow in new[] { 1L << 16, 1L << 32, long.MaxValue / 2 })
            {
                Should.Throw<ModelMemoryException>(() => new ModelMemory("M", "a test", rows).FloatsPerRow(perRow));
                Should.Throw<ModelMemoryException>(() => new ModelMemory("M", "a test", rows).Array<double>(perRow));
            }
        }

        Should.Throw<ModelMemoryException>(() => new ModelMemory("M", "a test").Buffers(1L << 32, 1));
        Should.Throw<ModelMemoryException>(() => new ModelMemory("M", "a test").Buffers(1, 1L << 32));
        new ModelMemory("M", "a test", 0).FloatsPerRow(long.MaxValue).Length.ShouldBe(0);
    }

    [Fact]
    public void All_buffers_together_are_compared_with_the_machine()
    {
        ModelMemory memory = new("M", "a test", 3);
        long each = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / sizeof(float) / 2;
        ModelMemoryException error = Should.Throw<ModelMemoryException>(() => memory.Buffers((each / 1_000_000) + 1, 2_000_000));
        error.Message.ShouldContain("this process can have");
    }

    private static TestModel NewModel() => new(new BagProgram(Steps, Vocabulary, 1024), seed: 3);

    private static FitOptions Options(int batchSize) => new() { BatchSize = batchSize, Epochs = 2, Threads = 2, Optimizer = new Adam() };

    private static ArrayDataset Data(int rows = Rows) => Dataset.FromTokens(
        [.. Enumerable.Range(0, rows * Steps).Select(i => i * 7 % Vocabulary)], Steps, [.. Enumerable.Range(0, rows).Select(row => row & 1)]);

    /// <summary>Many rows without memory of their own.</summary>
    private sealed class EndlessRows(int count) : Dataset
    {
        public override int Count => count;

        public override int TargetsPerRow => 9;

        public override void CopyRow(int row, Batch batch, int batchRow) => batch.SetFeatures(batchRow, [row]);
    }
}
