namespace SeqGen.Samples;

/// <summary>
/// Counts the managed bytes that training steps allocate, on all threads: from where the last callback of a step
/// ends to where the first callback of the next one begins. The first steps of an epoch, which fill caches, are not
/// counted.
/// </summary>
public sealed class AllocationMeter
{
    private const int WarmUpSteps = 2;

    private readonly List<long> _steps = [];
    private long _mark;

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

    /// <summary>
    /// Bytes of a step: the lower quartile, because the runtime's own threads allocate now and then, and on a busy machine during most steps; 0 where no step
    /// was counted.
    /// </summary>
    public long BytesPerStep => _steps.Count == 0 ? 0 : _steps.Order().ElementAt(_steps.Count / 4);

    private sealed class Begin(AllocationMeter meter) : Callback
    {
        protected override bool IsObserver => true;

        public override void OnStepEnd(FitContext fit)
        {
            if (fit.Step > WarmUpSteps && meter._mark > 0)
            {
                meter._steps.Add(GC.GetTotalAllocatedBytes(precise: true) - meter._mark);
            }
        }
    }

    private sealed class End(AllocationMeter meter) : Callback
    {
        protected override bool IsObserver => true;

        public override void OnStepEnd(FitContext fit) => meter._mark = GC.GetTotalAllocatedBytes(precise: true);
    }
}
