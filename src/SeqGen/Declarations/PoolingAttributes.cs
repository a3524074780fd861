namespace SeqGen;

/// <summary>Keras' MaxPooling1D: the greatest value of each window of steps, for each value of a step.</summary>
/// <param name="poolSize">Steps that become one.</param>
public sealed class MaxPooling1DAttribute(int poolSize = 2) : LayerAttribute
{
    /// <summary>Steps that become one.</summary>
    public int PoolSize { get; } = poolSize;

    /// <summary>Steps from one window to the next; by default <see cref="PoolSize"/>.</summary>
    public int Strides { get; set; }

    /// <summary>Whether windows may reach beyond the ends: <see cref="Padding.Valid"/> or <see cref="Padding.Same"/>.</summary>
    public Padding Padding { get; set; }
}

/// <summary>Keras' AveragePooling1D: the mean of each window of steps, for each value of a step; padding is not counted.</summary>
/// <param name="poolSize">Steps that become one.</param>
public sealed class AveragePooling1DAttribute(int poolSize = 2) : LayerAttribute
{
    /// <summary>Steps that become one.</summary>
    public int PoolSize { get; } = poolSize;

    /// <summary>Steps from one window to the next; by default <see cref="PoolSize"/>.</summary>
    public int Strides { get; set; }

    /// <summary>Whether windows may reach beyond the ends: <see cref="Padding.Valid"/> or <see cref="Padding.Same"/>.</summary>
    public Padding Padding { get; set; }
}

/// <summary>Keras' GlobalMaxPooling1D: from [steps, size] to [size], the greatest value of all steps. A mask is ignored.</summary>
public sealed class GlobalMaxPooling1DAttribute : LayerAttribute
{
    /// <summary>Give a sequence of one step [1, size] instead of one vector.</summary>
    public bool Keepdims { get; set; }
}

/// <summary>Keras' GlobalAveragePooling1D: from [steps, size] to [size], the mean of all steps that are not masked.</summary>
public sealed class GlobalAveragePooling1DAttribute : LayerAttribute
{
    /// <summary>Give a sequence of one step [1, size] instead of one vector.</summary>
    public bool Keepdims { get; set; }
}

/// <summary>
/// From [steps, size] to [size]: the mean of all steps x[t] that are not masked, weighted by softmax over the steps of x[t] . kernel, with a learnt
/// kernel [size, 1] (the attention layer of Felbo 2017, "Using millions of emoji occurrences to learn any-domain representations"). Zeros where all steps are masked.
/// </summary>
public sealed class AttentionWeightedAverageAttribute : LayerAttribute
{
    /// <summary>Initialiser of the kernel: a word of <see cref="Initialize"/>.</summary>
    public string KernelInitializer { get; set; } = Initialize.GlorotUniform;
}
