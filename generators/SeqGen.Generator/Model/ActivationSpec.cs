using System.Globalization;

namespace SeqGen.Generator.Model;

/// <summary>Keras' activations, with the variants that differ in their numbers as kinds of their own.</summary>
internal enum ActivationKind
{
    Linear,
    Relu,
    Sigmoid,
    Tanh,
    Softmax,
    Elu,
    Selu,

    /// <summary>x * Phi(x), with the error function.</summary>
    Gelu,

    /// <summary>The approximation of GELU by tanh.</summary>
    GeluTanh,
    Silu,
    Softplus,
    Softsign,
    Exponential,
    LeakyRelu,

    /// <summary>Keras 3: relu6(x + 3) / 6.</summary>
    HardSigmoid,

    /// <summary>Keras 2: clip(0.2 x + 0.5, 0, 1).</summary>
    HardSigmoidKeras2,

    /// <summary>x + 0.5 where x is not negative, else sigmoid(x): positive, so that its logarithm exists (Feng et al. 2024).</summary>
    LogSpace,
}

/// <summary>An activation and its argument.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Alpha">ELU's alpha or the leaky ReLU's negative slope; 0 for all others.</param>
internal sealed record ActivationSpec(ActivationKind Kind, float Alpha = 0)
{
    public static ActivationSpec Linear { get; } = new(ActivationKind.Linear);

    /// <summary>The words of a declaration; <c>swish</c> is Keras' older word for <c>silu</c>.</summary>
    public static WordTable<ActivationKind> Words { get; } = new(
        ("linear", ActivationKind.Linear),
        ("relu", ActivationKind.Relu),
        ("sigmoid", ActivationKind.Sigmoid),
        ("tanh", ActivationKind.Tanh),
        ("softmax", ActivationKind.Softmax),
        ("elu", ActivationKind.Elu),
        ("selu", ActivationKind.Selu),
        ("gelu", ActivationKind.Gelu),
        ("silu", ActivationKind.Silu),
        ("swish", ActivationKind.Silu),
        ("softplus", ActivationKind.Softplus),
        ("softsign", ActivationKind.Softsign),
        ("exponential", ActivationKind.Exponential),
        ("leaky_relu", ActivationKind.LeakyRelu),
        ("hard_sigmoid", ActivationKind.HardSigmoid),
        ("log_space", ActivationKind.LogSpace));

    /// <summary>Keras' name without variant and argument, for instance <c>gelu</c>.</summary>
    public string Word => Kind switch
    {
        ActivationKind.GeluTanh => "gelu",
        ActivationKind.HardSigmoidKeras2 => "hard_sigmoid",
        _ => Words.WordOf(Kind),
    };

    /// <summary>As a declaration writes it, for instance <c>elu(0.3)</c>.</summary>
    public override string ToString() => Kind switch
    {
        ActivationKind.GeluTanh => "gelu(tanh)",
        ActivationKind.HardSigmoidKeras2 => "hard_sigmoid(keras2)",
        ActivationKind.Elu or ActivationKind.LeakyRelu => $"{Word}({Alpha.ToString("R", CultureInfo.InvariantCulture)})",
        _ => Word,
    };
}
