namespace SeqGen.Generator.Emission;

/// <summary>
/// The value of a gate as expressions of a numerator and a denominator. Gates that are multiplied and added become one
/// fraction, so that a state costs one division instead of one for each of its gates; the division of 1 runs beside the numerator.
/// </summary>
/// <param name="Top">The numerator: a name, a product of names, or a call.</param>
/// <param name="Bottoms">The factors of the denominator; none for 1.</param>
/// <param name="Two">A power of two, one more factor of the denominator: sigmoid's 2, which the division takes for nothing.</param>
internal readonly record struct Fraction(string Top, EquatableArray<string> Bottoms, int Two = 1)
{
    /// <summary>A value that is no fraction.</summary>
    public Fraction(string value)
        : this(value, Array.Empty<string>().ToEquatableArray())
    {
    }

    public Fraction(string top, string bottom, int two)
        : this(top, new[] { bottom }.ToEquatableArray(), two)
    {
    }

    /// <summary>
    /// Declares the activation of <paramref name="x"/> under a name: a fraction where the activation is one, else its value.
    /// </summary>
    public static Fraction Declare(KernelWriter k, ActivationSpec activation, string x, string name)
    {
        if (!k.Math.IsFast(activation))
        {
            k.Line($"Vec {name} = {Activations.ApplyGate(k.Math, activation, x)};");
            return new(name);
        }

        Fraction fraction = Of(k.Math, activation.Kind, x, name + "Bottom");
        k.Line($"Vec {name} = {fraction.Top};");
        return fraction with { Top = name };
    }

    /// <summary>Sigmoid or tanh of <paramref name="x"/>: a call that declares the denominator under the name <paramref name="bottom"/>.</summary>
    public static Fraction Of(MathWriter math, ActivationKind kind, string x, string bottom) => kind == ActivationKind.Sigmoid
        ? new(math.Call("SigmoidFraction", x, "out Vec " + bottom), bottom, two: 2)
        : new(math.Call("TanhFraction", x, "out Vec " + bottom), bottom, two: 1);

    private bool IsWhole => Bottoms.Count == 0;

    /// <summary>The value.</summary>
    public string Value => Over($"({Reciprocal})");

    /// <summary>Declares the reciprocal of the denominator, for several values; a name for <see cref="Over"/> and <see cref="Part"/>.</summary>
    public string DeclareReciprocal(KernelWriter k, string name)
    {
        if (!IsWhole)
        {
            k.Line($"Vec {name} = {Reciprocal};");
        }

        return name;
    }

    /// <summary>The value by way of the denominator's reciprocal.</summary>
    public string Over(string reciprocal) => IsWhole ? Top : $"{Top} * {reciprocal}";

    /// <summary>
    /// The value of a state that the next step starts from, by way of the denominator's reciprocal. It must not die out into
    /// subnormal numbers, which cost a hundred cycles an operation: a fraction gets a faint addend, which costs nothing in the
    /// multiplication and settles far below single precision; a value is flushed to zero.
    /// </summary>
    public string Carried(KernelWriter k, string reciprocal) =>
        IsWhole ? k.Math.Call("FlushTiny", Top) : KernelWriter.Fma(Top, reciprocal, "V.Create(1e-15f)");

    /// <summary>The value of a state that a product takes, by way of the denominator's reciprocal: a fraction is never tiny where its factors are not.</summary>
    public string Settled(KernelWriter k, string reciprocal) => IsWhole ? k.Math.Call("FlushTiny", Top) : Over(reciprocal);

    /// <summary>The value of a fraction whose denominator is part of this one's, by way of this one's reciprocal.</summary>
    public string Part(Fraction part, string reciprocal)
    {
        if (part.IsWhole)
        {
            return part.Top;
        }

        string others = Product(Bottoms.Where(bottom => !part.Bottoms.Contains(bottom)), Two / part.Two);
        return $"{Times(part.Top, others)} * {reciprocal}";
    }

    /// <summary><c>this * other</c>.</summary>
    public Fraction Times(Fraction other) => new($"{Top} * {other.Top}", Bottoms.Concat(other.Bottoms).ToEquatableArray(), Two * other.Two);

    /// <summary><c>this * factor + other</c>.</summary>
    public Fraction TimesPlus(string factor, Fraction other)
    {
        int two = Math.Max(Two, other.Two);
        return new(
            KernelWriter.Fma(Top, Times(factor, Product(other.Bottoms, two / Two)), Times(other.Top, Product(Bottoms, two / other.Two))),
            Bottoms.Concat(other.Bottoms).ToEquatableArray(),
            two);
    }

    /// <summary><c>this * first + (1 - this) * second</c>.</summary>
    public Fraction Blend(string first, Fraction second) => IsWhole && second.IsWhole
        ? new(KernelWriter.Fma(Top, $"{first} - {second.Top}", second.Top))
        : new(
            KernelWriter.Fma(Top, Times(first, Product(second.Bottoms, second.Two)), $"({Rest}) * {second.Top}"),
            Bottoms.Concat(second.Bottoms).ToEquatableArray(),
            Two * second.Two);

    /// <summary>The value of <c>this * factor + addend</c>, by way of the denominator's reciprocal.</summary>
    public string ValueTimesPlus(string factor, string addend, string reciprocal) => IsWhole
        ? KernelWriter.Fma(Top, factor, addend)
        : KernelWriter.Fma($"{Top} * {factor}", reciprocal, addend);

    private string Reciprocal => $"V.Create({CodeWriter.Literal(1f / Two)}) / {(Bottoms.Count == 1 ? Bottoms[0] : $"({Product(Bottoms)})")}";

    /// <summary>The numerator of 1 - this.</summary>
    private string Rest => IsWhole ? $"V.Create(1f) - {Top}" : $"{Product(Bottoms, Two)} - {Top}";

    private static string Product(IEnumerable<string> factors, int two = 1) =>
        string.Join(" * ", two == 1 ? factors : factors.Prepend($"V.Create({two}f)"));

    private static string Times(string left, string product) =>
        product.Length == 0 ? left : product.Contains(" * ") ? $"{left} * ({product})" : $"{left} * {product}";
}
