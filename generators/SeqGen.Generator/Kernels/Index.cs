namespace SeqGen.Generator.Kernels;

/// <summary>
/// How many values something lies after another: a constant, plus constants times loop counters, so that its least and its greatest value
/// follow from the bounds of the loops. Tokens are the one index that data decide; the runtime has checked them.
/// </summary>
internal abstract record Index
{
    /// <summary>Nothing.</summary>
    public static Index Zero { get; } = new NumberIndex(0);

    /// <summary>The loop counter <c>row</c>.</summary>
    public static Index Row { get; } = Counter("row");

    /// <summary>A constant of the plan by its name in emitted code.</summary>
    public static Index Constant(string name) => new NamedIndex(name);

    /// <summary>A loop counter, or a whole number that a statement above has declared.</summary>
    public static Index Counter(string name) => new CounterIndex(name);

    /// <summary>The smaller one.</summary>
    public static Index Min(Index left, Index right) => left is NumberIndex first && right is NumberIndex second ? Math.Min(first.Number, second.Number) : new ExtremeIndex(left, right, IsGreatest: false);

    /// <summary>The greater one.</summary>
    public static Index Max(Index left, Index right) => left is NumberIndex first && right is NumberIndex second ? Math.Max(first.Number, second.Number) : new ExtremeIndex(left, right, IsGreatest: true);

    public static implicit operator Index(int number) => new NumberIndex(number);

    /// <summary>A loop counter by its name.</summary>
    public static implicit operator Index(string counter) => Counter(counter);

    /// <summary>A sum; a number that follows a number is added to it.</summary>
    public static Index operator +(Index left, Index right) => (left, right) switch
    {
        (NumberIndex { Number: 0 }, _) => right,
        (_, NumberIndex { Number: 0 }) => left,
        (NumberIndex first, NumberIndex second) => first.Number + second.Number,
        (SumIndex { Right: NumberIndex first } sum, NumberIndex second) => sum.Left + (first.Number + second.Number),
        _ => new SumIndex(left, right),
    };

    public static Index operator -(Index left, Index right) => (left, right) switch
    {
        (_, NumberIndex { Number: 0 }) => left,
        (NumberIndex first, NumberIndex second) => first.Number - second.Number,
        _ => new DifferenceIndex(left, right),
    };

    public static Index operator *(Index index, int factor) => factor == 0 ? Zero : index is NumberIndex number ? number.Number * factor : new ScaledIndex(index, factor);

    /// <summary>0 for an even index, 1 for an odd one.</summary>
    public Index Parity => this is NumberIndex number ? number.Number & 1 : new ParityIndex(this);

    /// <summary>The index where an offset may need more than 31 bits, or an unsigned counter meets a constant.</summary>
    public Index Signed => Converted(isSigned: true);

    /// <summary>The index where an unsigned one is asked for.</summary>
    public Index Unsigned => Converted(isSigned: false);

    /// <summary>A number has the type that its place needs.</summary>
    private Index Converted(bool isSigned) => this is NumberIndex ? this : new ConvertedIndex(this, isSigned);

    /// <summary>The greatest multiple of a number that is not above the index.</summary>
    public Index FloorTo(int multiple) => this is NumberIndex number ? number.Number / multiple * multiple : new FloorIndex(this, multiple);

    /// <summary>The kind alone: what an expression looks like, printing knows.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>How many steps a stream has moved on in the buffers of its past, which the runtime counts.</summary>
/// <param name="Bound">It is at most this.</param>
internal sealed record PositionIndex(int Bound) : Index;

/// <summary>A number.</summary>
internal sealed record NumberIndex(int Number) : Index;

/// <summary>A constant of the plan.</summary>
internal sealed record NamedIndex(string Name) : Index;

/// <summary>Where a tile's part of the gradients of looked-up vectors starts, which the runtime says.</summary>
/// <param name="Prefix">Floats of a row of all parts before this one.</param>
/// <param name="RowLength">Floats of a row of this part.</param>
internal sealed record LookupIndex(int Prefix, int RowLength) : Index;

/// <summary>A loop counter, or a declared whole number.</summary>
internal sealed record CounterIndex(string Name) : Index;

/// <summary>A token: a whole number that the caller gives, and the runtime has checked.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Bound">It is less than this.</param>
internal sealed record TokenIndex(Address Place, int Bound) : Index;

/// <summary>A sum.</summary>
internal sealed record SumIndex(Index Left, Index Right) : Index;

/// <summary>A difference.</summary>
internal sealed record DifferenceIndex(Index Left, Index Right) : Index;

/// <summary>So many times an index.</summary>
internal sealed record ScaledIndex(Index Inner, int Factor) : Index;

/// <summary>The lowest bit of an index.</summary>
internal sealed record ParityIndex(Index Inner) : Index;

/// <summary>The greatest multiple of a number that is not above an index.</summary>
internal sealed record FloorIndex(Index Inner, int Multiple) : Index;

/// <summary>The smaller or the greater one of two.</summary>
internal sealed record ExtremeIndex(Index Left, Index Right, bool IsGreatest) : Index;

/// <summary>The same number in the type that a place needs.</summary>
internal sealed record ConvertedIndex(Index Inner, bool IsSigned) : Index;

/// <summary>The types of counters in emitted code.</summary>
internal enum IndexType
{
    /// <summary>A counter of rows, steps and the like.</summary>
    Int,

    /// <summary>An offset of floats.</summary>
    Offset,
}
