namespace SeqGen;

/// <summary>Keras' Flatten: concatenates the vectors of all steps [steps, size] to one vector [steps * size].</summary>
public sealed class FlattenAttribute : LayerAttribute;

/// <summary>Keras' Dropout: in training drops each value with a probability and divides the others by what is left of 1.</summary>
/// <param name="rate">The probability that a value is dropped, at least 0 and less than 1.</param>
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability that a value is dropped.</summary>
    public double Rate { get; } = rate;
}

/// <summary>Keras' SpatialDropout1D: in training drops whole features, at all steps of a sequence, and divides the others by what is left of 1.</summary>
/// <param name="rate">The probability that a feature is dropped, at least 0 and less than 1.</param>
public sealed class SpatialDropout1DAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability that a feature is dropped.</summary>
    public double Rate { get; } = rate;
}

/// <summary>Keras' LayerNormalization: brings the values of each step to mean 0 and variance 1, then scales and shifts them.</summary>
public sealed class LayerNormalizationAttribute : LayerAttribute
{
    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; set; } = 0.001;

    /// <summary>Add a learnt value.</summary>
    public bool Center { get; set; } = true;

    /// <summary>Multiply by a learnt value.</summary>
    public bool Scale { get; set; } = true;

    /// <summary>Initialiser of the values to add (beta): a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string BetaInitializer { get; set; } = Initialize.Zeros;

    /// <summary>Initialiser of the values to multiply by (gamma): a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string GammaInitializer { get; set; } = Initialize.Ones;
}

/// <summary>
/// Keras' BatchNormalization over the last axis: brings each value to mean 0 and variance 1 over the rows and real steps
/// of a training batch, then scales and shifts it. Inference uses moving averages of mean and variance; so does training
/// with <see cref="LayerAttribute.Trainable"/> off.
/// </summary>
public sealed class BatchNormalizationAttribute : LayerAttribute
{
    /// <summary>How much of the moving mean and variance stays at a training step, from 0 to 1.</summary>
    public double Momentum { get; set; } = 0.99;

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; set; } = 0.001;

    /// <summary>Add a learnt value.</summary>
    public bool Center { get; set; } = true;

    /// <summary>Multiply by a learnt value.</summary>
    public bool Scale { get; set; } = true;

    /// <summary>Initialiser of the values to add (beta): a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string BetaInitializer { get; set; } = Initialize.Zeros;

    /// <summary>Initialiser of the values to multiply by (gamma): a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string GammaInitializer { get; set; } = Initialize.Ones;

    /// <summary>Initialiser of the moving mean: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string MovingMeanInitializer { get; set; } = Initialize.Zeros;

    /// <summary>Initialiser of the moving variance: a word of <see cref="Initialize"/>, but not orthogonal; it must not be negative.</summary>
    public string MovingVarianceInitializer { get; set; } = Initialize.Ones;
}

/// <summary>Keras' Activation: an activation function as a layer of its own.</summary>
/// <param name="activation">A word of <see cref="SeqGen.Activation"/>.</param>
public sealed class ActivationAttribute(string activation) : LayerAttribute
{
    /// <summary>The function.</summary>
    public string Activation { get; } = activation;
}

/// <summary>Keras' Masking: masks the steps of [steps, size] whose values all equal one value, and gives zeros for them.</summary>
/// <param name="maskValue">The value of a masked step.</param>
public sealed class MaskingAttribute(double maskValue = 0) : LayerAttribute
{
    /// <summary>The value of a masked step.</summary>
    public double MaskValue { get; } = maskValue;
}
