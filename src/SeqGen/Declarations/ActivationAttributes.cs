namespace SeqGen;

/// <summary>Keras' Activation: an activation function as a layer of its own.</summary>
/// <param name="activation">A word of <see cref="SeqGen.Activation"/>.</param>
public sealed class ActivationAttribute(string activation) : LayerAttribute
{
    /// <summary>The function.</summary>
    public string Activation { get; } = activation;
}

/// <summary>
/// Keras' ReLU: <see cref="MaxValue"/> where x is at least that, x where it is above the <see cref="Threshold"/>, else
/// <see cref="NegativeSlope"/> * (x - <see cref="Threshold"/>).
/// </summary>
public sealed class ReluAttribute : LayerAttribute
{
    /// <summary>The greatest value that comes out, at least 0; by default there is none.</summary>
    public double MaxValue { get; set; }

    /// <summary>The slope below the threshold, at least 0.</summary>
    public double NegativeSlope { get; set; }

    /// <summary>Values above it stay as they are; at least 0.</summary>
    public double Threshold { get; set; }
}

/// <summary>Keras' LeakyReLU: x, or <paramref name="negativeSlope"/> * x where x is negative.</summary>
/// <param name="negativeSlope">What negative values are multiplied by; at least 0.</param>
public sealed class LeakyReluAttribute(double negativeSlope = 0.3) : LayerAttribute
{
    /// <summary>What negative values are multiplied by.</summary>
    public double NegativeSlope { get; } = negativeSlope;
}

/// <summary>Keras' ELU: x, or <paramref name="alpha"/> * (exp(x) - 1) where x is negative (Clevert 2016).</summary>
/// <param name="alpha">The limit, with the other sign, for negative values; at least 0.</param>
public sealed class EluAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>The limit, with the other sign, for negative values.</summary>
    public double Alpha { get; } = alpha;
}

/// <summary>Keras' PReLU: max(x, 0) + alpha * min(x, 0) with learnt slopes alpha [steps, size], or [size] of one vector (He 2015).</summary>
public sealed class PreluAttribute : LayerAttribute
{
    /// <summary>What shares a slope: the slopes have 1 in place of such an extent.</summary>
    public SharedAxes SharedAxes { get; set; }

    /// <summary>Initialiser of the slopes: a word of <see cref="Initialize"/>, but not orthogonal.</summary>
    public string AlphaInitializer { get; set; } = Initialize.Zeros;
}

/// <summary>Keras' Softmax: exp(x) / sum(exp(x)) over the values of a step, or over the real steps of a sequence.</summary>
public sealed class SoftmaxAttribute : LayerAttribute
{
    /// <summary>The axis of the sum in Keras' numbers: -1 for the values of a step, 1 for the steps of a sequence.</summary>
    public int Axis { get; set; } = -1;
}

/// <summary>The logarithm of <see cref="SoftmaxAttribute"/>: x - log(sum(exp(x))) over the values of a step, or over the real steps of a sequence.</summary>
public sealed class LogSoftmaxAttribute : LayerAttribute
{
    /// <summary>The axis of the sum in Keras' numbers: -1 for the values of a step, 1 for the steps of a sequence.</summary>
    public int Axis { get; set; } = -1;
}

/// <summary>
/// The gated linear unit (Dauphin 2017): the first half of the input times the sigmoid of the second. From [steps, 2 * size] to
/// [steps, size], or along the steps from [2 * steps, size] to [steps, size].
/// </summary>
public sealed class GluAttribute : LayerAttribute
{
    /// <summary>The axis that is halved in Keras' numbers: -1 for the values of a step, 1 for the steps of a sequence.</summary>
    public int Axis { get; set; } = -1;
}

/// <summary>
/// The size of complex numbers, sqrt(re^2 + im^2): the first half of a step's values are the real parts, the second half the imaginary ones in the same
/// order. From [steps, 2 * size] to [steps, size]. After a convolution whose filters are windowed cosines and then sines it is the spectrum of a short-time
/// Fourier transform. The gradient at zero is zero. Squares that single precision does not hold are infinite or zero.
/// </summary>
public sealed class MagnitudeAttribute : LayerAttribute;

/// <summary>
/// Keras' Rescaling: each value times <see cref="Scale"/>, plus <see cref="Offset"/>, of a vector or of each step of a sequence. Nothing of it is trained.
/// </summary>
/// <param name="scale">What values are multiplied by.</param>
public sealed class RescalingAttribute(double scale) : LayerAttribute
{
    /// <summary>What values are multiplied by.</summary>
    public double Scale { get; } = scale;

    /// <summary>What is added to them.</summary>
    public double Offset { get; set; }

    /// <summary>
    /// True gives each value of a step constants of its own: the weights <c>scale</c> [size] and <c>offset</c> [size], which begin as <see cref="Scale"/> and
    /// <see cref="Offset"/>, come with a file of weights or <see cref="SequenceModel.SetWeight"/>, and are not trained.
    /// </summary>
    public bool PerChannel { get; set; }
}
