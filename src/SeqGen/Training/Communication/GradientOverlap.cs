namespace SeqGen;

/// <summary>
/// Sums parts of a gradient over the ranks while this rank still computes: each as soon as the backward passes of all of its shards have gone by the layers of
/// that part, on a thread beside those that compute. All ranks take the parts in the same order, the last one first, and agree before each, so that
/// one that fails in its backward pass meets the others. Which thread takes a part is each rank's own matter: those that are left when the backward pass is
/// over are the caller's.
/// </summary>
internal sealed class GradientOverlap : IDisposable
{
    private readonly RankGroup _ranks;
    private readonly BatchShares _shares;
    private readonly GradientSum _sum;

    // One of two computes, and the other one exchanges, where it is alone.
    private readonly WorkerTeam _both = new(2);
    private readonly WorkerTeam _alone = new(1);
    private readonly Action<int, int> _run;
    private readonly object _gate = new();

    // For each part, how many of this rank's shards have not gone by it; 0 is not used, since it is complete when the pass is over.
    private readonly int[] _missing;
    private Action _compute = static () => { };
    private long _topic;
    private int _next;
    private bool _isOver;
    private bool _isExchanging;
    private Exception? _failure;

    /// <summary>Plans the exchanges.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="shares">What this rank has of the present batch.</param>
    /// <param name="sum">The gradient.</param>
    public GradientOverlap(RankGroup ranks, BatchShares shares, GradientSum sum)
    {
        (_ranks, _shares, _sum) = (ranks, shares, sum);
        _missing = new int[sum.Parts];
        _run = (_, item) => Run(item);
        Reached = Count;
    }

    /// <summary>What the last tile of each shard calls: nothing is added to its gradient any more, from an index on.</summary>
    public Action<int> Reached { get; }

    /// <summary>Computes a backward pass, and sums all parts but the first over the ranks.</summary>
    /// <param name="compute">The pass.</param>
    /// <param name="topic">What the ranks work on.</param>
    /// <param name="team">Who adds up what is left after the pass.</param>
    /// <exception cref="CommunicatorException">Another rank has failed, does not answer, or does something else.</exception>
    public void Run(Action compute, long topic, WorkerTeam team)
    {
        (_compute, _topic, _next, _isOver, _failure) = (compute, topic, _sum.Parts - 1, false, null);
        Array.Fill(_missing, _shares.OwnShards);
        _ranks.SetBackground(true);
        try
        {
            _both.Run(2, _run);
        }
        catch (Exception error) when (_failure is not null && _ranks.IsKnown(_failure))
        {
            // The ranks have parted for another one's failure already: none of them waits to hear of this one's.
            _ranks.Known(error);
            throw;
        }

        for (; _next > 0; _next--)
        {
            Add(team);
        }
    }

    public void Dispose() => _both.Dispose();

    /// <summary>
    /// The caller computes, unless another thread is first. It waits for no exchange that has not begun, so that one thread could do both in turn; and for one that
    /// has, it sleeps: the other thread may have the same processor.
    /// </summary>
    private void Run(int item)
    {
        if (item > 0)
        {
            Exchange();
            return;
        }

        try
        {
            _compute();
        }
        finally
        {
            _ranks.SetBackground(false);
            lock (_gate)
            {
                _isOver = true;
                Monitor.PulseAll(_gate);
                while (_isExchanging)
                {
                    Monitor.Wait(_gate);
                }
            }
        }
    }

    private void Exchange()
    {
        try
        {
            for (; _next > 0 && Waits(); _next--)
            {
                Add(_alone);
            }
        }
        catch (Exception error)
        {
            _failure = error;
            throw;
        }
        finally
        {
            lock (_gate)
            {
                _isExchanging = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Add(WorkerTeam team)
    {
        _ranks.Agree(RankGroup.Place.Gradient, _topic + _next);
        _sum.Add(_next, team);
    }

    /// <summary>Returns true when the next part is complete, or false when the pass is over.</summary>
    private bool Waits()
    {
        lock (_gate)
        {
            while (!_isOver && !IsComplete(_next))
            {
                Monitor.Wait(_gate);
            }

            _isExchanging = !_isOver;
            return _isExchanging;
        }
    }

    // A pass that begins in the midst of the layers says nothing of the parts after it.
    private bool IsComplete(int part) => _missing.AsSpan(1, part).Contains(0);

    private void Count(int start)
    {
        int part = _sum.PartAt(start);
        if (part > 0 && Interlocked.Decrement(ref _missing[part]) == 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }
}
