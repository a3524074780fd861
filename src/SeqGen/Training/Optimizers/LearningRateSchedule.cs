namespace SeqGen;

/// <summary>A learning rate for each step. A plain number converts to a rate that never changes.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>A rate that never changes.</summary>
    /// <param name="rate">The rate; finite, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public static implicit operator LearningRateSchedule(double rate) => new ConstantRate(rate);

    /// <summary>The rate of a step.</summary>
    /// <param name="step">The number of updates before this one, from 0.</param>
    public abstract double At(long step);

    /// <summary>
    /// Writes what has to be the same when training is continued, and the state of a schedule that keeps some. By default
    /// there is none.
    /// </summary>
    /// <param name="state">Takes settings and values by name.</param>
    protected internal virtual void SaveState(StateWriter state)
    {
    }

    /// <summary>Takes the state that <see cref="SaveState"/> wrote.</summary>
    /// <param name="state">Gives the values by name.</param>
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
        if (!(rate >= 0 && double.IsFinite(rate)))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A learning rate is finite and not negative.");
        }

        Rate = rate;
    }

    /// <summary>The rate.</summary>
    public double Rate { get; }

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
/// <param name="initialLearningRate">The rate of step 0.</param>
/// <param name="decaySteps">Steps until the rate has been multiplied once by <paramref name="decayRate"/>.</param>
/// <param name="decayRate">The factor.</param>
/// <param name="staircase">True to round the exponent down, so that the rate falls in stairs.</param>
public sealed class ExponentialDecay(double initialLearningRate, long decaySteps, double decayRate, bool staircase = false)
    : LearningRateSchedule
{
    /// <inheritdoc/>
    protected internal override void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.WriteSetting("initial rate", initialLearningRate);
        state.WriteSetting("decay steps", decaySteps);
        state.WriteSetting("decay rate", decayRate);
        state.WriteSetting("staircase", staircase);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        double exponent = (double)step / decaySteps;
        return initialLearningRate * Math.Pow(decayRate, staircase ? Math.Floor(exponent) : exponent);
    }
}

/// <summary>
/// Keras' cosine decay: <c>r * ((1 - alpha) * (1 + cos(pi * min(step, N) / N)) / 2 + alpha)</c>; with a warm-up the
/// rate first rises in a straight line from the initial to the target rate, then falls from there.
/// </summary>
/// <param name="initialLearningRate">The rate of step 0.</param>
/// <param name="decaySteps">N: steps of the decay, not counting the warm-up.</param>
/// <param name="alpha">The final rate as a share of the rate that the decay started from.</param>
/// <param name="warmupTarget">The rate at the end of the warm-up; <see langword="null"/> for no warm-up.</param>
/// <param name="warmupSteps">Steps of the warm-up.</param>
public sealed class CosineDecay(
    double initialLearningRate, long decaySteps, double alpha = 0, double? warmupTarget = null, long warmupSteps = 0)
    : LearningRateSchedule
{
    /// <inheritdoc/>
    protected internal override void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.WriteSetting("initial rate", initialLearningRate);
        state.WriteSetting("decay steps", decaySteps);
        state.WriteSetting("alpha", alpha);
        state.WriteSetting("warm-up target", warmupTarget);
        state.WriteSetting("warm-up steps", warmupSteps);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        double top = initialLearningRate;
        if (warmupTarget is double target)
        {
            if (step < warmupSteps)
            {
                return initialLearningRate + (target - initialLearningRate) * step / warmupSteps;
            }

            top = target;
            step -= warmupSteps;
        }

        double share = (double)Math.Min(step, decaySteps) / decaySteps;
        return top * ((1 - alpha) * 0.5 * (1 + Math.Cos(Math.PI * share)) + alpha);
    }
}
