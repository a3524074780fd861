namespace SeqGen.Tests.Training;

[Collection("Allocations")]
public class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_allocates_nothing(int threads)
    {
        TestModel model = new(new BagProgram(9, 50, 20));
        Dataset data = TrainingData.Tokens(200, 9, 50).Skip(8);
        using Trainer trainer = model.CreateTrainer(new FitOptions
        {
            BatchSize = 128,
            Threads = threads,
            Optimizer = new Adam { ClipNorm = 1 },
            ClassWeights = new Dictionary<int, float> { [1] = 2 },
        });
        int[] rows = [.. Enumerable.Range(0, 120)];
        AssertNone(() => trainer.Step(data, rows));
    }

    [Fact]
    public void A_prediction_and_a_step_of_a_stream_allocate_nothing()
    {
        TestModel model = new(new BagProgram(9, 50, 20, hasMask: true));
        int[] tokens = [1, 2, 3, 4];
        float[] mask = [1, 0, 1, 1];
        float[] output = new float[1];
        Predictor predictor = model.CreatePredictor();
        AssertNone(() => model.Predict(tokens));
        AssertNone(() => predictor.Predict(tokens, mask, output));

        SequenceStream stream = new(new TestModel(new SumProgram(3)));
        float[] state = new float[stream.StateLength];
        float[] value = [1];
        AssertNone(() =>
        {
            stream.Step(value);
            stream.SaveState(state);
            stream.LoadState(state);
            stream.Reset();
        });
    }

    private static void AssertNone(Action action)
    {
        // Other tests may allocate meanwhile, and tiered compilation does too: the quietest of several rounds counts.
        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            action();
            long all = GC.GetTotalAllocatedBytes(precise: true);
            long own = GC.GetAllocatedBytesForCurrentThread();
            action();
            own = GC.GetAllocatedBytesForCurrentThread() - own;
            all = GC.GetTotalAllocatedBytes(precise: true) - all;
            least = Math.Min(least, Math.Max(own, all));
        }

        least.ShouldBe(0);
    }
}

/// <summary>Runs apart from other tests, whose allocations would be counted.</summary>
[CollectionDefinition("Allocations", DisableParallelization = true)]
public class AllocationsCollection;
