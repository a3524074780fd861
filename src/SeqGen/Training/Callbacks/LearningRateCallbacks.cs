namespace SeqGen;

/// <summary>Sets the learning rate before each epoch.</summary>
/// <param name="rateOf">Takes the epoch (from 1) and the present rate, gives the new rate.</param>
public sealed class LearningRateScheduler(Func<int, double, double> rateOf) : Callback
{
    /// <inheritdoc/>
    public override void OnEpochBegin(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        fit.Optimizer.LearningRate = rateOf(fit.Epoch, fit.Optimizer.CurrentLearningRate);
    }
}

/// <summary>Lowers the learning rate when a figure has not got better for some epochs.</summary>
public sealed class ReduceLearningRateOnPlateau : Callback
{
    private readonly BestValue _watch;
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _minimum;
    private int _waited;

    /// <summary>Creates the callback.</summary>
    /// <param name="monitor">The figure; <see langword="null"/> for <c>val_loss</c>, or <c>loss</c> without validation.</param>
    /// <param name="factor">The rate is multiplied by it; in (0, 1).</param>
    /// <param name="patience">Epochs without improvement before the rate falls.</param>
    /// <param name="minimumChange">A smaller change does not count as improvement.</param>
    /// <param name="minimumRate">The rate never falls below it.</param>
    /// <param name="largerIsBetter"><see langword="null"/> to tell from the name: losses and errors should fall, the rest rise.</param>
    public ReduceLearningRateOnPlateau(
        string? monitor = null, double factor = 0.1, int patience = 10, double minimumChange = 1e-4, double minimumRate = 0, bool? largerIsBetter = null)
    {
        if (!(factor > 0 && factor < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor lies in (0, 1).");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        _watch = new BestValue(monitor, minimumChange, largerIsBetter);
        _factor = factor;
        _patience = patience;
        _minimum = minimumRate;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(epoch);
        if (_watch.Improves(epoch))
        {
            _waited = 0;
        }
        else if (++_waited >= Math.Max(_patience, 1))
        {
            _waited = 0;
            fit.Optimizer.LearningRate = Math.Max(_minimum, fit.Optimizer.CurrentLearningRate * _factor);
        }
    }
}
