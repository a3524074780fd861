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

    public static Affine operator +(Affine left, Affine right)
    {
        if (left.IsConstant || right.IsConstant)
        {
            return new(left.Constant + right.Constant, left.IsConstant ? right.Terms : left.Terms);
        }

        ImmutableArray<(int Variable, long Factor)>.Builder terms = ImmutableArray.CreateBuilder<(int, long)>(left.Terms.Length + right.Terms.Length);
        int l = 0;
        int r = 0;
        while (l < left.Terms.Length || r < right.Terms.Length)
        {
            int order = l == left.Terms.Length ? 1 : r == right.Terms.Length ? -1 : left.Terms[l].Variable.CompareTo(right.Terms[r].Variable);
            (int variable, long factor) = order <= 0 ? left.Terms[l++] : right.Terms[r++];
            factor += order == 0 ? right.Terms[r++].Factor : 0;
            if (factor != 0)
            {
                terms.Add((variable, factor));
            }
        }

        return new(left.Constant + right.Constant, terms.ToImmutable());
    }

    public static Affine operator -(Affine left, Affine right) => left + right * -1;

    public static Affine operator *(Affine affine, long factor) => factor switch
    {
        0 => 0,
        1 => affine,
        _ => new(affine.Constant * factor, affine.IsConstant ? [] : [.. affine.Terms.Select(term => (term.Variable, term.Factor * factor))]),
    };

    /// <summary>Without its last variable.</summary>
    public Affine WithoutLast => new(Constant, Terms.RemoveAt(Terms.Length - 1));

    public bool Equals(Affine other) => Constant == other.Constant && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => Constant.GetHashCode() ^ Terms.Length;
}
