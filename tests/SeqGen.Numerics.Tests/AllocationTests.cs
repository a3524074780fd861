using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Counting bytes of the whole process allows nothing beside it.</summary>
[CollectionDefinition("Allocations", DisableParallelization = true)]
public sealed class AllocationCollection;

/// <summary>After construction neither a prediction, nor a step of a stream, nor a training step allocates a byte.</summary>
[Collection("Allocations")]
public sealed class AllocationTests
{
    private const int Calls = 5;
    private const int Attempts = 50;

    public static TheoryData<string> Names => SampleModels.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_prediction_allocates_nothing(string name)
    {
        SequenceModel model = SampleModels.Compiled.Create(name);
        ModelRows rows = SampleModels.RandomRows(model);
        Predictor predictor = model.CreatePredictor();
        float[] output = new float[model.Description.Output.Length];
        BytesOf(() => predictor.Predict(rows.TokensOf(0), rows.FeaturesOf(0), rows.MaskOf(0), output)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_of_a_stream_allocates_nothing(string name)
    {
        SequenceModel model = SampleModels.Compiled.Create(name);
        if (model.Description.StreamObstacle is not null)
        {
            Should.Throw<NotSupportedException>(() => new SequenceStream(model));
            return;
        }

        ModelRows rows = SampleModels.RandomRows(model);
        SequenceStream stream = new(model);
        BytesOf(() =>
        {
            rows.Begin(stream, 0);
            rows.Step(stream, 0, 0);
        }).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_training_step_allocates_nothing(string name)
    {
        SequenceModel model = SampleModels.Compiled.Create(name);
        ModelRows rows = SampleModels.RandomRows(model);
        Dataset data = rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows));
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        using Trainer trainer = model.CreateTrainer(new FitOptions
        {
            BatchSize = rows.Rows,
            Threads = 2,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Adam { GlobalClipNorm = 1 },
        });
        BytesOfAllThreads(() => trainer.Step(data, order)).ShouldBe(0);
    }

    /// <summary>The bytes that this thread allocates during some calls, after some calls that are not counted.</summary>
    private static long BytesOf(Action call) => Least(call, GC.GetAllocatedBytesForCurrentThread, attempts: 1);

    /// <summary>
    /// The same for calls that work on several threads: the bytes of the whole process. The runtime itself may allocate
    /// in the background, so the best of some attempts counts, spread over time.
    /// </summary>
    private static long BytesOfAllThreads(Action call) => Least(call, () => GC.GetTotalAllocatedBytes(precise: true), Attempts);

    private static long Least(Action call, Func<long> counter, int attempts)
    {
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        long least = long.MaxValue;
        for (int attempt = 0; attempt < attempts && least > 0; attempt++)
        {
            Thread.Sleep(attempt);
            long before = counter();
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, counter() - before);
        }

        return least;
    }
}
