using System.Diagnostics;

namespace SeqGen.Soak;

/// <summary>Threads that each take one kind of work after the other in a random order, on models that they share and on models of their own.</summary>
internal sealed class SoakRun : IDisposable
{
    private const int Samples = 10;

    private readonly Counters _counters = new();
    private readonly ReaderWriterLockSlim _working = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("soak");
    private readonly Work[] _works;
    private readonly int _threads;
    private volatile bool _ended;

    /// <param name="models">The kinds of models.</param>
    /// <param name="threads">The number of threads.</param>
    public SoakRun(IReadOnlyList<SoakModel> models, int threads)
    {
        _threads = threads;
        _works = [.. models.Select(model => new Work(model, _folder.FullName))];
    }

    /// <summary>Runs for a while; the first tenth, at most a minute, is the warm-up that memory is compared with.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="table">Receives a line a sample.</param>
    public Verdict For(TimeSpan duration, TextWriter table)
    {
        Thread[] threads = [.. Enumerable.Range(0, _threads).Select(index => new Thread(() => Work(index)) { IsBackground = true })];
        Stopwatch watch = Stopwatch.StartNew();
        table.WriteLine("    time  predictions   streams  trainings  reloads  wrong  heap MB  resident MB  threads  models left");
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        TimeSpan warmUp = TimeSpan.FromSeconds(Math.Min(60, duration.TotalSeconds / Samples));
        Sample first = default;
        Sample last = default;
        for (int sample = 0; sample < Samples; sample++)
        {
            TimeSpan until = warmUp + ((duration - warmUp) * sample / (Samples - 1));
            Thread.Sleep(until > watch.Elapsed ? until - watch.Elapsed : TimeSpan.Zero);
            last = Take(watch);
            first = sample == 0 ? last : first;
            table.WriteLine(
                $"{last.Time:hh\\:mm\\:ss}  {last.Predictions,11}  {last.Streams,8}  {last.Trainings,9}  {last.Reloads,7}  {last.Wrong,5}  "
                + $"{last.Heap / 1048576.0,7:F1}  {last.Resident / 1048576.0,11:F1}  {last.Threads,7}  {last.LivingModels,11}");
            table.Flush();
        }

        _ended = true;
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return Verdict.Of(first, last, _counters.Errors);
    }

    public void Dispose()
    {
        _working.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Waits until no thread works, collects all garbage and looks.</summary>
    private Sample Take(Stopwatch watch)
    {
        _working.EnterWriteLock();
        try
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            using Process process = Process.GetCurrentProcess();
            return new(
                watch.Elapsed, _counters.Predictions, _counters.Streams, _counters.Trainings, _counters.Reloads, _counters.Wrong,
                GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64, process.Threads.Count, _counters.CountLiving());
        }
        finally
        {
            _working.ExitWriteLock();
        }
    }

    private void Work(int index)
    {
        Random random = new(index);
        Predictor[] predictors = [.. _works.Select(work => work.NewPredictor())];
        SequenceStream?[] streams = [.. _works.Select(work => work.Streams ? work.NewStream() : null)];
        string path = Path.Combine(_folder.FullName, $"thread{index}.safetensors");
        while (!_ended)
        {
            _working.EnterReadLock();
            try
            {
                int model = random.Next(_works.Length);
                Do(random, _works[model], predictors[model], streams[model], path);
            }
            catch (Exception error)
            {
                _counters.Failed(error);
            }
            finally
            {
                _working.ExitReadLock();
            }
        }
    }

    private void Do(Random random, Work work, Predictor predictor, SequenceStream? stream, string path)
    {
        switch (random.Next(8))
        {
            case 0 or 1:
                work.PredictAlone(_counters, predictor);
                break;
            case 2:
                work.PredictShared(_counters);
                break;
            case 3:
                work.PredictTogether(_counters, threads: 1 + random.Next(3));
                break;
            case 4 or 5 when stream is not null:
                work.PredictSteps(_counters, stream);
                break;
            case 6:
                work.TrainOwn(_counters, threads: 1 + random.Next(3));
                break;
            case 7:
                work.Reload(_counters, path);
                break;
        }
    }
}
