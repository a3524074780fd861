namespace SeqGen;

/// <summary>A learning rate for each step. A plain number converts to a rate that never changes.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>A rate that never changes. The conversion never fails: the optimizer that takes the rate checks it.</summary>
    /// <param name="rate">The rate; finite, not negative.</param>
    public static implicit operator LearningRateSchedule(double rate) => ConstantRate.Unchecked(rate);

    /// <summary>The rate of a step; finite, not negative: an update with another one is refused.</summary>
    /// <param name="step">The number of updates before this one, from 0.</param>
    public abstract double At(long step);

    /// <summary>The schedule and its arguments, in words.</summary>
    internal string Setting()
    {
        TrainingState state = new();
        SaveState(new StateWriter(state, takesValues: false));
        return this is ConstantRate
            ? state.Settings.Values.First()
            : $"{GetType().Name}{(state.Settings.Count == 0 ? "" : ": ")}{string.Join(", ", state.Settings.Where(setting => setting.Value != "none").Select(setting => $"{setting.Key} {setting.Value}"))}";
    }

    /// <summary>
    /// Writes what has to be the same when training is continued, and the state of a schedule that keeps some. By default
    /// there is none.
    /// </summary>
    /// <param name="state">Receives settings and values by name.</param>
    protected internal virtual void SaveState(StateWriter state)
    {
    }

    /// <summary>Reads the state that <see cref="SaveState"/> wrote.</summary>
    /// <param name="state">Returns the values by name.</param>
    protected internal virtual void LoadState(StateReader state)
    {
    }
}

/// <summary>A learning rate that never changes.</summary>
public sealed class ConstantRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="rate">The rate; finite, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public ConstantRate(double rate)
    {
        Require.Rate(rate, nameof(rate));
        Rate = rate;
    }

    private ConstantRate()
    {
    }

    /// <summary>The rate.</summary>
    public double Rate { get; private init; }

    /// <summary>Creates the schedule for an optimizer, which checks the rate.</summary>
    internal static ConstantRate Unchecked(double rate) => new() { Rate = rate };

    /// <inheritdoc/>
    protected internal override void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.WriteSetting("rate", Rate);
    }

    /// <inheritdoc/>
    public override double At(long step) => Rate;
}

/// <summary>Keras' exponential decay: <c>initial * rate^(step / steps)</c>.</summary>
public sealed class ExponentialDecay : LearningRateSchedule
{
    private readonly double _initialLearningRate;
    private readonly long _decaySteps;
    private readonly double _decayRate;
    private readonly bool _staircase;

    /// <summary>Creates the schedule.</summary>
    /// <param name="initialLearningRate">The rate of step 0; finite, not negative.</param>
    /// <param name="decaySteps">Steps until the rate has been multiplied once by <paramref name="decayRate"/>; positive.</param>
    /// <param name="decayRate">The factor; finite, not negative.</param>
    /// <param name="staircase">True to round the exponent down, so that the rate falls in stairs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public ExponentialDecay(double initialLearningRate, long decaySteps, double decayRate, bool staircase = false)
    {
        Require.Rate(initialLearningRate, nameof(initialLearningRate));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decaySteps);
        Require.NotNegative(decayRate, nameof(decayRate));
        _initialLearningRate = initialLearningRate;
        _decaySteps = decaySteps;
        _decayRate = decayRate;
        _staircase = staircase;
    }

    /// <inheritdoc/>
    protected internal override void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.WriteSetting("initial rate", _initialLearningRate);
        state.WriteSetting("decay steps", _decaySteps);
        state.WriteSetting("decay rate", _decayRate);
        state.WriteSetting("staircase", _staircase);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        double exponent = (double)step / _decaySteps;
        return _initialLearningRate * Math.Pow(_decayRate, _staircase ? Math.Floor(exponent) : exponent);
    }
}

/// <summary>
/// Keras' cosine decay: <c>r * ((1 - alpha) * (1 + cos(pi * min(step, N) / N)) / 2 + alpha)</c>; with a warm-up the
/// rate first rises in a straight line from the initial to the target rate, then falls from there.
/// </summary>
public sealed class CosineDecay : LearningRateSchedule
{
    private readonly double _initialLearningRate;
    private readonly long _decaySteps;
    private readonly double _alpha;
    private readonly double? _warmupTarget;
    private readonly long _warmupSteps;

    /// <summary>Creates the schedule.</summary>
    /// <param name="initialLearningRate">The rate of step 0; finite, not negative.</param>
    /// <param name="decaySteps">N: steps of the decay, not counting the warm-up; positive.</param>
    /// <param name="alpha">The final rate as a share of the rate that the decay started from; finite, not negative.</param>
    /// <param name="warmupTarget">The rate at the end of the warm-up, finite and not negative; <see langword="null"/> for no warm-up.</param>
    /// <param name="warmupSteps">Steps of the warm-up; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException">There are steps of a warm-up, but no rate that it rises to.</exception>
    public CosineDecay(double initialLearningRate, long decaySteps, double alpha = 0, double? warmupTarget = null, long warmupSteps = 0)
    {
        Require.Rate(initialLearningRate, nameof(initialLearningRate));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decaySteps);
        Require.NotNegative(alpha, nameof(alpha));
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        if (warmupTarget is double target)
        {
            Require.Rate(target, nameof(warmupTarget));
        }
        else if (warmupSteps > 0)
        {
            throw new ArgumentException($"A warm-up of {warmupSteps} steps needs a rate that it rises to: set warmupTarget.", nameof(warmupSteps));
        }

        _initialLearningRate = initialLearningRate;
        _decaySteps = decaySteps;
        _alpha = alpha;
        _warmupTarget = warmupTarget;
        _warmupSteps = warmupSteps;
    }

    /// <inheritdoc/>
    protected internal override void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.WriteSetting("initial rate", _initialLearningRate);
        state.WriteSetting("decay steps", _decaySteps);
        state.WriteSetting("alpha", _alpha);
        state.WriteSetting("warm-up target", _warmupTarget);
        state.WriteSetting("warm-up steps", _warmupSteps);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        double top = _initialLearningRate;
        if (_warmupTarget is double target)
        {
            if (step < _warmupSteps)
            {
                return _initialLearningRate + (target - _initialLearningRate) * step / _warmupSteps;
            }

            top = target;
            step -= _warmupSteps;
        }

        double share = (double)Math.Min(step, _decaySteps) / _decaySteps;
        return top * ((1 - _alpha) * 0.5 * (1 + Math.Cos(Math.PI * share)) + _alpha);
    }
}
