using System.Runtime.CompilerServices;

namespace SeqGen;

/// <summary>
/// A model's predictors, one for each thread that asked. They belong to the model, so that they go with it; one goes as well
/// when its thread has ended.
/// </summary>
/// <remarks>
/// A hash table that is replaced as a whole, so that it is read without a lock. Threads are distinguished by numbers that are
/// never given twice: a new thread does not get the states that an ended one left.
/// </remarks>
internal sealed class ThreadPredictors
{
    private const int SmallestTable = 4;

    private readonly Lock _changing = new();
    private Predictor?[] _table = new Predictor?[SmallestTable];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => _count;

    /// <summary>The calling thread's predictor; null where it has none.</summary>
    public Predictor? OfThisThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            long thread = ThreadLife.CurrentNumber;
            Predictor?[] table = _table;
            int mask = table.Length - 1;
            int slot = (int)thread & mask;

            // A table is never full, so there is an end.
            Predictor? predictor = table[slot];
            while (predictor is not null && predictor.ThreadNumber != thread)
            {
                slot = (slot + 1) & mask;
                predictor = table[slot];
            }

            return predictor;
        }
    }

    /// <summary>Adds the calling thread's predictor.</summary>
    public void Add(Predictor predictor)
    {
        predictor.ThreadNumber = ThreadLife.Enter(this);
        lock (_changing)
        {
            Replace([.. Predictors, predictor]);
        }
    }

    /// <summary>Removes the predictor of a thread that has ended.</summary>
    public void Remove(long thread)
    {
        lock (_changing)
        {
            Replace([.. Predictors.Where(predictor => predictor.ThreadNumber != thread)]);
        }
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        lock (_changing)
        {
            Replace([]);
        }
    }

    private IEnumerable<Predictor> Predictors => _table.OfType<Predictor>();

    private void Replace(Predictor[] predictors)
    {
        int length = SmallestTable;
        while (length < 2 * predictors.Length)
        {
            length *= 2;
        }

        Predictor?[] table = new Predictor?[length];
        foreach (Predictor predictor in predictors)
        {
            int slot = (int)predictor.ThreadNumber & (length - 1);
            while (table[slot] is not null)
            {
                slot = (slot + 1) & (length - 1);
            }

            table[slot] = predictor;
        }

        _count = predictors.Length;
        Volatile.Write(ref _table, table);
    }
}
