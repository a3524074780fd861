namespace SeqGen;

/// <summary>
/// Keras' Conv1D: filters that slide over the steps of a sequence, from [steps, input] to [steps, filters], with fewer
/// steps where <see cref="Padding"/> or <see cref="Strides"/> say so.
/// </summary>
/// <param name="filters">Values of a step of the output.</param>
/// <param name="kernelSize">Steps that a filter sees.</param>
/// <param name="activation">A word of <see cref="SeqGen.Activation"/>.</param>
public sealed class Conv1DAttribute(int filters, int kernelSize, string activation = Activation.Linear) : LayerAttribute
{
    /// <summary>Values of a step of the output.</summary>
    public int Filters { get; } = filters;

    /// <summary>Steps that a filter sees.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>Of the output.</summary>
    public string Activation { get; } = activation;

    /// <summary>Steps from one window to the next.</summary>
    public int Strides { get; set; } = 1;

    /// <summary>What a window sees beyond the ends.</summary>
    public Padding Padding { get; set; }

    /// <summary>Steps from one step of a window to its next; more than 1 only where <see cref="Strides"/> is 1.</summary>
    public int DilationRate { get; set; } = 1;

    /// <summary>Blocks of filters, each of which sees a block of the input's values only; input values and filters are divided evenly.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>Add a bias.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>Initialiser of the kernel: a word of <see cref="Initialize"/>.</summary>
    public string KernelInitializer { get; set; } = Initialize.GlorotUniform;

    /// <summary>Initialiser of the bias: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string BiasInitializer { get; set; } = Initialize.Zeros;

    /// <summary>The L1 penalty on the kernel.</summary>
    public double KernelL1 { get; set; }

    /// <summary>The L2 penalty on the kernel.</summary>
    public double KernelL2 { get; set; }
}
