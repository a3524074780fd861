namespace SeqGen.Generator.Layers;

/// <summary>What the layers with kernels and biases have in common: whether there is a bias, how both are filled, and the penalties on the kernel.</summary>
internal sealed record KernelOptions
{
    public required bool UseBias { get; init; }

    public required InitializerSpec KernelInitializer { get; init; }

    public required InitializerSpec BiasInitializer { get; init; }

    public required float KernelL1 { get; init; }

    public required float KernelL2 { get; init; }

    /// <summary>The arguments, which follow the layer's own.</summary>
    public static ImmutableArray<ArgumentDefinition> Arguments { get; } =
    [
        ArgumentDefinition.Flag("use_bias", true, "Add a bias."),
        ArgumentDefinition.Initializer("kernel_initializer", "glorot_uniform", "How a fresh kernel is filled."),
        ArgumentDefinition.Initializer("bias_initializer", "zeros", "How a fresh bias is filled."),
        ArgumentDefinition.Penalty("kernel_l1", "The L1 penalty on the kernel."),
        ArgumentDefinition.Penalty("kernel_l2", "The L2 penalty on the kernel."),
    ];

    public static KernelOptions Read(ArgumentReader arguments) => new()
    {
        UseBias = arguments.Flag("use_bias"),
        KernelInitializer = arguments.Initializer("kernel_initializer"),
        BiasInitializer = arguments.BiasInitializer("bias_initializer"),
        KernelL1 = arguments.Number("kernel_l1"),
        KernelL2 = arguments.Number("kernel_l2"),
    };

    /// <summary>Writes them after the layer's own.</summary>
    public void WriteConfig(JsonFields config) => config
        .Add("use_bias", UseBias)
        .Add("kernel_initializer", KernelInitializer.ToString())
        .Add("bias_initializer", BiasInitializer.ToString())
        .Add("kernel_l1", KernelL1)
        .Add("kernel_l2", KernelL2);

    /// <summary>Declares a kernel, and its bias where there is one.</summary>
    /// <param name="weights">Where to declare.</param>
    /// <param name="part">The start of both names.</param>
    /// <param name="kernel">The kernel's shape.</param>
    /// <param name="bias">The bias' shape.</param>
    public void DeclareWeights(LayerWeights weights, string part, IReadOnlyList<int> kernel, IReadOnlyList<int> bias)
    {
        weights.Add(part + "kernel", kernel, KernelInitializer, KernelL1, KernelL2);
        if (UseBias)
        {
            weights.Add(part + "bias", bias, BiasInitializer);
        }
    }
}
