namespace SeqGen.Generator.Kernels;

/// <summary>
/// The value of a gate as a numerator and a denominator. Gates that are multiplied and added become one
/// fraction, so that a state costs one division instead of one for each of its gates; the division of 1 runs beside the numerator.
/// </summary>
/// <param name="Top">The numerator.</param>
/// <param name="Bottoms">The factors of the denominator; none for 1.</param>
/// <param name="Two">A power of two, one more factor of the denominator: sigmoid's 2, which the division takes for nothing.</param>
internal readonly record struct Fraction(Value Top, EquatableArray<Value> Bottoms, int Two = 1)
{
    /// <summary>A value that is no fraction.</summary>
    public Fraction(Value value)
        : this(value, Array.Empty<Value>().ToEquatableArray())
    {
    }

    /// <summary>True for a value that is no fraction.</summary>
    public bool IsWhole => Bottoms.Count == 0;

    /// <summary>The reciprocal of the denominator, for several values: what <see cref="Over"/> and <see cref="Part"/> take.</summary>
    public Value Reciprocal => Value.Constant(1f / Two) / Value.Product(Bottoms)!;

    /// <summary>The value by way of the denominator's reciprocal.</summary>
    public Value Over(Value reciprocal) => IsWhole ? Top : Top * reciprocal;

    /// <summary>
    /// The value of a state that the next step starts from, by way of the denominator's reciprocal. It must not die out into
    /// subnormal numbers, which cost a hundred cycles an operation: a fraction gets a faint addend, which costs nothing in the
    /// multiplication and settles far below single precision; a value is flushed to zero.
    /// </summary>
    public Value Carried(Value reciprocal) => IsWhole ? Flushed(Top) : Value.MultiplyAdd(Top, reciprocal, Value.Constant(1e-15f));

    /// <summary>The value of a state that a product takes, by way of the denominator's reciprocal: a fraction is never tiny where its factors are not.</summary>
    public Value Settled(Value reciprocal) => IsWhole ? Flushed(Top) : Over(reciprocal);

    /// <summary>A value, or zero where it is tiny.</summary>
    public static Value Flushed(Value value) => new CalledValue("FlushTiny", value);

    /// <summary>The value of a fraction whose denominator is part of this one's, by way of this one's reciprocal.</summary>
    public Value Part(Fraction part, Value reciprocal) =>
        Times(part.Top, Denominator(Bottoms.Where(bottom => !part.Bottoms.Contains(bottom)), Two / part.Two)) * reciprocal;

    /// <summary><c>this * other</c>.</summary>
    public Fraction Times(Fraction other) => new(Top * other.Top, Bottoms.Concat(other.Bottoms).ToEquatableArray(), Two * other.Two);

    /// <summary><c>this * factor + other</c>.</summary>
    public Fraction TimesPlus(Value factor, Fraction other)
    {
        int two = Math.Max(Two, other.Two);
        return new(
            Value.MultiplyAdd(Top, Times(factor, Denominator(other.Bottoms, two / Two)), Times(other.Top, Denominator(Bottoms, two / other.Two))),
            Bottoms.Concat(other.Bottoms).ToEquatableArray(),
            two);
    }

    /// <summary><c>this + other</c>.</summary>
    public Fraction Plus(Fraction other)
    {
        int two = Math.Max(Two, other.Two);
        return new(
            Times(Top, Denominator(other.Bottoms, two / Two)) + Times(other.Top, Denominator(Bottoms, two / other.Two)),
            Bottoms.Concat(other.Bottoms).ToEquatableArray(),
            two);
    }

    /// <summary><c>1 - this</c>.</summary>
    public Fraction Rest => this with { Top = (Denominator(Bottoms, Two) ?? Value.One) - Top };

    /// <summary><c>this * first + (1 - this) * second</c>.</summary>
    public Fraction Blend(Fraction first, Fraction second) => IsWhole && first.IsWhole && second.IsWhole
        ? new(Value.MultiplyAdd(Top, first.Top - second.Top, second.Top))
        : new(
            Value.MultiplyAdd(Top, Times(first.Top, Denominator(second.Bottoms, second.Two)), Times(Rest.Top * second.Top, Denominator(first.Bottoms, first.Two))),
            Bottoms.Concat(first.Bottoms).Concat(second.Bottoms).ToEquatableArray(),
            Two * first.Two * second.Two);

    /// <summary>The value of <c>this * factor + addend</c>, by way of the denominator's reciprocal.</summary>
    public Value ValueTimesPlus(Value factor, Value addend, Value reciprocal) => Value.MultiplyAdd(Top * factor, reciprocal, addend);

    private static Value? Denominator(IEnumerable<Value> bottoms, int two) => Value.Product(two == 1 ? bottoms : bottoms.Prepend(Value.Constant(two)));

    private static Value Times(Value value, Value? factor) => factor is null ? value : value * factor;
}
