namespace SeqGen;

/// <summary>A recurrent layer whose gates see the state by way of a recurrent kernel.</summary>
public abstract class RecurrentKernelAttribute : RecurrentAttribute
{
    private protected RecurrentKernelAttribute(int units, string activation)
        : base(units, activation)
    {
    }

    /// <summary>The probability that a value of the state is dropped in training where it meets the recurrent kernel, at all steps of a sequence; at least 0 and less than 1.</summary>
    public double RecurrentDropout { get; set; }

    /// <summary>
    /// Normalise what each kernel gives, all gates of a step together, and an LSTM's cell on its way to the output
    /// (Ba, Kiros and Hinton 2016).
    /// </summary>
    public bool LayerNormalization { get; set; }

    /// <summary>What <see cref="LayerNormalization"/> adds to the variance; at least 1e-12.</summary>
    public double NormEpsilon { get; set; } = 1e-3;

    /// <summary>How fresh factors of <see cref="LayerNormalization"/> are filled: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string NormGammaInitializer { get; set; } = Initialize.Ones;

    /// <summary>How fresh shifts of <see cref="LayerNormalization"/> are filled: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string NormBetaInitializer { get; set; } = Initialize.Zeros;

    /// <summary>How a fresh recurrent kernel is filled: a word of <see cref="Initialize"/>.</summary>
    public string RecurrentInitializer { get; set; } = Initialize.Orthogonal;

    /// <summary>The L1 penalty on the recurrent kernel.</summary>
    public double RecurrentL1 { get; set; }

    /// <summary>The L2 penalty on the recurrent kernel.</summary>
    public double RecurrentL2 { get; set; }
}
