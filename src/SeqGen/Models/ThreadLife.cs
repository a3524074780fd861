using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>
/// Lives as long as its thread, which alone refers to it, and takes the thread's predictors out of the models' tables when it is
/// collected.
/// </summary>
internal sealed class ThreadLife
{
    private const int FirstSweep = 16;

    [ThreadStatic]
    private static ThreadLife? _current;

    // Beside the object, because a number is faster to get at.
    [ThreadStatic]
    private static long _currentNumber;

    private static long _lastNumber;

    private readonly long _number = Interlocked.Increment(ref _lastNumber);

    // Weak handles, because weak references may be finalised before this is.
    private readonly List<GCHandle> _entered = [];
    private int _nextSweep = FirstSweep;

    ~ThreadLife()
    {
        foreach (GCHandle handle in _entered)
        {
            (handle.Target as ThreadPredictors)?.Remove(_number);
            handle.Free();
        }
    }

    /// <summary>The calling thread's number; 0 where it has no predictor yet.</summary>
    public static long CurrentNumber => _currentNumber;

    /// <summary>Notes that the calling thread is about to have a predictor in a table, and returns its number.</summary>
    public static long Enter(ThreadPredictors predictors)
    {
        ThreadLife life = _current ??= new ThreadLife();
        life.Note(predictors);
        return _currentNumber = life._number;
    }

    private void Note(ThreadPredictors predictors)
    {
        if (_entered.Count >= _nextSweep)
        {
            _entered.RemoveAll(static handle =>
            {
                bool isGone = handle.Target is null;
                if (isGone)
                {
                    handle.Free();
                }

                return isGone;
            });
            _nextSweep = Math.Max(FirstSweep, 2 * _entered.Count);
        }

        _entered.Add(GCHandle.Alloc(predictors, GCHandleType.Weak));
    }
}
