using System.Runtime.ExceptionServices;

namespace SeqGen;

/// <summary>
/// Some threads that work through numbered items together with their caller. Which thread takes which item is left
/// to chance, so an item's result must not depend on it. A run allocates nothing.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private const int SpinsBeforeSleep = 200;
    private const int CountBits = 24;
    private const long CountMask = (1L << CountBits) - 1;

    /// <summary>The most items of a run.</summary>
    public const int MostItems = (int)CountMask;

    private readonly Lock _running = new();
    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private Action<int, int> _body = static (_, _) => { };

    // Round, number of items and next item in one word: taking an item and knowing its round is one atomic step, so
    // a thread that wakes late can never take an item of a round that is over, and nobody has to wait for it.
    private long _state;
    private int _done;
    private volatile int _round;
    private volatile bool _isStopping;
    private Exception? _failure;
    private int _failedItem;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Threads with the caller; 0 for one a core.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Size = threads == 0 ? Environment.ProcessorCount : threads;
        _threads = new Thread[Size - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"SeqGen worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads with the caller.</summary>
    public int Size { get; }

    /// <summary>
    /// Calls <paramref name="body"/>(worker, item) once for each item; the worker is in [0, <see cref="Size"/>) and
    /// never used by two threads at a time. Of several exceptions that of the lowest item is thrown.
    /// </summary>
    public void Run(int items, Action<int, int> body)
    {
        lock (_running)
        {
            _failure = null;
            if (items <= 1 || _threads.Length == 0)
            {
                for (int item = 0; item < items; item++)
                {
                    body(0, item);
                }

                return;
            }

            ArgumentOutOfRangeException.ThrowIfGreaterThan(items, MostItems);
            _body = body;
            Volatile.Write(ref _done, 0);
            int round = _round + 1;
            Interlocked.Exchange(ref _state, ((long)round << (2 * CountBits)) | ((long)items << CountBits));
            lock (_gate)
            {
                _round = round;
                Monitor.PulseAll(_gate);
            }

            TakeItems(0);
            SpinWait spin = default;
            while (Volatile.Read(ref _done) < items)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Work(int worker)
    {
        int seen = 0;
        while (true)
        {
            for (int spin = 0; spin < SpinsBeforeSleep && _round == seen && !_isStopping; spin++)
            {
                Thread.SpinWait(20);
            }

            lock (_gate)
            {
                while (_round == seen && !_isStopping)
                {
                    Monitor.Wait(_gate);
                }
            }

            if (_isStopping)
            {
                return;
            }

            seen = _round;
            TakeItems(worker);
        }
    }

    private void TakeItems(int worker)
    {
        while (true)
        {
            long state = Volatile.Read(ref _state);
            int item = (int)(state & CountMask);
            if (item >= ((state >> CountBits) & CountMask))
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _state, state + 1, state) == state)
            {
                Process(worker, item);
            }
        }
    }

    private void Process(int worker, int item)
    {
        try
        {
            _body(worker, item);
        }
        catch (Exception error)
        {
            lock (_gate)
            {
                if (_failure is null || item < _failedItem)
                {
                    (_failure, _failedItem) = (error, item);
                }
            }
        }

        Interlocked.Increment(ref _done);
    }
}
