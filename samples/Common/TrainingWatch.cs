using SeqGen.Reporting;

namespace SeqGen.Samples;

/// <summary>
/// What every sample does around a fit: shows the progress, counts allocations, and puts back the weights of the best
/// epoch in the end.
/// </summary>
public sealed class TrainingWatch
{
    private readonly AllocationMeter _meter = new();
    private readonly EarlyStopping _best;

    /// <summary>Creates the watch for one fit.</summary>
    /// <param name="epochs">Epochs of the fit.</param>
    /// <param name="monitor">The figure that says which epoch is the best.</param>
    public TrainingWatch(int epochs, string monitor = "val_loss")
    {
        _best = new EarlyStopping(monitor, patience: epochs, restoreBest: true);
        Callbacks = [_meter.First, new TrainingProgress(), _best, _meter.Last];
    }

    /// <summary>The callbacks of the fit.</summary>
    public IReadOnlyList<Callback> Callbacks { get; }

    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public int KeptEpoch => _best.BestEpoch;

    /// <summary>Managed bytes that a training step allocates.</summary>
    public long BytesPerStep => _meter.BytesPerStep;
}
