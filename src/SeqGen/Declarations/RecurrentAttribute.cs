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

    /// <summary>Of the candidate state (and of an LSTM's output): a word of <see cref="SeqGen.Activation"/>, but not softmax.</summary>
    public string Activation { get; }

    /// <summary>Add a bias.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>Give the output of every step, not only of the last one.</summary>
    public bool ReturnSequences { get; set; }

    /// <summary>Give the final states as well; the layer is then the model's last, or one that another layer starts from.</summary>
    public bool ReturnState { get; set; }

    /// <summary>Start each batch from the final states of the batch before.</summary>
    public bool Stateful { get; set; }

    /// <summary>The state before the first step: a word of <see cref="SeqGen.InitialState"/>, or the name of a layer above whose final states it starts from.</summary>
    public string InitialState { get; set; } = SeqGen.InitialState.Zeros;

    /// <summary>A mask also reaches the next layer (with <see cref="ReturnSequences"/>).</summary>
    public bool PropagateMask { get; set; } = true;

    /// <summary>The probability that a value of the input is dropped in training, at all steps of a sequence; at least 0 and less than 1.</summary>
    public double Dropout { get; set; }

    /// <summary>The same of the state, where it meets the recurrent kernel.</summary>
    public double RecurrentDropout { get; set; }

    /// <summary>
    /// Normalise what each kernel gives, all gates of a step together, and an LSTM's cell on its way to the output
    /// (Ba, Kiros and Hinton 2016).
    /// </summary>
    public bool LayerNormalization { get; set; }

    /// <summary>What <see cref="LayerNormalization"/> adds to the variance; at least 1e-12.</summary>
    public double NormEpsilon { get; set; } = 1e-3;

    /// <summary>Initialiser of the factors of <see cref="LayerNormalization"/>: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string NormGammaInitializer { get; set; } = Initialize.Ones;

    /// <summary>Initialiser of the shifts of <see cref="LayerNormalization"/>: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string NormBetaInitializer { get; set; } = Initialize.Zeros;

    /// <summary>Initialiser of the input kernel: a word of <see cref="Initialize"/>.</summary>
    public string KernelInitializer { get; set; } = Initialize.GlorotUniform;

    /// <summary>Initialiser of the recurrent kernel: a word of <see cref="Initialize"/>.</summary>
    public string RecurrentInitializer { get; set; } = Initialize.Orthogonal;

    /// <summary>Initialiser of the bias: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string BiasInitializer { get; set; } = Initialize.Zeros;

    /// <summary>The L1 penalty on the input kernel: <c>KernelL1 * sum(|w|)</c> is added to the loss.</summary>
    public double KernelL1 { get; set; }

    /// <summary>The L2 penalty on the input kernel: <c>KernelL2 * sum(w * w)</c> is added to the loss.</summary>
    public double KernelL2 { get; set; }

    /// <summary>The L1 penalty on the recurrent kernel.</summary>
    public double RecurrentL1 { get; set; }

    /// <summary>The L2 penalty on the recurrent kernel.</summary>
    public double RecurrentL2 { get; set; }
}
