namespace SeqGen;

/// <summary>Keras' Dense: <c>y = activation(x.W + b)</c>, from [input] to [units], on every step of a sequence by itself.</summary>
/// <param name="units">Values of the output.</param>
/// <param name="activation">A word of <see cref="SeqGen.Activation"/>.</param>
public sealed class DenseAttribute(int units, string activation = Activation.Linear) : LayerAttribute
{
    /// <summary>Values of the output.</summary>
    public int Units { get; } = units;

    /// <summary>Of the output.</summary>
    public string Activation { get; } = activation;

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
