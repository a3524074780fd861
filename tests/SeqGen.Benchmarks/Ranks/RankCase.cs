using System.Diagnostics;
using SeqGen.Benchmarks.Measuring;
using SeqGen.Distributed;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>Training steps of one workload on this rank, measured one by one.</summary>
internal sealed class RankCase : IDisposable
{
    private readonly RankWorkload _workload;
    private readonly Options _options;
    private readonly bool _overlaps;
    private readonly MeasuredCommunicator _communicator;
    private readonly Dataset _data;
    private readonly int[] _rows;
    private readonly Trainer _trainer;
    private SampleList _times = new();
    private SampleList _computing = new();
    private int _steps;

    /// <summary>Creates the model; all ranks do so.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="options">Rows, threads and the network.</param>
    /// <param name="overlaps">True to send gradients while others are computed.</param>
    public RankCase(RankWorkload workload, Options options, bool overlaps)
    {
        (_workload, _options, _overlaps) = (workload, options, overlaps);
        _communicator = new MeasuredCommunicator(Mpi.World, options.Gigabits, overlaps);
        SequenceModel model = workload.Create();
        _data = workload.CreateData(model);
        _rows = [.. Enumerable.Range(0, options.Rows > 0 ? Math.Min(options.Rows, workload.Rows) : workload.Rows)];
        _trainer = model.CreateTrainer(new FitOptions { BatchSize = _rows.Length, Threads = options.Threads, Optimizer = workload.Optimizer(), Communicator = _communicator });
    }

    private double ComputedSoFar => Environment.CpuUsage.TotalTime.TotalMilliseconds - (_communicator.ProcessorSeconds * 1e3);

    /// <summary>Takes a step.</summary>
    /// <returns>Its milliseconds.</returns>
    public double Step()
    {
        double before = ComputedSoFar;
        long start = Stopwatch.GetTimestamp();
        _trainer.Step(_data, _rows);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _times.Add(milliseconds);
        _computing.Add(ComputedSoFar - before);
        _steps++;
        return milliseconds;
    }

    /// <summary>Forgets all steps so far.</summary>
    public void Reset()
    {
        _communicator.Reset();
        (_times, _computing, _steps) = (new(), new(), 0);
    }

    /// <summary>What the steps cost; all ranks ask for it.</summary>
    public RankFigure Figure()
    {
        (double exchanges, double exchanging, double bytes) = (_communicator.Exchanges, _communicator.Seconds * 1e3, _communicator.Bytes);
        double[] all = new double[2 * _communicator.Size];
        (all[2 * _communicator.Rank], all[(2 * _communicator.Rank) + 1]) = (_computing.Quantile(0.1), bytes);
        _communicator.Gather<double>(all, [.. Enumerable.Range(0, _communicator.Size + 1).Select(rank => 2 * rank)]);
        double busiest = all.Where((_, i) => i % 2 == 0).Max();
        double sent = all.Where((_, i) => i % 2 == 1).Average();
        string id = _overlaps ? $"{_workload.Id} overlapped" : _workload.Id;
        return new(id, _communicator.Size, _options.Threads, _times.Median, _times.Quantile(0.1), busiest, exchanges / _steps, exchanging / _steps, sent / _steps / 1e6);
    }

    public void Dispose() => _trainer.Dispose();
}
