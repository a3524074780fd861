using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>A whole fit on several ranks: validation, callbacks, files, interruptions, and what goes wrong on one of them.</summary>
public sealed class RankFitTests : IDisposable
{
    private const int Epochs = 3;
    private const string Carried = "Carried";
    private const string Dropped = "Dropped";

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        SampleModels.Sample(Carried, "features length=5 size=3", "lstm 9 stateful=true dropout=0.2 return_sequences=true", "dense 2"),
        SampleModels.Sample(Dropped, "tokens length=7 vocabulary=11", "embedding 5 mask_zero=true", "spatial_dropout1d 0.2", "bidirectional gru 6 recurrent_dropout=0.3", "dense 1 sigmoid"),
        SampleModels.Sample("Normal", "features length=6 size=5", "conv1d 8 3 padding=same", "batch_normalization momentum=0.9", "activation relu", "simple_rnn 7", "dropout 0.3", "dense 2"),
    ]));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seqgen");

    public static TheoryData<string> Names => [Carried, Dropped, "Normal"];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fit_is_that_of_one_process(string name)
    {
        string[] expected = ResumableRun.Train(Compiled.Value.Create(name, 7), Epochs, 1, null, PathOf("alone"));
        foreach (int ranks in new[] { 2, 3, 8 })
        {
            string best = PathOf($"{ranks} ranks");
            foreach (string[] found in MemoryCommunicator.Run(ranks, communicator => ResumableRun.TrainOn(communicator, Compiled.Value.Create(name, 7), Epochs, 1, null, best)))
            {
                found.ShouldBe(expected, $"{ranks} ranks");
            }

            File.ReadAllBytes(best).ShouldBe(File.ReadAllBytes(PathOf("alone")));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_number_of_ranks_continues_it(string name)
    {
        string[] expected = ResumableRun.Train(Compiled.Value.Create(name, 7), Epochs, 1, null, PathOf("alone"));
        string state = PathOf("state");
        for (int run = 0; run < 3; run++)
        {
            Watcher interrupter = new() { Step = fit => Interrupt(fit.Optimizer.Iterations == (2 * run) + 2) };
            Exception?[] errors = MemoryCommunicator.RunAll(3 - run, communicator => ResumableRun.TrainOn(
                communicator, Compiled.Value.Create(name, 7), Epochs, 1, state, PathOf("best"), interrupter));
            errors[0].ShouldBeOfType<TimeoutException>();
            errors.Skip(1).ShouldAllBe(error => error is CommunicatorException && error.Message.Contains("Rank 0 of", StringComparison.Ordinal) && error.Message.Contains("enough", StringComparison.Ordinal));
        }

        MemoryCommunicator.Run(4, communicator => ResumableRun.TrainOn(communicator, Compiled.Value.Create(name, 7), Epochs, 1, state, PathOf("best"))).ShouldAllBe(found => found.SequenceEqual(expected));
        File.ReadAllBytes(PathOf("best")).ShouldBe(File.ReadAllBytes(PathOf("alone")));

        static void Interrupt(bool isTime) => _ = isTime ? throw new TimeoutException("enough") : 0;
    }

    [Fact]
    public void All_ranks_follow_the_callbacks_of_the_first()
    {
        float[][] weights = MemoryCommunicator.Run(3, communicator =>
        {
            SequenceModel model = Compiled.Value.Create(Dropped, 7);
            Watcher watcher = new()
            {
                Step = fit =>
                {
                    communicator.Rank.ShouldBe(0);
                    fit.Optimizer.LearningRate = 0.5 / fit.Step;
                    fit.Model.SetWeight("dense/bias", [fit.Step]);
                    if (fit.Step == 2)
                    {
                        fit.StopTraining();
                    }
                },
            };
            History history = Fit(model, communicator, watcher);
            history.Epochs.Count.ShouldBe(1);
            history.Epochs[0].LearningRate.ShouldBe(0.25);
            return AllWeights(model);
        });
        weights[1].ShouldBe(weights[0]);
        weights[2].ShouldBe(weights[0]);
    }

    [Fact]
    public void A_bad_row_ends_all_ranks_and_names_the_one_that_has_it()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(3, communicator =>
        {
            SequenceModel model = Compiled.Value.Create(Dropped, 7);
            ModelRows rows = SampleModels.RandomRows(model);
            float[] targets = SampleModels.RandomTargets(model, rows.Rows);
            targets[17] = float.NaN;
            model.Fit(rows.ToDataset(targets), new FitOptions { Loss = Loss.MeanSquaredError, Shuffle = false, BatchSize = rows.Rows, Threads = 1, LeastPart = 1, Communicator = communicator });
        });
        int bad = Array.FindIndex(errors, error => error is ArgumentException);
        bad.ShouldBeGreaterThan(0, "the last rows are not those of rank 0");
        errors[bad]!.Message.ShouldContain("Row 17");
        errors[0].ShouldBeOfType<CommunicatorException>().Rank.ShouldBe(bad);
        errors[0]!.Message.ShouldContain("Row 17");
    }

    [Fact]
    public void Another_batch_size_is_refused_by_name()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(3, communicator => Fit(Compiled.Value.Create(Dropped, 7), communicator, batchSize: communicator.Rank == 2 ? 17 : 16));
        foreach (Exception? error in errors)
        {
            error.ShouldBeOfType<CommunicatorException>().Rank.ShouldBe(2);
            error.Message.ShouldContain("batch size: 16 on rank 0, 17 on rank 2");
        }
    }

    [Fact]
    public void Another_model_other_weights_and_other_data_are_refused_by_name()
    {
        MemoryCommunicator.RunAll(2, communicator => Fit(Compiled.Value.Create(communicator.Rank == 0 ? Dropped : Carried, 7), communicator))[0]!.Message.ShouldContain("model: ");
        MemoryCommunicator.RunAll(2, communicator => Fit(Compiled.Value.Create(Dropped, 7 + communicator.Rank), communicator))[0]!.Message.ShouldContain("checksum of weights and moments");
        MemoryCommunicator.RunAll(2, communicator => Fit(Compiled.Value.Create(Dropped, 7), communicator, seed: communicator.Rank))[0]!.Message.ShouldContain("training data");
    }

    [Fact]
    public void Other_sample_weights_are_refused() => MemoryCommunicator.RunAll(2, communicator =>
    {
        SequenceModel model = Compiled.Value.Create(Dropped, 7);
        ModelRows rows = SampleModels.RandomRows(model);
        ArrayDataset data = (ArrayDataset)rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows));
        float[] weights = [.. Enumerable.Repeat(1f, rows.Rows)];
        weights[^1] += communicator.Rank;
        model.Fit(data.WithSampleWeights(weights), new FitOptions { Loss = Loss.MeanSquaredError, Threads = 1, Communicator = communicator });
    }).ShouldAllBe(error => error is CommunicatorException && error.Message.Contains("training data", StringComparison.Ordinal));

    [Theory]
    [InlineData("begin")]
    [InlineData("validation")]
    [InlineData("epoch")]
    [InlineData("end")]
    public void A_callback_that_throws_ends_all_ranks(string place)
    {
        Exception?[] errors = MemoryCommunicator.RunAll(3, communicator =>
        {
            SequenceModel model = Compiled.Value.Create(Dropped, 7);
            ModelRows rows = SampleModels.RandomRows(model);
            float[] targets = SampleModels.RandomTargets(model, rows.Rows);
            float[] bad = [.. targets];
            bad[^1] = place == "validation" ? float.NaN : bad[^1];
            model.Fit(rows.ToDataset(targets), new FitOptions
            {
                BatchSize = 16,
                Threads = 1,
                Shuffle = false,
                LeastPart = 1,
                Loss = Loss.MeanSquaredError,
                Validation = rows.ToDataset(bad),
                Callbacks = [new Thrower(place)],
                Communicator = communicator,
            });
        });
        string message = place == "validation" ? $"Row {SampleModels.RandomRows(Compiled.Value.Create(Dropped, 7)).Rows - 1}" : "enough of it";
        errors.ShouldAllBe(error => error != null && error.Message.Contains(message, StringComparison.Ordinal));
        errors.Count(error => error is CommunicatorException).ShouldBe(2);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(-1, 2)]
    [InlineData(0, 0)]
    public void A_communicator_that_numbers_its_ranks_otherwise_is_refused(int rank, int size) =>
        Should.Throw<ArgumentException>(() => Fit(Compiled.Value.Create(Dropped, 7), new Misnumbered(rank, size))).Message.ShouldContain($"rank {rank} of {size}");

    [Fact]
    public void Ranks_that_step_with_other_rows_are_told()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(2, communicator =>
        {
            SequenceModel model = Compiled.Value.Create(Dropped, 7);
            ModelRows rows = SampleModels.RandomRows(model);
            using Trainer trainer = model.CreateTrainer(new FitOptions { Loss = Loss.MeanSquaredError, Threads = 1, Communicator = communicator });
            trainer.Step(rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows)), [0, 1, 2, 3, 4 + communicator.Rank]);
        });
        errors.ShouldAllBe(error => error is CommunicatorException && error.Message.Contains("the same rows", StringComparison.Ordinal));
    }

    [Fact]
    public void One_cancelled_rank_cancels_all_at_the_same_step()
    {
        using CancellationTokenSource source = new();
        string state = PathOf("cancelled");
        SequenceModel[] models = [.. Enumerable.Range(0, 3).Select(_ => Compiled.Value.Create(Dropped, 7))];
        Exception?[] errors = MemoryCommunicator.RunAll(3, communicator =>
        {
            communicator.Before = exchange =>
            {
                if (communicator.Rank == 2 && exchange == 40)
                {
                    source.Cancel();
                }
            };
            Fit(models[communicator.Rank], communicator, new TrainingCheckpoint(state), epochs: 1000, cancellation: communicator.Rank == 2 ? source.Token : default);
        });
        errors.ShouldAllBe(error => error is OperationCanceledException);
        AllWeights(models[1]).ShouldBe(AllWeights(models[0]));
        AllWeights(models[2]).ShouldBe(AllWeights(models[0]));
        File.Exists(state).ShouldBeTrue();
    }

    [Fact]
    public void A_lost_connection_ends_all_ranks()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(3, communicator =>
        {
            communicator.Before = exchange =>
            {
                if (communicator.Rank == 1 && exchange == 50)
                {
                    throw new CommunicatorException("the cable was cut", 1);
                }
            };
            Fit(Compiled.Value.Create(Dropped, 7), communicator, epochs: 1000);
        });
        errors.ShouldAllBe(error => error is CommunicatorException);
        errors[1]!.Message.ShouldBe("the cable was cut");
    }

    [Fact]
    public void What_travels_are_the_different_tokens_of_a_batch()
    {
        const int Rows = 16;
        const int Length = 7;
        const int Size = 16;
        CompiledModels compiled = CompiledModels.Compile(
        [
            SampleModels.Sample("Small", "tokens length=7 vocabulary=120", $"embedding {Size}", "global_average_pooling1d", "dense 1"),
            SampleModels.Sample("Large", "tokens length=7 vocabulary=11000", $"embedding {Size}", "global_average_pooling1d", "dense 1"),
        ]);
        int[] different = [.. Enumerable.Range(0, Rows * Length)];
        int[] repeated = [.. different.Select(i => i % Length)];
        long most = BytesOfStep("Large", different);
        BytesOfStep("Small", different).ShouldBe(most, "the size of the table is of no account");

        // Each of two ranks sends its tokens with their vectors once.
        long saved = (Rows - 2) * Length * (sizeof(int) + (Size * sizeof(float)));
        BytesOfStep("Large", repeated).ShouldBe(most - saved);

        long BytesOfStep(string name, int[] tokens) => MemoryCommunicator.Run(2, communicator =>
        {
            using Trainer trainer = compiled.Create(name, 7).CreateTrainer(new FitOptions { Loss = Loss.MeanSquaredError, Threads = 1, Communicator = communicator });
            long before = communicator.Bytes;
            trainer.Step(Dataset.FromTokens(tokens, Length, new float[Rows]), [.. Enumerable.Range(0, Rows)]);
            return communicator.Bytes - before;
        }).Sum();
    }

    private static History Fit(
        SequenceModel model, Communicator communicator, Callback? callback = null, int batchSize = 16, int epochs = 4, int seed = 1, CancellationToken cancellation = default)
    {
        ModelRows rows = SampleModels.RandomRows(model, seed);
        return model.Fit(rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows)), new FitOptions
        {
            Epochs = epochs,
            BatchSize = batchSize,
            Threads = 1,
            Loss = Loss.MeanSquaredError,
            Callbacks = callback is null ? [] : [callback],
            Cancellation = cancellation,
            Communicator = communicator,
            LeastPart = 1,
        });
    }

    private static float[] AllWeights(SequenceModel model) => [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))];

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Throws at a place.</summary>
    private sealed class Thrower(string place) : Callback
    {
        protected internal override bool IsObserver => true;

        public override void OnFitBegin(FitContext fit) => ThrowAt("begin");

        public override void OnEpochEnd(FitContext fit, EpochResult result) => ThrowAt("epoch");

        public override void OnFitEnd(FitContext fit) => ThrowAt("end");

        private void ThrowAt(string here) => _ = here == place ? throw new TimeoutException("enough of it") : 0;
    }

    private sealed class Misnumbered(int rank, int size) : Communicator
    {
        public override int Rank => rank;

        public override int Size => size;

        public override void Abort(string message) => throw new NotSupportedException(message);

        protected internal override void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts) => throw new NotSupportedException();
    }

    private sealed class Watcher : Callback
    {
        public required Action<FitContext> Step { get; init; }

        protected internal override bool IsObserver => true;

        public override void OnStepEnd(FitContext fit) => Step(fit);
    }
}
