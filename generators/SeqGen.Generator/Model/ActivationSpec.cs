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

    /// <summary>x - max - ln sum(e^(x - max)): the logarithm of softmax.</summary>
    LogSoftmax,

    /// <summary>x tanh(softplus(x)) (Misra 2019).</summary>
    Mish,

    /// <summary>x relu6(x + 3) / 6.</summary>
    HardSilu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>x, or alpha (e^(x / alpha) - 1) where x is negative (Barron 2017).</summary>
    Celu,

    /// <summary>min(max(x, alpha), beta).</summary>
    Clip,

    /// <summary>min(max(x, -1), 1).</summary>
    HardTanh,

    /// <summary>x - tanh x.</summary>
    TanhShrink,

    /// <summary>x without alpha of its magnitude; 0 where there is no more of it.</summary>
    SoftShrink,

    /// <summary>x, or 0 where its magnitude is at most alpha.</summary>
    HardShrink,

    /// <summary>(x + sqrt(x^2 + alpha)) / 2.</summary>
    Squareplus,

    /// <summary>-ln(1 + e^-x).</summary>
    LogSigmoid,

    /// <summary>0 below -1, x above 1, (x + 1)^2 / 4 between.</summary>
    SparsePlus,

    /// <summary>min(max((x + 1) / 2, 0), 1).</summary>
    SparseSigmoid,
}

/// <summary>An activation and its arguments.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Alpha">The number of a function that has one, for instance ELU's alpha or the leaky ReLU's negative slope; the lower limit of clip; 0 for all others.</param>
/// <param name="Beta">The upper limit of clip; 0 for all others.</param>
internal sealed record ActivationSpec(ActivationKind Kind, float Alpha = 0, float Beta = 0)
{
    /// <summary>The functions with a number, and the number where none is written.</summary>
    private static readonly Dictionary<ActivationKind, float> Numbers = new()
    {
        [ActivationKind.Elu] = 1,
        [ActivationKind.LeakyRelu] = 0.2f,
        [ActivationKind.Celu] = 1,
        [ActivationKind.SoftShrink] = 0.5f,
        [ActivationKind.HardShrink] = 0.5f,
        [ActivationKind.Squareplus] = 4,
    };

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
        ("log_space", ActivationKind.LogSpace),
        ("log_softmax", ActivationKind.LogSoftmax),
        ("mish", ActivationKind.Mish),
        ("hard_silu", ActivationKind.HardSilu),
        ("hard_swish", ActivationKind.HardSilu),
        ("relu6", ActivationKind.Relu6),
        ("celu", ActivationKind.Celu),
        ("clip", ActivationKind.Clip),
        ("hard_tanh", ActivationKind.HardTanh),
        ("tanh_shrink", ActivationKind.TanhShrink),
        ("soft_shrink", ActivationKind.SoftShrink),
        ("hard_shrink", ActivationKind.HardShrink),
        ("squareplus", ActivationKind.Squareplus),
        ("log_sigmoid", ActivationKind.LogSigmoid),
        ("sparse_plus", ActivationKind.SparsePlus),
        ("sparse_sigmoid", ActivationKind.SparseSigmoid));

    /// <summary>The function's number where a declaration writes none; null where it has no number.</summary>
    public static float? NumberOf(ActivationKind kind) => Numbers.TryGetValue(kind, out float number) ? number : null;

    /// <summary>The least that the number may be: some are divided by.</summary>
    public static float LeastNumberOf(ActivationKind kind) => kind is ActivationKind.Celu or ActivationKind.Squareplus ? 1e-6f : 0;

    /// <summary>True where a value depends on all values of its step.</summary>
    public bool MixesValues => Kind is ActivationKind.Softmax or ActivationKind.LogSoftmax;

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
        ActivationKind.Clip => $"{Word}({Text(Alpha)},{Text(Beta)})",
        _ when NumberOf(Kind) != null => $"{Word}({Text(Alpha)})",
        _ => Word,
    };

    private static string Text(float number) => number.ToString("R", CultureInfo.InvariantCulture);
}
