namespace SeqGen;

/// <summary>Saves the weights after an epoch: after every one that is the best so far, or after every one.</summary>
public sealed class ModelCheckpoint : Callback
{
    private readonly string _path;
    private readonly string? _monitor;
    private readonly bool _bestOnly;
    private readonly bool? _largerIsBetter;

    /// <summary>Creates the callback.</summary>
    /// <param name="path">The file; it always holds one whole set of weights.</param>
    /// <param name="monitor">The figure; <see langword="null"/> for <c>val_loss</c>, or <c>loss</c> without validation.</param>
    /// <param name="bestOnly">False to save after every epoch; no figure is watched then.</param>
    /// <param name="largerIsBetter">
    /// <see langword="null"/> to tell from the figure: losses and errors should fall, accuracies and scores rise. Where
    /// neither the metric nor its name says so, the fit does not begin.
    /// </param>
    public ModelCheckpoint(string path, string? monitor = null, bool bestOnly = true, bool? largerIsBetter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _monitor = monitor;
        _bestOnly = bestOnly;
        _largerIsBetter = largerIsBetter;
    }

    /// <summary>The epoch of the latest fit that was saved last, from 1; 0 before the first.</summary>
    public int SavedEpoch { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The fit has no such figure, or nothing says which values are better.</exception>
    public override void OnFitBegin(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        SavedEpoch = Of(fit).SavedEpoch;
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointException">The file cannot be written, for instance because the disk is full.</exception>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(epoch);
        Progress progress = Of(fit);
        if (progress.Watch?.Improves(epoch) != false)
        {
            fit.Model.Save(_path);
            progress.SavedEpoch = epoch.Epoch;
        }

        SavedEpoch = progress.SavedEpoch;
    }

    /// <inheritdoc/>
    protected internal override void SaveState(FitContext fit, StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(state);
        Progress progress = Of(fit);
        state.WriteSetting("best only", _bestOnly);
        progress.Watch?.SaveState(state);
        state.Write("saved epoch", progress.SavedEpoch);
    }

    /// <inheritdoc/>
    protected internal override void LoadState(FitContext fit, StateReader state)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(state);
        Progress progress = Of(fit);
        progress.Watch?.LoadState(state);
        SavedEpoch = progress.SavedEpoch = state.ReadCount("saved epoch");
    }

    private Progress Of(FitContext fit) =>
        fit.StateOf(this, () => new Progress(_bestOnly ? BestValue.Of(fit, this, _monitor, 0, _largerIsBetter) : null));

    private sealed class Progress(BestValue? watch)
    {
        public BestValue? Watch => watch;

        public int SavedEpoch { get; set; }
    }
}
