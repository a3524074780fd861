namespace SeqGen;

/// <summary>Ends training when a figure has not improved for some epochs.</summary>
public sealed class EarlyStopping : Callback
{
    private readonly string? _monitor;
    private readonly int _patience;
    private readonly double _minimumChange;
    private readonly bool _restoreBest;
    private readonly bool? _largerIsBetter;

    /// <summary>Creates the callback.</summary>
    /// <param name="monitor">The figure; <see langword="null"/> for <c>val_loss</c>, or <c>loss</c> without validation.</param>
    /// <param name="patience">Epochs without improvement before training ends.</param>
    /// <param name="minimumChange">A smaller change does not count as improvement; finite, not negative.</param>
    /// <param name="restoreBest">
    /// True to restore the weights of the best epoch when training ends, also where it ends by cancellation or because it
    /// diverged.
    /// </param>
    /// <param name="largerIsBetter">
    /// <see langword="null"/> to tell from the figure: losses and errors should fall, accuracies and scores rise. Where
    /// neither the metric nor its name says so, the fit does not begin.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public EarlyStopping(
        string? monitor = null, int patience = 0, double minimumChange = 0, bool restoreBest = false, bool? largerIsBetter = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        _monitor = monitor;
        _patience = patience;
        _minimumChange = BestValue.CheckChange(minimumChange);
        _restoreBest = restoreBest;
        _largerIsBetter = largerIsBetter;
    }

    /// <summary>The best epoch of the latest fit, from 1; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The fit has no such figure, or nothing says which values are better.</exception>
    public override void OnFitBegin(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        BestEpoch = Of(fit).BestEpoch;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(epoch);
        Progress progress = Of(fit);
        if (progress.Watch.Improves(epoch))
        {
            progress.Waited = 0;
            progress.BestEpoch = epoch.Epoch;
            if (_restoreBest)
            {
                progress.Weights ??= new float[fit.Model.Weights.Length];
                fit.Model.Weights.Span.CopyTo(progress.Weights);
            }
        }
        else if (++progress.Waited >= Math.Max(_patience, 1))
        {
            fit.StopTraining();
        }

        BestEpoch = progress.BestEpoch;
    }

    /// <inheritdoc/>
    public override void OnFitEnd(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        Progress progress = Of(fit);
        BestEpoch = progress.BestEpoch;
        if (progress.Weights is not null)
        {
            fit.RestoreWeights(progress.Weights, $"of epoch {progress.BestEpoch}, the best one by {progress.Watch.Name}");
        }
    }

    /// <inheritdoc/>
    protected internal override void SaveState(FitContext fit, StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(state);
        Progress progress = Of(fit);
        state.WriteSetting("patience", _patience);
        state.WriteSetting("restore best", _restoreBest);
        progress.Watch.SaveState(state);
        state.Write("waited", progress.Waited);
        state.Write("best epoch", progress.BestEpoch);
        if (progress.Weights is not null)
        {
            state.Write("best weights", progress.Weights);
        }
    }

    /// <inheritdoc/>
    protected internal override void LoadState(FitContext fit, StateReader state)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(state);
        Progress progress = Of(fit);
        progress.Watch.LoadState(state);
        progress.Waited = state.ReadCount("waited");
        BestEpoch = progress.BestEpoch = state.ReadCount("best epoch");
        progress.Weights = state.Has("best weights") ? state.Read<float>("best weights", fit.Model.Weights.Length) : null;
    }

    private Progress Of(FitContext fit) =>
        fit.StateOf(this, () => new Progress(BestValue.Of(fit, this, _monitor, _minimumChange, _largerIsBetter)));

    private sealed class Progress(BestValue watch)
    {
        public BestValue Watch => watch;

        public int Waited { get; set; }

        public int BestEpoch { get; set; }

        public float[]? Weights { get; set; }
    }
}
