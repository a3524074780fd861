namespace SeqGen;

/// <summary>
/// The loss became NaN or infinite. The model's weights are those that it had after the last finished epoch (or
/// before training, in the first one): the steps just before a loss overflows rarely leave anything worth keeping.
/// </summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(int epoch, int step, double loss, string kept)
        : base($"Training diverged: the loss became {loss.ToString(System.Globalization.CultureInfo.InvariantCulture)} in epoch {epoch}, step {step}. "
            + $"The weights are those {kept}. A lower learning rate or clipped gradients may help.")
    {
        Epoch = epoch;
        Step = step;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step of the epoch, from 1.</summary>
    public int Step { get; }
}
