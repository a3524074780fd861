namespace SeqGen;

/// <summary>Keras' Flatten: concatenates the vectors of all steps [steps, size] to one vector [steps * size].</summary>
public sealed class FlattenAttribute : LayerAttribute;

/// <summary>Keras' Reshape: the same values in the same order, as other steps [length, size] or as one vector [size].</summary>
/// <param name="size">Values of a step, or of one vector; -1 for as many as there are.</param>
public sealed class ReshapeAttribute(int size) : LayerAttribute
{
    /// <summary>Values of a step, or of one vector; -1 for as many as there are.</summary>
    public int Size { get; } = size;

    /// <summary>Steps; -1 for as many as there are; by default one vector comes out.</summary>
    public int Length { get; set; }
}

/// <summary>Keras' Permute with the axes (2, 1): steps and values change places, from [steps, size] to [size, steps].</summary>
public sealed class PermuteAttribute : LayerAttribute;

/// <summary>Keras' ZeroPadding1D: zeros before the first and after the last step, from [steps, size] to [left + steps + right, size].</summary>
/// <param name="left">Zeros before the first step.</param>
public sealed class ZeroPadding1DAttribute(int left = 1) : LayerAttribute
{
    /// <summary>Zeros before the first step.</summary>
    public int Left { get; } = left;

    /// <summary>Zeros after the last step; by default as many as <see cref="Left"/>.</summary>
    public int Right { get; set; }
}

/// <summary>
/// The sequence goes on before its first and after its last step as in a mirror that stands at that step, which is not repeated. From
/// [steps, size] to [left + steps + right, size].
/// </summary>
/// <param name="left">Reflected steps before the first one; fewer than there are steps.</param>
public sealed class ReflectionPadding1DAttribute(int left = 1) : LayerAttribute
{
    /// <summary>Reflected steps before the first one.</summary>
    public int Left { get; } = left;

    /// <summary>Reflected steps after the last one, fewer than there are steps; by default as many as <see cref="Left"/>.</summary>
    public int Right { get; set; }
}

/// <summary>Keras' Cropping1D: a sequence without its first and last steps, from [steps, size] to [steps - left - right, size].</summary>
/// <param name="left">Steps to leave out before those that stay.</param>
public sealed class Cropping1DAttribute(int left = 1) : LayerAttribute
{
    /// <summary>Steps to leave out before those that stay.</summary>
    public int Left { get; } = left;

    /// <summary>Steps to leave out after them; by default as many as <see cref="Left"/>.</summary>
    public int Right { get; set; }
}

/// <summary>Keras' UpSampling1D: every step several times, from [steps, size] to [<see cref="Size"/> * steps, size].</summary>
/// <param name="size">How many times.</param>
public sealed class UpSampling1DAttribute(int size = 2) : LayerAttribute
{
    /// <summary>How many times.</summary>
    public int Size { get; } = size;
}

/// <summary>
/// Some neighbouring values of a step, or of a vector: y[i] = x[<see cref="Start"/> + i], from [steps, n] to [steps, <see cref="Size"/>]. The values
/// asked for must exist. Steps that are masked stay so; <see cref="Cropping1DAttribute"/> leaves out steps instead of values.
/// </summary>
/// <param name="start">The first value that stays, counted from 0.</param>
/// <param name="size">How many values stay.</param>
public sealed class SliceAttribute(int start, int size) : LayerAttribute
{
    /// <summary>The first value that stays, counted from 0.</summary>
    public int Start { get; } = start;

    /// <summary>How many values stay, at least 1.</summary>
    public int Size { get; } = size;
}

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

/// <summary>Keras' Masking: masks the steps of [steps, size] whose values all equal one value, and gives zeros for them.</summary>
/// <param name="maskValue">The value of a masked step.</param>
public sealed class MaskingAttribute(double maskValue = 0) : LayerAttribute
{
    /// <summary>The value of a masked step.</summary>
    public double MaskValue { get; } = maskValue;
}
