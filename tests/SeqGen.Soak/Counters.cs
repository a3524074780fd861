using System.Collections.Concurrent;

namespace SeqGen.Soak;

/// <summary>What all threads did, what was wrong, and the models that they made and dropped.</summary>
internal sealed class Counters
{
    private readonly ConcurrentQueue<WeakReference<SequenceModel>> _models = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private long _predictions;
    private long _streams;
    private long _trainings;
    private long _reloads;
    private long _wrong;

    public long Predictions => Interlocked.Read(ref _predictions);

    public long Streams => Interlocked.Read(ref _streams);

    public long Trainings => Interlocked.Read(ref _trainings);

    public long Reloads => Interlocked.Read(ref _reloads);

    /// <summary>Values of which a bit differs from what it must be.</summary>
    public long Wrong => Interlocked.Read(ref _wrong);

    /// <summary>What was thrown.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public void Predicted(int rows, int wrong) => Add(ref _predictions, rows, wrong);

    public void Streamed(int rows, int wrong) => Add(ref _streams, rows, wrong);

    public void Trained(int wrong) => Add(ref _trainings, 1, wrong);

    /// <summary>A model was loaded and predicted some rows.</summary>
    public void Reloaded(int rows, int wrong)
    {
        Add(ref _reloads, 1, wrong);
        Add(ref _predictions, rows, 0);
    }

    /// <summary>Remembers a model without holding it.</summary>
    public void Created(SequenceModel model) => _models.Enqueue(new(model));

    public void Failed(Exception error) => _errors.Enqueue(error.ToString());

    /// <summary>How many of the models made so far still exist; call it after a collection. Forgets those that do not.</summary>
    public int CountLiving()
    {
        int count = _models.Count;
        int living = 0;
        for (int i = 0; i < count && _models.TryDequeue(out WeakReference<SequenceModel>? model); i++)
        {
            if (model.TryGetTarget(out _))
            {
                living++;
                _models.Enqueue(model);
            }
        }

        return living;
    }

    private void Add(ref long counter, int count, int wrong)
    {
        Interlocked.Add(ref counter, count);
        Interlocked.Add(ref _wrong, wrong);
    }
}
