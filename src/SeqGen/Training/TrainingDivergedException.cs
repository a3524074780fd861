using System.Globalization;

namespace SeqGen;

/// <summary>
/// Loss, gradients or weights stopped being finite. Of <see cref="Trainer.Step"/>, everything is as before the step. Of
/// <see cref="SequenceModel.Fit"/>, the model's weights are those that it had after the last finished epoch (or before
/// training, in the first one): the steps just before a loss overflows rarely leave anything worth keeping. Where a
/// callback restores other weights when a fit ends, as <see cref="EarlyStopping"/> does, it holds those. The message says which.
/// </summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(Divergence divergence, double loss, long step)
        : base($"Training diverged: the loss is {Text(loss)}, and {divergence.What}.")
    {
        (Loss, Weight, Step) = (loss, divergence.Weight, (int)Math.Min(step, int.MaxValue));
        Kept = "Weights and optimizer are as before the step.";
    }

    internal TrainingDivergedException(Divergence divergence, int epoch, int step, double loss)
        : base($"Training diverged in epoch {epoch}, step {step}: the loss is {Text(loss)}, and {divergence.What}.")
    {
        (Loss, Weight, Epoch, Step) = (loss, divergence.Weight, epoch, step);
    }

    /// <summary>Of a training of word vectors.</summary>
    internal TrainingDivergedException(int epoch)
        : base($"Training diverged in epoch {epoch}: a word's vector is not finite. A lower learning rate may help.")
    {
        (Loss, Epoch) = (double.NaN, epoch);
    }

    /// <inheritdoc/>
    public override string Message => $"{base.Message}{(Kept is null ? "" : $" {Kept}")} A lower learning rate or clipped gradients may help.";

    /// <summary>Which weights the model holds, as a sentence; null where that is not known yet.</summary>
    internal string? Kept { get; set; }

    /// <summary>The epoch, from 1; 0 for a step outside <see cref="SequenceModel.Fit"/>.</summary>
    public int Epoch { get; }

    /// <summary>The step of the epoch, from 1; outside <see cref="SequenceModel.Fit"/> the number of the optimizer's update, from 1.</summary>
    public int Step { get; }

    /// <summary>The loss of the step; it may be finite where a gradient is not.</summary>
    public double Loss { get; }

    /// <summary>
    /// The weight whose gradient, value or moment is not finite, for instance <c>lstm/recurrent_kernel</c>; of several the one
    /// nearest the output, where a backward pass begins. <see langword="null"/> where only the loss is not finite.
    /// </summary>
    public string? Weight { get; }

    /// <summary>The layer of <see cref="Weight"/>.</summary>
    public string? Layer => Weight?.Split('/')[0];

    private static string Text(double loss) => loss.ToString(CultureInfo.InvariantCulture);
}
