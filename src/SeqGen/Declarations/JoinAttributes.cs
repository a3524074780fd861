namespace SeqGen;

/// <summary>Several outputs of the same steps, concatenated along the last axis: first the values of the attribute above.</summary>
/// <param name="layers">The layers or branches to join with the output of the attribute above.</param>
public sealed class ConcatenateAttribute(params string[] layers) : LayerAttribute
{
    /// <summary>The layers or branches to join with the output of the attribute above.</summary>
    public string[] Layers { get; } = layers;
}

/// <summary>
/// The sum of several outputs, value by value, for instance of a layer and of what it started from. One step, or one value a step,
/// stands for all, and a vector is one step.
/// </summary>
/// <param name="layers">The layers or branches to add to the output of the attribute above.</param>
public sealed class AddAttribute(params string[] layers) : LayerAttribute
{
    /// <summary>The layers or branches to add to the output of the attribute above.</summary>
    public string[] Layers { get; } = layers;
}

/// <summary>The output of the attribute above minus another one, value by value. One step, or one value a step, stands for all, and a vector is one step.</summary>
/// <param name="layer">The layer or branch to subtract from the output of the attribute above.</param>
public sealed class SubtractAttribute(string layer) : LayerAttribute
{
    /// <summary>The layer or branch to subtract from the output of the attribute above.</summary>
    public string Layer { get; } = layer;
}

/// <summary>
/// The product of several outputs, value by value, for instance of a sequence and a mask of one channel. One step, or one value a step,
/// stands for all, and a vector is one step.
/// </summary>
/// <param name="layers">The layers or branches to multiply with the output of the attribute above.</param>
public sealed class MultiplyAttribute(params string[] layers) : LayerAttribute
{
    /// <summary>The layers or branches to multiply with the output of the attribute above.</summary>
    public string[] Layers { get; } = layers;
}

/// <summary>The mean of several outputs, value by value. One step, or one value a step, stands for all, and a vector is one step.</summary>
/// <param name="layers">The layers or branches to average with the output of the attribute above.</param>
public sealed class AverageAttribute(params string[] layers) : LayerAttribute
{
    /// <summary>The layers or branches to average with the output of the attribute above.</summary>
    public string[] Layers { get; } = layers;
}

/// <summary>The greatest of several outputs, value by value. One step, or one value a step, stands for all, and a vector is one step.</summary>
/// <param name="layers">The layers or branches to compare with the output of the attribute above.</param>
public sealed class MaximumAttribute(params string[] layers) : LayerAttribute
{
    /// <summary>The layers or branches to compare with the output of the attribute above.</summary>
    public string[] Layers { get; } = layers;
}

/// <summary>The least of several outputs, value by value. One step, or one value a step, stands for all, and a vector is one step.</summary>
/// <param name="layers">The layers or branches to compare with the output of the attribute above.</param>
public sealed class MinimumAttribute(params string[] layers) : LayerAttribute
{
    /// <summary>The layers or branches to compare with the output of the attribute above.</summary>
    public string[] Layers { get; } = layers;
}

/// <summary>One vector [size] as a sequence of equal steps [n, size].</summary>
/// <param name="n">Steps of the sequence.</param>
public sealed class RepeatVectorAttribute(int n) : LayerAttribute
{
    /// <summary>Steps of the sequence.</summary>
    public int N { get; } = n;
}

/// <summary>
/// Each step of the attribute above (the query) attends to the steps of another layer or branch: a mean of the values,
/// weighted by the products of query and keys (Luong 2015). From [steps, size] to [steps, size of the value].
/// </summary>
/// <param name="value">The layer or branch whose steps are attended to.</param>
public sealed class AttentionAttribute(string value) : LayerAttribute
{
    /// <summary>The layer or branch whose steps are attended to.</summary>
    public string Value { get; } = value;

    /// <summary>The layer or branch whose steps are compared with the query; by default the value.</summary>
    public string? Key { get; set; }

    /// <summary>Multiply the scores by a weight.</summary>
    public bool UseScale { get; set; }

    /// <summary>How query and key are compared.</summary>
    public ScoreMode ScoreMode { get; set; }

    /// <summary>The probability that a weight of a pair of steps is dropped in training; at least 0 and less than 1.</summary>
    public double Dropout { get; set; }

    /// <summary>A step does not see later ones: step t attends to the steps up to t.</summary>
    public bool UseCausalMask { get; set; }
}

/// <summary>
/// Each step of the attribute above (the query) attends to the steps of another layer or branch: a mean of the values,
/// weighted by a sum over the tanh of query and key (Bahdanau 2015). From [steps, size] to [steps, size of the value].
/// </summary>
/// <param name="value">The layer or branch whose steps are attended to.</param>
public sealed class AdditiveAttentionAttribute(string value) : LayerAttribute
{
    /// <summary>The layer or branch whose steps are attended to.</summary>
    public string Value { get; } = value;

    /// <summary>The layer or branch whose steps are compared with the query; by default the value.</summary>
    public string? Key { get; set; }

    /// <summary>A weight for each value of the scores' sum.</summary>
    public bool UseScale { get; set; } = true;

    /// <summary>The probability that a weight of a pair of steps is dropped in training; at least 0 and less than 1.</summary>
    public double Dropout { get; set; }
}

/// <summary>
/// Keras' MultiHeadAttention (Vaswani 2017): each step of the attribute above (the query) looks at the steps of another layer
/// or branch, or of the same one, by several dot-product attentions side by side, each on projections of its own. From
/// [steps, size] to [steps, size], or [steps, <see cref="OutputShape"/>].
/// </summary>
/// <param name="value">The layer or branch whose steps are attended to; for self-attention the one above.</param>
/// <param name="numHeads">Attentions side by side.</param>
/// <param name="keyDim">Values of a head's queries and keys.</param>
public sealed class MultiHeadAttentionAttribute(string value, int numHeads, int keyDim) : LayerAttribute
{
    /// <summary>The layer or branch whose steps are attended to.</summary>
    public string Value { get; } = value;

    /// <summary>Attentions side by side.</summary>
    public int NumHeads { get; } = numHeads;

    /// <summary>Values of a head's queries and keys.</summary>
    public int KeyDim { get; } = keyDim;

    /// <summary>The layer or branch whose steps are compared with the query; by default the value.</summary>
    public string? Key { get; set; }

    /// <summary>Values of a head's values; by default <see cref="KeyDim"/>.</summary>
    public int ValueDim { get; set; }

    /// <summary>Values of the output; by default as many as the query has.</summary>
    public int OutputShape { get; set; }

    /// <summary>The probability that a weight of a pair of steps is dropped in training; at least 0 and less than 1.</summary>
    public double Dropout { get; set; }

    /// <summary>Add biases to all four projections.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>A step does not see later ones: step t attends to the steps up to t.</summary>
    public bool UseCausalMask { get; set; }

    /// <summary>Initialiser of the kernels: a word of <see cref="Initialize"/>.</summary>
    public string KernelInitializer { get; set; } = Initialize.GlorotUniform;

    /// <summary>Initialiser of the biases: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string BiasInitializer { get; set; } = Initialize.Zeros;

    /// <summary>The L1 penalty on each kernel: <c>KernelL1 * sum(|w|)</c> is added to the loss.</summary>
    public double KernelL1 { get; set; }

    /// <summary>The L2 penalty on each kernel: <c>KernelL2 * sum(w * w)</c> is added to the loss.</summary>
    public double KernelL2 { get; set; }
}
