namespace SeqGen.Generator.Verification;

/// <summary>A constant, plus constants times variables: the value of an index.</summary>
/// <param name="Constant">The constant.</param>
/// <param name="Terms">The variables by their numbers, in ascending order, and what each is multiplied by, never zero.</param>
internal readonly record struct Affine(long Constant, ImmutableArray<(int Variable, long Factor)> Terms)
{
    public static implicit operator Affine(long constant) => new(constant, []);

    /// <summary>A variable.</summary>
    public static Affine Of(int variable, long factor = 1) => new(0, [(variable, factor)]);

    /// <summary>True where no variable is left.</summary>
    public bool IsConstant => Terms.IsEmpty;

    public static Affine operator +(Affine left, Affine right) => Sum(left, right, 1);

    public static Affine operator -(Affine left, Affine right) => Sum(left, right, -1);

    /// <summary>The first one plus so many times the second one. Most differences are constants, for which nothing is allocated.</summary>
    private static Affine Sum(Affine left, Affine right, long times)
    {
        long constant = left.Constant + right.Constant * times;
        if (right.IsConstant)
        {
            return new(constant, left.Terms);
        }

        if (times == -1 && HaveSameTerms(left, right))
        {
            return constant;
        }

        ImmutableArray<(int Variable, long Factor)>.Builder terms = ImmutableArray.CreateBuilder<(int, long)>(left.Terms.Length + right.Terms.Length);
        int l = 0;
        int r = 0;
        while (l < left.Terms.Length || r < right.Terms.Length)
        {
            int order = l == left.Terms.Length ? 1 : r == right.Terms.Length ? -1 : left.Terms[l].Variable.CompareTo(right.Terms[r].Variable);
            long factor = 0;
            int variable = order <= 0 ? left.Terms[l].Variable : right.Terms[r].Variable;
            factor += order <= 0 ? left.Terms[l++].Factor : 0;
            factor += order >= 0 ? right.Terms[r++].Factor * times : 0;
            if (factor != 0)
            {
                terms.Add((variable, factor));
            }
        }

        return new(constant, terms.Count == terms.Capacity ? terms.MoveToImmutable() : terms.ToImmutable());
    }

    private static bool HaveSameTerms(Affine left, Affine right)
    {
        if (left.Terms.Length != right.Terms.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Terms.Length; i++)
        {
            if (left.Terms[i] != right.Terms[i])
            {
                return false;
            }
        }

        return true;
    }

    public static Affine operator *(Affine affine, long factor) => factor switch
    {
        0 => 0,
        1 => affine,
        _ => new(affine.Constant * factor, affine.IsConstant ? [] : [.. affine.Terms.Select(term => (term.Variable, term.Factor * factor))]),
    };

    /// <summary>Without its last variable.</summary>
    public Affine WithoutLast => new(Constant, Terms.RemoveAt(Terms.Length - 1));

    /// <summary>What a variable is multiplied by; 0 where it does not occur.</summary>
    public long FactorOf(int variable)
    {
        foreach ((int number, long factor) in Terms)
        {
            if (number == variable)
            {
                return factor;
            }
        }

        return 0;
    }

    public override string ToString() => string.Join(" + ", Terms.Select(term => FormattableString.Invariant($"{term.Factor} v{term.Variable}")).Append(FormattableString.Invariant($"{Constant}")));

    public bool Equals(Affine other) => Constant == other.Constant && HaveSameTerms(this, other);

    public override int GetHashCode() => Constant.GetHashCode() ^ Terms.Length;
}
