namespace SeqGen;

/// <summary>
/// The loss became NaN or infinite. The model's weights are those that it had after the last finished epoch (or
/// before training, in the first one): the steps just before a loss overflows rarely leave anything worth keeping. Where a
/// callback puts other weights back when a fit ends, as <see cref="EarlyStopping"/> does, it holds those. The message says which.
/// </summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(int epoch, int step, double loss)
        : base($"Training diverged: the loss became {loss.ToString(System.Globalization.CultureInfo.InvariantCulture)} in epoch {epoch}, step {step}.")
    {
        Epoch = epoch;
        Step = step;
    }

    /// <inheritdoc/>
    public override string Message =>
        $"{base.Message}{(Kept is null ? "" : $" The weights are those {Kept}.")} A lower learning rate or clipped gradients may help.";

    /// <summary>Which weights the model holds, as the end of a sentence; null where that is not known yet.</summary>
    internal string? Kept { get; set; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step of the epoch, from 1.</summary>
    public int Step { get; }
}
