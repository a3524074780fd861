namespace SeqGen;

/// <summary>Ends training when a figure has not got better for some epochs.</summary>
public sealed class EarlyStopping : Callback
{
    private readonly BestValue _watch;
    private readonly int _patience;
    private readonly bool _restoreBest;
    private float[]? _best;
    private int _waited;

    /// <summary>Creates the callback.</summary>
    /// <param name="monitor">The figure; <see langword="null"/> for <c>val_loss</c>, or <c>loss</c> without validation.</param>
    /// <param name="patience">Epochs without improvement before training ends.</param>
    /// <param name="minimumChange">A smaller change does not count as improvement.</param>
    /// <param name="restoreBest">True to put back the weights of the best epoch when training ends.</param>
    /// <param name="largerIsBetter"><see langword="null"/> to tell from the name: losses and errors should fall, the rest rise.</param>
    public EarlyStopping(
        string? monitor = null, int patience = 0, double minimumChange = 0, bool restoreBest = false, bool? largerIsBetter = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        _watch = new BestValue(monitor, minimumChange, largerIsBetter);
        _patience = patience;
        _restoreBest = restoreBest;
    }

    /// <summary>The best epoch, from 1; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnFitBegin(FitContext fit)
    {
        _watch.Reset();
        _waited = 0;
        _best = null;
        BestEpoch = 0;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(epoch);
        if (_watch.Improves(epoch))
        {
            _waited = 0;
            BestEpoch = epoch.Epoch;
            if (_restoreBest)
            {
                _best ??= new float[fit.Model.Weights.Length];
                fit.Model.Weights.Span.CopyTo(_best);
            }
        }
        else if (++_waited >= Math.Max(_patience, 1))
        {
            fit.StopTraining();
        }
    }

    /// <inheritdoc/>
    public override void OnFitEnd(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        if (_best is not null)
        {
            _best.CopyTo(fit.Model.Weights.Span);
            fit.Model.MarkWeightsChanged();
        }
    }
}
