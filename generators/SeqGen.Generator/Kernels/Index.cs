using SeqGen.Generator.Printing;

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

    /// <summary>A token.</summary>
    public static Index Token(string token) => new TokenIndex(token);

    public static implicit operator Index(int number) => new NumberIndex(number);

    public static Index operator +(Index left, Index right) => left == Zero ? right : right == Zero ? left : new SumIndex(left, right);

    public static Index operator *(Index index, int factor) => factor == 0 || index == Zero ? Zero : new ScaledIndex(index, factor);

    /// <summary>0 for an even index, 1 for an odd one.</summary>
    public Index Parity => new ParityIndex(this);

    /// <summary>The index in C#.</summary>
    public sealed override string ToString() => ExpressionPrinter.Print(this);
}

/// <summary>A number.</summary>
internal sealed record NumberIndex(int Number) : Index;

/// <summary>A constant of the plan.</summary>
internal sealed record NamedIndex(string Name) : Index;

/// <summary>A loop counter, or a declared whole number.</summary>
internal sealed record CounterIndex(string Name) : Index;

/// <summary>A token, which may be so large that an offset of its row does not fit 32 bits.</summary>
internal sealed record TokenIndex(string Name) : Index;

/// <summary>A sum.</summary>
internal sealed record SumIndex(Index Left, Index Right) : Index;

/// <summary>So many times an index.</summary>
internal sealed record ScaledIndex(Index Inner, int Factor) : Index;

/// <summary>The lowest bit of an index.</summary>
internal sealed record ParityIndex(Index Inner) : Index;
