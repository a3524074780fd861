namespace SeqGen;

/// <summary>A recurrent layer: from a sequence [steps, input] to the last output [units], or to all of them [steps, units].</summary>
public abstract class RecurrentAttribute : LayerAttribute
{
    private protected RecurrentAttribute(int units, string activation)
    {
        Units = units;
        Activation = activation;
    }

    /// <summary>Values of the state and of the output.</summary>
    public int Units { get; }

    /// <summary>Of the candidate state (and of an LSTM's output): a word of <see cref="SeqGen.Activation"/>, but not softmax or log_softmax.</summary>
    public string Activation { get; }

    /// <summary>Add a bias.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>Give the output of every step, not only of the last one.</summary>
    public bool ReturnSequences { get; set; }

    /// <summary>Give the final states as well.</summary>
    public bool ReturnState { get; set; }

    /// <summary>Start each batch from the final states of the batch before.</summary>
    public bool Stateful { get; set; }

    /// <summary>The state before the first step: a word of <see cref="SeqGen.InitialState"/>, or the name of a layer above whose final states it starts from.</summary>
    public string InitialState { get; set; } = SeqGen.InitialState.Zeros;

    /// <summary>A mask also reaches the next layer (with <see cref="ReturnSequences"/>).</summary>
    public bool PropagateMask { get; set; } = true;

    /// <summary>The probability that a value of the input is dropped in training, at all steps of a sequence; at least 0 and less than 1.</summary>
    public double Dropout { get; set; }

    /// <summary>
    /// The probability that a value of the state h stays as it was before the step, in training; inference takes that share of it
    /// (zoneout, Krueger et al. 2016). At least 0 and less than 1.
    /// </summary>
    public double ZoneoutOutput { get; set; }

    /// <summary>Initialiser of the input kernel: a word of <see cref="Initialize"/>.</summary>
    public string KernelInitializer { get; set; } = Initialize.GlorotUniform;

    /// <summary>Initialiser of the bias: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string BiasInitializer { get; set; } = Initialize.Zeros;

    /// <summary>The L1 penalty on the input kernel: <c>KernelL1 * sum(|w|)</c> is added to the loss.</summary>
    public double KernelL1 { get; set; }

    /// <summary>The L2 penalty on the input kernel: <c>KernelL2 * sum(w * w)</c> is added to the loss.</summary>
    public double KernelL2 { get; set; }
}
