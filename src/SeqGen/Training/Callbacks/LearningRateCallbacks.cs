namespace SeqGen;

/// <summary>
/// Sets the learning rate before each epoch. It does not go together with a schedule, which it would replace: the fit does
/// not begin then.
/// </summary>
public sealed class LearningRateScheduler : Callback
{
    private readonly Func<int, double, double> _rateOf;

    /// <summary>Creates the callback.</summary>
    /// <param name="rateOf">Takes the epoch (from 1) and the present rate, gives the new rate; finite, not negative.</param>
    public LearningRateScheduler(Func<int, double, double> rateOf)
    {
        ArgumentNullException.ThrowIfNull(rateOf);
        _rateOf = rateOf;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The optimizer's learning rate is a schedule.</exception>
    public override void OnFitBegin(FitContext fit) => LearningRates.RequireConstant(fit, this);

    /// <inheritdoc/>
    public override void OnEpochBegin(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        double rate = _rateOf(fit.Epoch, fit.Optimizer.CurrentLearningRate);
        fit.Optimizer.LearningRate = rate >= 0 && double.IsFinite(rate) ? rate : throw new InvalidOperationException(
            FormattableString.Invariant($"LearningRateScheduler: the function gave {rate} for epoch {fit.Epoch}; a learning rate is finite and not negative."));
    }
}

/// <summary>
/// Lowers the learning rate when a figure has not improved for some epochs. It does not go together with a schedule,
/// which it would replace: the fit does not begin then.
/// </summary>
public sealed class ReduceLearningRateOnPlateau : Callback
{
    private readonly string? _monitor;
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _minimumChange;
    private readonly double _minimumRate;
    private readonly bool? _largerIsBetter;

    /// <summary>Creates the callback.</summary>
    /// <param name="monitor">The figure; <see langword="null"/> for <c>val_loss</c>, or <c>loss</c> without validation.</param>
    /// <param name="factor">The rate is multiplied by it; in (0, 1).</param>
    /// <param name="patience">Epochs without improvement before the rate falls.</param>
    /// <param name="minimumChange">A smaller change does not count as improvement; finite, not negative.</param>
    /// <param name="minimumRate">The rate is not lowered below it; one that is lower already stays. Finite, not negative.</param>
    /// <param name="largerIsBetter">
    /// <see langword="null"/> to tell from the figure: losses and errors should fall, accuracies and scores rise. Where
    /// neither the metric nor its name says so, the fit does not begin.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public ReduceLearningRateOnPlateau(
        string? monitor = null, double factor = 0.1, int patience = 10, double minimumChange = 1e-4, double minimumRate = 0, bool? largerIsBetter = null)
    {
        if (!(factor > 0 && factor < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor lies in (0, 1).");
        }

        if (!(minimumRate >= 0 && double.IsFinite(minimumRate)))
        {
            throw new ArgumentOutOfRangeException(nameof(minimumRate), minimumRate, "A learning rate is finite and not negative.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        _monitor = monitor;
        _factor = factor;
        _patience = patience;
        _minimumChange = BestValue.CheckChange(minimumChange);
        _minimumRate = minimumRate;
        _largerIsBetter = largerIsBetter;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The fit has no such figure, or nothing says which values are better.</exception>
    /// <exception cref="InvalidOperationException">The optimizer's learning rate is a schedule.</exception>
    public override void OnFitBegin(FitContext fit)
    {
        LearningRates.RequireConstant(fit, this);
        Of(fit);
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
        }
        else if (++progress.Waited >= Math.Max(_patience, 1))
        {
            progress.Waited = 0;
            double present = fit.Optimizer.CurrentLearningRate;
            double lower = Math.Max(_minimumRate, present * _factor);
            if (lower < present)
            {
                fit.Optimizer.LearningRate = lower;
            }
        }
    }

    /// <inheritdoc/>
    protected internal override void SaveState(FitContext fit, StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(state);
        Progress progress = Of(fit);
        state.WriteSetting("factor", _factor);
        state.WriteSetting("patience", _patience);
        state.WriteSetting("minimum rate", _minimumRate);
        progress.Watch.SaveState(state);
        state.Write("waited", progress.Waited);
    }

    /// <inheritdoc/>
    protected internal override void LoadState(FitContext fit, StateReader state)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(state);
        Progress progress = Of(fit);
        progress.Watch.LoadState(state);
        progress.Waited = state.ReadCount("waited");
    }

    private Progress Of(FitContext fit) =>
        fit.StateOf(this, () => new Progress(BestValue.Of(fit, this, _monitor, _minimumChange, _largerIsBetter)));

    private sealed class Progress(BestValue watch)
    {
        public BestValue Watch => watch;

        public int Waited { get; set; }
    }
}

/// <summary>Shared by the callbacks that set the learning rate.</summary>
internal static class LearningRates
{
    public static void RequireConstant(FitContext fit, Callback callback)
    {
        ArgumentNullException.ThrowIfNull(fit);
        if (fit.Optimizer.LearningRate is not ConstantRate)
        {
            throw new InvalidOperationException(
                $"{callback.GetType().Name} sets the learning rate, and would replace the schedule ({fit.Optimizer.LearningRate.GetType().Name}) "
                + $"of the optimizer {fit.Optimizer.Name}: give the optimizer a number, or leave the callback out.");
        }
    }
}
