namespace SeqGen.Generator.Emission;

/// <summary>
/// The value of a gate as expressions of a numerator and a denominator. Gates that are multiplied and added become one
/// fraction, so that a state costs one division instead of one for each of its gates; the division of 1 runs beside the numerator.
/// </summary>
/// <param name="Top">The numerator: a name, a product of names, or a call.</param>
/// <param name="Bottom">The denominator: a name or a product of names; null for 1.</param>
internal readonly record struct Fraction(string Top, string? Bottom = null)
{
    /// <summary>
    /// Declares the activation of <paramref name="x"/> under a name: a fraction where the activation is one and
    /// <paramref name="whole"/> does not ask for its value, else the value.
    /// </summary>
    public static Fraction Declare(KernelWriter k, ActivationSpec activation, string x, string name, bool whole)
    {
        string? function = activation.Kind switch
        {
            ActivationKind.Sigmoid => "SigmoidFraction",
            ActivationKind.Tanh => "TanhFraction",
            _ => null,
        };
        if (whole || function == null || !k.Math.FastGates)
        {
            k.Line($"Vec {name} = {Activations.Apply(k.Math, activation, x, gate: true)};");
            return new(name);
        }

        string bottom = name + "Bottom";
        k.Line($"Vec {name} = {k.Math.Call(function, x, "out Vec " + bottom)};");
        return new(name, bottom);
    }

    /// <summary>The value: one division, if there is a denominator.</summary>
    public string Value => Bottom == null ? Top : $"{Top} * (V.Create(1f) / ({Bottom}))";

    /// <summary><c>this * other</c>.</summary>
    public Fraction Times(Fraction other) => new($"{Top} * {other.Top}", Product(Bottom, other.Bottom));

    /// <summary><c>this * factor + other</c>.</summary>
    public Fraction TimesPlus(string factor, Fraction other) => new(
        KernelWriter.Fma(Top, Product(factor, other.Bottom)!, Product(other.Top, Bottom)!),
        Product(Bottom, other.Bottom));

    /// <summary>The value of <c>this * factor + addend</c>.</summary>
    public string ValueTimesPlus(string factor, string addend) => Bottom == null
        ? KernelWriter.Fma(Top, factor, addend)
        : KernelWriter.Fma($"{Top} * {factor}", $"V.Create(1f) / {Bottom}", addend);

    /// <summary><c>this * first + (1 - this) * second</c>.</summary>
    public Fraction Blend(string first, Fraction second) => Bottom == null && second.Bottom == null
        ? new(KernelWriter.Fma(Top, $"{first} - {second.Top}", second.Top))
        : new(
            KernelWriter.Fma(Top, Product(first, second.Bottom)!, $"({Bottom ?? "V.Create(1f)"} - {Top}) * {second.Top}"),
            Product(Bottom, second.Bottom));

    private static string? Product(string? left, string? right) =>
        left == null ? right : right == null ? left : right.Contains('*') ? $"{left} * ({right})" : $"{left} * {right}";
}
