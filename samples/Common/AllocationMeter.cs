namespace SeqGen.Samples;

/// <summary>
/// Counts the managed bytes that training steps allocate, on all threads: from where the last callback of a step
/// ends to where the first callback of the next one begins. The first steps, which fill caches, are not counted.
/// </summary>
public sealed class AllocationMeter
{
    private const int WarmUpSteps = 2;

    private long _mark;
    private long _bytes;
    private int _steps;

    /// <summary>Creates the meter; its callbacks go around the other ones.</summary>
    public AllocationMeter()
    {
        First = new Begin(this);
        Last = new End(this);
    }

    /// <summary>To be the first callback of the fit.</summary>
    public Callback First { get; }

    /// <summary>To be the last callback of the fit.</summary>
    public Callback Last { get; }

    /// <summary>Bytes a step, on average; 0 where no step was counted.</summary>
    public long BytesPerStep => _steps == 0 ? 0 : (_bytes + (_steps / 2)) / _steps;

    private sealed class Begin(AllocationMeter meter) : Callback
    {
        public override void OnStepEnd(FitContext fit)
        {
            if (fit.Step > WarmUpSteps)
            {
                meter._bytes += GC.GetTotalAllocatedBytes(precise: true) - meter._mark;
                meter._steps++;
            }
        }
    }

    private sealed class End(AllocationMeter meter) : Callback
    {
        public override void OnStepEnd(FitContext fit) => meter._mark = GC.GetTotalAllocatedBytes(precise: true);
    }
}
