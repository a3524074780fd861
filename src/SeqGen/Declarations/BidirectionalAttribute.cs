namespace SeqGen;

/// <summary>
/// Keras' Bidirectional: a recurrent layer over the sequence and another one over the reversed sequence, merged to
/// [units], or [2 * units] where they are concatenated (with <see cref="RecurrentAttribute.ReturnSequences"/> every step).
/// </summary>
/// <param name="cell">The layer of each direction.</param>
/// <param name="units">Values of the output of one direction.</param>
/// <param name="activation">A word of <see cref="SeqGen.Activation"/>, but not softmax; where it is not written, the cell's own default.</param>
public sealed class BidirectionalAttribute(Cell cell, int units, string activation = Activation.Tanh) : RecurrentKernelAttribute(units, activation)
{
    /// <summary>The layer of each direction.</summary>
    public Cell Cell { get; } = cell;

    /// <summary>Of the gates of an LSTM or GRU: a word of <see cref="SeqGen.Activation"/>, but not softmax or log_softmax.</summary>
    public string RecurrentActivation { get; set; } = SeqGen.Activation.Sigmoid;

    /// <summary>For an LSTM: the probability that a value of the cell c stays as it was before the step, in training, and in inference its share.</summary>
    public double ZoneoutCell { get; set; }

    /// <summary>
    /// For an LSTM: the greatest size of a value of the cell c, greater than 0: c is cut to between -CellClip and CellClip before the output and the next step see it
    /// (TensorFlow's cell_clip). By default there is none.
    /// </summary>
    public double CellClip { get; set; }

    /// <summary>For an LSTM: the bias starts with ones for the forget gate (and zeros for the others).</summary>
    public bool UnitForgetBias { get; set; } = true;

    /// <summary>For a peephole LSTM: initialiser of the peepholes, a word of <see cref="Initialize"/>.</summary>
    public string PeepholeInitializer { get; set; } = Initialize.GlorotUniform;

    /// <summary>For a projected LSTM, which needs it: values of each direction's output.</summary>
    public int ProjectionSize { get; set; }

    /// <summary>For a projected LSTM: initialiser of the projection kernel, a word of <see cref="Initialize"/>.</summary>
    public string ProjectionInitializer { get; set; } = Initialize.GlorotUniform;

    /// <summary>For a GRU: the reset gate is applied after the product with the recurrent kernel (Keras' default).</summary>
    public bool ResetAfter { get; set; } = true;

    /// <summary>How the two directions become one output.</summary>
    public MergeMode MergeMode { get; set; }
}
