using SeqGen.Benchmarks.Measuring;
using SeqGen.Benchmarks.Reports;

namespace SeqGen.Benchmarks.Workloads;

/// <summary>Measures the cost curves.</summary>
internal static class CurveCases
{
    private const int Seed = 7;
    private const int TrainingRows = 32;
    private const int ThreadRows = 128;
    private static readonly int[] BatchSizes = [1, 4, 16, 32, 64, 128, 256];

    /// <summary>All four curves.</summary>
    public static IReadOnlyList<Curve> Measure(TimeSpan budget)
    {
        List<(Curve Curve, string Line, int Value, Case Case)> points = [];
        Curve units = new("Time of a sequence of 50 steps against units", "units");
        foreach ((int value, Func<int, SequenceModel> create) in CurveModels.ByUnits)
        {
            points.Add((units, "inference, one sequence", value, new InferCase("units", create(Seed))));
            points.Add((units, "training, batch 32", value, new TrainCase("units", create(Seed), TrainingRows, new RmsProp(), 1)));
        }

        Curve steps = new("Time of a sequence of 32 units against steps", "steps");
        foreach ((int value, Func<int, SequenceModel> create) in CurveModels.BySteps)
        {
            points.Add((steps, "inference, one sequence", value, new InferCase("steps", create(Seed))));
            points.Add((steps, "training, batch 32", value, new TrainCase("steps", create(Seed), TrainingRows, new RmsProp(), 1)));
        }

        Curve batch = new("Time of a batch of 100 steps and 32 units against its rows", "rows");
        Func<int, SequenceModel> model = CurveModels.BySteps[1].Create;
        foreach (int rows in BatchSizes)
        {
            points.Add((batch, "inference", rows, new BatchCase("batch", model(Seed), rows, 1)));
            points.Add((batch, "training", rows, new TrainCase("batch", model(Seed), rows, new RmsProp(), 1)));
        }

        Curve threads = new("Time of a batch of 128 rows against threads", "threads");
        for (int count = 1; count <= Environment.ProcessorCount; count *= 2)
        {
            points.Add((threads, "inference", count, new BatchCase("threads", model(Seed), ThreadRows, count)));
            points.Add((threads, "training", count, new TrainCase("threads", model(Seed), ThreadRows, new RmsProp(), count)));
        }

        Rounds.Measure([.. points.Select(point => point.Case)], budget, static () => { });
        foreach ((Curve curve, string line, int value, Case item) in points)
        {
            curve.Add(line, value, item.Times.Median);
            (item as IDisposable)?.Dispose();
        }

        return [units, steps, batch, threads];
    }
}
