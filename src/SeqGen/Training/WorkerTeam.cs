using System.Runtime.ExceptionServices;

namespace SeqGen;

/// <summary>
/// Some threads that work through numbered items together with their caller. Which thread takes which item is left
/// to chance, so an item's result must not depend on it. After the first one, a run allocates nothing.
/// </summary>
/// <remarks>
/// The threads start with the first run, so that whatever fails before it leaves none behind. Between runs they refer to
/// nothing of their owner's: when a team is forgotten, it is collected with what uses it, and its threads end.
/// </remarks>
internal sealed class WorkerTeam : IDisposable
{
    private static int _living;

    /// <summary>The most items of a run.</summary>
    public const int MostItems = (1 << 24) - 1;

    /// <summary>The most threads of a team: more than any machine has cores, and few enough to start.</summary>
    private const int MostThreads = 1024;

    private readonly Lock _running = new();
    private readonly Round _round = new();
    private Thread[]? _threads;

    /// <summary>Prepares a team.</summary>
    /// <param name="threads">Threads with the caller, at most 1,024; 0 for one per core.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MostThreads);
        Size = threads == 0 ? Math.Min(Environment.ProcessorCount, MostThreads) : threads;
    }

    ~WorkerTeam() => _round.Stop();

    /// <summary>The threads of all teams that have not ended.</summary>
    public static int Living => Volatile.Read(ref _living);

    /// <summary>Threads with the caller.</summary>
    public int Size { get; }

    /// <summary>True after <see cref="Dispose"/>.</summary>
    public bool IsDisposed => _round.IsStopping;

    /// <summary>
    /// Calls <paramref name="body"/>(worker, item) once for each item; the worker is in [0, <see cref="Size"/>) and
    /// never used by two threads at a time. Of several exceptions that of the lowest item is thrown.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    public void Run(int items, Action<int, int> body)
    {
        lock (_running)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            _threads ??= Start();
            if (items <= 1 || _threads.Length == 0)
            {
                for (int item = 0; item < items; item++)
                {
                    body(0, item);
                }
            }
            else
            {
                _round.Run(items, body);
            }
        }

        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        _round.Stop();
        foreach (Thread thread in _threads ?? [])
        {
            thread.Join();
        }

        GC.SuppressFinalize(this);
    }

    private Thread[] Start()
    {
        Thread[] threads = new Thread[Size - 1];
        try
        {
            for (int i = 0; i < threads.Length; i++)
            {
                threads[i] = StartThread(_round, i + 1);
            }
        }
        catch
        {
            _round.Stop();
            throw;
        }

        return threads;
    }

    /// <summary>Starts a thread that knows the rounds, and not the team.</summary>
    private static Thread StartThread(Round round, int worker)
    {
        Thread thread = new(() =>
        {
            round.Work(worker);
            Interlocked.Decrement(ref _living);
        })
        {
            IsBackground = true,
            Name = $"SeqGen worker {worker}",
        };
        Interlocked.Increment(ref _living);
        try
        {
            thread.Start();
        }
        catch
        {
            Interlocked.Decrement(ref _living);
            throw;
        }

        return thread;
    }

    /// <summary>What the threads share: the items of one run after the other.</summary>
    private sealed class Round
    {
        private const int SpinsBeforeSleep = 200;
        private const int CountBits = 24;
        private const long CountMask = MostItems;
        private static readonly Action<int, int> Nothing = static (_, _) => { };

        private readonly object _gate = new();
        private Action<int, int> _body = Nothing;

        // Round, number of items and next item in one word: taking an item and knowing its round is one atomic step, so
        // a thread that wakes late can never take an item of a round that is over, and nobody has to wait for it.
        private long _state;
        private int _done;
        private volatile int _number;
        private volatile bool _isStopping;
        private Exception? _failure;
        private int _failedItem;

        public bool IsStopping => _isStopping;

        public void Run(int items, Action<int, int> body)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(items, MostItems);
            _body = body;
            Volatile.Write(ref _done, 0);
            int number = _number + 1;
            Interlocked.Exchange(ref _state, ((long)number << (2 * CountBits)) | ((long)items << CountBits));
            lock (_gate)
            {
                _number = number;
                Monitor.PulseAll(_gate);
            }

            TakeItems(0);
            SpinWait spin = default;
            while (Volatile.Read(ref _done) < items)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            _body = Nothing;
            if (_failure is Exception failure)
            {
                _failure = null;
                ExceptionDispatchInfo.Throw(failure);
            }
        }

        public void Stop()
        {
            lock (_gate)
            {
                _isStopping = true;
                Monitor.PulseAll(_gate);
            }
        }

        public void Work(int worker)
        {
            int seen = 0;
            while (true)
            {
                for (int spin = 0; spin < SpinsBeforeSleep && _number == seen && !_isStopping; spin++)
                {
                    Thread.SpinWait(20);
                }

                lock (_gate)
                {
                    while (_number == seen && !_isStopping)
                    {
                        Monitor.Wait(_gate);
                    }
                }

                if (_isStopping)
                {
                    return;
                }

                seen = _number;
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
}
