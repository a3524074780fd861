namespace SeqGen;

/// <summary>Saves the weights after an epoch: after every one that is the best so far, or after every one.</summary>
public sealed class ModelCheckpoint : Callback
{
    private readonly string _path;
    private readonly BestValue _watch;
    private readonly bool _bestOnly;

    /// <summary>Creates the callback.</summary>
    /// <param name="path">The file; it always holds one whole set of weights.</param>
    /// <param name="monitor">The figure; <see langword="null"/> for <c>val_loss</c>, or <c>loss</c> without validation.</param>
    /// <param name="bestOnly">False to save after every epoch.</param>
    /// <param name="largerIsBetter"><see langword="null"/> to tell from the name: losses and errors should fall, the rest rise.</param>
    public ModelCheckpoint(string path, string? monitor = null, bool bestOnly = true, bool? largerIsBetter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _watch = new BestValue(monitor, 0, largerIsBetter);
        _bestOnly = bestOnly;
    }

    /// <summary>The epoch that was saved last, from 1; 0 before the first.</summary>
    public int SavedEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(epoch);
        if (!_bestOnly || _watch.Improves(epoch))
        {
            fit.Model.Save(_path);
            SavedEpoch = epoch.Epoch;
        }
    }
}
