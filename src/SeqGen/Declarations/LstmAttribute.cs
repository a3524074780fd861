namespace SeqGen;

/// <summary>
/// Keras' LSTM with the gates i, f, c, o: <c>c[t] = f * c[t-1] + i * activation(z_c)</c>, <c>h[t] = o * activation(c[t])</c>.
/// </summary>
/// <param name="units">Values of each state and of the output.</param>
/// <param name="activation">Of the candidate and of the output: a word of <see cref="SeqGen.Activation"/>, but not softmax or log_softmax.</param>
public sealed class LstmAttribute(int units, string activation = Activation.Tanh) : RecurrentKernelAttribute(units, activation)
{
    /// <summary>Of the gates: a word of <see cref="SeqGen.Activation"/>, but not softmax or log_softmax.</summary>
    public string RecurrentActivation { get; set; } = SeqGen.Activation.Sigmoid;

    /// <summary>Process the last step first; a returned sequence stays in processing order.</summary>
    public bool GoBackwards { get; set; }

    /// <summary>The probability that a value of the cell c stays as it was before the step, in training, and in inference its share; at least 0 and less than 1.</summary>
    public double ZoneoutCell { get; set; }

    /// <summary>
    /// The greatest size of a value of the cell c, greater than 0: c is cut to between -CellClip and CellClip before the output and the next step see it
    /// (TensorFlow's cell_clip). By default there is none.
    /// </summary>
    public double CellClip { get; set; }

    /// <summary>The bias starts with ones for the forget gate (and zeros for the others).</summary>
    public bool UnitForgetBias { get; set; } = true;
}
