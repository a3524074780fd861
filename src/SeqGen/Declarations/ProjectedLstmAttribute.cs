namespace SeqGen;

/// <summary>
/// An LSTM whose output is a projection of its cell's, as <c>torch.nn.LSTM</c> with <c>proj_size</c>: c as in <see cref="LstmAttribute"/>,
/// <c>h[t] = (o * activation(c[t])).P</c>.
/// </summary>
/// <param name="units">Values of the state c.</param>
/// <param name="projectionSize">Values of the state h and of the output.</param>
/// <param name="activation">Of the candidate and of the output: a word of <see cref="SeqGen.Activation"/>, but not softmax or log_softmax.</param>
public sealed class ProjectedLstmAttribute(int units, int projectionSize, string activation = Activation.Tanh) : RecurrentKernelAttribute(units, activation)
{
    /// <summary>Values of the state h and of the output.</summary>
    public int ProjectionSize { get; } = projectionSize;

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

    /// <summary>A fresh bias has ones for the forget gate (and zeros for the others).</summary>
    public bool UnitForgetBias { get; set; } = true;

    /// <summary>How a fresh projection kernel is filled: a word of <see cref="Initialize"/>.</summary>
    public string ProjectionInitializer { get; set; } = Initialize.GlorotUniform;
}
