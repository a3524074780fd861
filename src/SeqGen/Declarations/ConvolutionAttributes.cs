namespace SeqGen;

/// <summary>
/// Keras' DepthwiseConv1D: filters that slide over the steps of a sequence, each over one value of the steps, from [steps, input] to
/// [steps, input * <see cref="DepthMultiplier"/>], with fewer steps where <see cref="Padding"/> or <see cref="Strides"/> say so.
/// </summary>
/// <param name="kernelSize">Steps that a filter sees.</param>
public sealed class DepthwiseConv1DAttribute(int kernelSize) : LayerAttribute
{
    /// <summary>Steps that a filter sees.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>Filters of each value of a step.</summary>
    public int DepthMultiplier { get; set; } = 1;

    /// <summary>Of the output: a word of <see cref="SeqGen.Activation"/>.</summary>
    public string Activation { get; set; } = SeqGen.Activation.Linear;

    /// <summary>Steps from one window to the next.</summary>
    public int Strides { get; set; } = 1;

    /// <summary>What a window sees beyond the ends.</summary>
    public Padding Padding { get; set; }

    /// <summary>Steps from one step of a window to its next; more than 1 only where <see cref="Strides"/> is 1.</summary>
    public int DilationRate { get; set; } = 1;

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

/// <summary>
/// Keras' SeparableConv1D: a depthwise convolution followed by a product with a matrix, from [steps, input] to [steps, filters], with
/// fewer steps where <see cref="Padding"/> or <see cref="Strides"/> say so.
/// </summary>
/// <param name="filters">Values of a step of the output.</param>
/// <param name="kernelSize">Steps that a filter sees.</param>
public sealed class SeparableConv1DAttribute(int filters, int kernelSize) : LayerAttribute
{
    /// <summary>Values of a step of the output.</summary>
    public int Filters { get; } = filters;

    /// <summary>Steps that a filter sees.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>Filters of each value of a step.</summary>
    public int DepthMultiplier { get; set; } = 1;

    /// <summary>Of the output: a word of <see cref="SeqGen.Activation"/>.</summary>
    public string Activation { get; set; } = SeqGen.Activation.Linear;

    /// <summary>Steps from one window to the next.</summary>
    public int Strides { get; set; } = 1;

    /// <summary>What a window sees beyond the ends.</summary>
    public Padding Padding { get; set; }

    /// <summary>Steps from one step of a window to its next; more than 1 only where <see cref="Strides"/> is 1.</summary>
    public int DilationRate { get; set; } = 1;

    /// <summary>Add a bias.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>Initialiser of the two kernels: a word of <see cref="Initialize"/>.</summary>
    public string KernelInitializer { get; set; } = Initialize.GlorotUniform;

    /// <summary>Initialiser of the bias: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string BiasInitializer { get; set; } = Initialize.Zeros;

    /// <summary>The L1 penalty on both kernels.</summary>
    public double KernelL1 { get; set; }

    /// <summary>The L2 penalty on both kernels.</summary>
    public double KernelL2 { get; set; }
}

/// <summary>
/// Keras' Conv1DTranspose: a convolution backwards, each step of the input adds its filters to several steps of the output. From
/// [steps, input] to [(steps - 1) * strides + max(kernel_size, strides), filters], or with <see cref="Padding.Same"/> to
/// [steps * strides, filters].
/// </summary>
/// <param name="filters">Values of a step of the output.</param>
/// <param name="kernelSize">Steps that a filter writes to.</param>
/// <param name="activation">A word of <see cref="SeqGen.Activation"/>.</param>
public sealed class Conv1DTransposeAttribute(int filters, int kernelSize, string activation = Activation.Linear) : LayerAttribute
{
    /// <summary>Values of a step of the output.</summary>
    public int Filters { get; } = filters;

    /// <summary>Steps that a filter writes to.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>Of the output.</summary>
    public string Activation { get; } = activation;

    /// <summary>Steps of the output from one step of the input to the next.</summary>
    public int Strides { get; set; } = 1;

    /// <summary>What is left: everything (<see cref="Padding.Valid"/>), or <see cref="Strides"/> steps for each step of the input (<see cref="Padding.Same"/>).</summary>
    public Padding Padding { get; set; }

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
