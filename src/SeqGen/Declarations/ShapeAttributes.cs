namespace SeqGen;

/// <summary>Keras' Flatten: the vectors of all steps [steps, size], one behind the other, as one vector [steps * size].</summary>
public sealed class FlattenAttribute : LayerAttribute;

/// <summary>Keras' Dropout: in training drops each value with a probability and divides the others by what is left of 1.</summary>
/// <param name="rate">The probability that a value is dropped, at least 0 and less than 1.</param>
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability that a value is dropped.</summary>
    public double Rate { get; } = rate;
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
