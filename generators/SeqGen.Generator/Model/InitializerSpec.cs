using System.Globalization;

namespace SeqGen.Generator.Model;

/// <summary>Keras' initialisers, as a declaration names them.</summary>
internal enum InitializerKind
{
    Zeros,
    Ones,
    GlorotUniform,
    Orthogonal,
    Uniform,

    /// <summary>An LSTM's bias: ones for the forget gate, zeros for the others. Has no word: it is <c>unit_forget_bias</c>.</summary>
    UnitForgetBias,
}

/// <summary>An initialiser and its limits. The seed is the layer's.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="Minimum">The lower limit of <see cref="InitializerKind.Uniform"/>; 0 for all others.</param>
/// <param name="Maximum">The upper limit of <see cref="InitializerKind.Uniform"/>; 0 for all others.</param>
internal sealed record InitializerSpec(InitializerKind Kind, float Minimum = 0, float Maximum = 0)
{
    /// <summary>The limits of <c>uniform</c> where none are written (Keras' RandomUniform).</summary>
    public const float DefaultUniformLimit = 0.05f;

    public static WordTable<InitializerKind> Words { get; } = new(
        ("zeros", InitializerKind.Zeros),
        ("ones", InitializerKind.Ones),
        ("glorot_uniform", InitializerKind.GlorotUniform),
        ("orthogonal", InitializerKind.Orthogonal),
        ("uniform", InitializerKind.Uniform),
        ("random_uniform", InitializerKind.Uniform));

    /// <summary>As a declaration writes it, for instance <c>uniform(-0.05,0.05)</c>.</summary>
    public override string ToString() => Kind switch
    {
        InitializerKind.Uniform => string.Format(CultureInfo.InvariantCulture, "uniform({0:R},{1:R})", Minimum, Maximum),
        InitializerKind.UnitForgetBias => "unit_forget_bias",
        _ => Words.WordOf(Kind),
    };
}
