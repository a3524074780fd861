namespace SeqGen.Generator.Verification;

/// <summary>
/// The variables that indices are made of, with bounds that may depend on earlier variables: so it is known that what is left of a
/// sequence ends where the sequence does, not only how long a part of it can be.
/// </summary>
internal sealed class Ranges
{
    private readonly List<Variable> _variables = [];
    private readonly Dictionary<Affine, int> _parities = [];
    private readonly Dictionary<int, Affine> _oddOnes = [];
    private readonly Dictionary<int, (Affine Left, Affine Right)> _smaller = [];

    /// <summary>A new variable.</summary>
    /// <param name="scale">What the bounds are bounds of: so many times the variable.</param>
    /// <param name="lower">It is at least all of these.</param>
    /// <param name="upper">It is at most all of these.</param>
    /// <param name="modulus">It is a multiple of this.</param>
    public Affine Add(long scale, ImmutableArray<Affine> lower, ImmutableArray<Affine> upper, long modulus = 1)
    {
        _variables.Add(new(scale, lower, upper, modulus));
        return Affine.Of(_variables.Count - 1);
    }

    /// <summary>A whole number of a range.</summary>
    public Affine Between(long least, long most) => Add(1, [least], [most]);

    /// <summary>The smaller one of two indices, of which it is not known which one that is.</summary>
    public Affine Smaller(Affine left, Affine right, long modulus)
    {
        Affine smaller = Add(1, [Math.Min(Min(left), Min(right))], [left, right], modulus);
        _smaller[smaller.Terms[0].Variable] = (left, right);
        return smaller;
    }

    /// <summary>What a variable is the smaller one of; null for another variable.</summary>
    public (Affine Left, Affine Right)? SmallerOf(int variable) => _smaller.TryGetValue(variable, out (Affine, Affine) both) ? both : null;

    /// <summary>1 where an index is odd, else 0: the same variable for all indices of which that is known to be the same, or the opposite.</summary>
    public Affine Parity(Affine index)
    {
        Affine odd = new(0, [.. index.Terms.Where(term => term.Factor % 2 != 0).Select(term => (term.Variable, 1L))]);
        bool isOpposite = index.Constant % 2 != 0;
        if (odd.IsConstant)
        {
            return isOpposite ? 1 : 0;
        }

        if (!_parities.TryGetValue(odd, out int variable))
        {
            _parities[odd] = variable = Between(0, 1).Terms[0].Variable;
            _oddOnes[variable] = odd;
        }

        return isOpposite ? 1 - Affine.Of(variable) : Affine.Of(variable);
    }

    /// <summary>An index with another value in place of a variable.</summary>
    public Affine Replace(Affine index, int variable, Affine by)
    {
        Affine replaced = index.Constant;
        foreach ((int number, long factor) in index.Terms)
        {
            Affine value = number == variable ? by
                : _oddOnes.TryGetValue(number, out Affine odd) ? Parity(Replace(odd, variable, by))
                : Affine.Of(number);
            replaced += value * factor;
        }

        return replaced;
    }

    /// <summary>A bound below which an index is in no pass of a loop.</summary>
    /// <param name="index">The index.</param>
    /// <param name="variable">The number of the pass.</param>
    /// <param name="passes">How many there are; null where that is not known.</param>
    public Affine Least(Affine index, int variable, Affine? passes)
    {
        Affine least = index.Constant;
        foreach ((int number, long factor) in index.Terms)
        {
            least += number < variable ? Affine.Of(number, factor)
                : number == variable && passes is { } count ? (factor > 0 ? 0 : (count - 1) * factor)
                : Min(Affine.Of(number, factor));
        }

        return least;
    }

    /// <summary>True where an index has the same value in a whole pass, apart from what it says of the number of the pass.</summary>
    public bool IsFixedIn(Affine index, int pass) => index.Terms.All(term => term.Variable <= pass || (_oddOnes.TryGetValue(term.Variable, out Affine odd) && IsFixedIn(odd, pass)));

    /// <summary>The greatest value that an index can have.</summary>
    public long Max(Affine index)
    {
        if (index.IsConstant)
        {
            return index.Constant;
        }

        // The latest variable goes first: its bounds depend on earlier ones alone.
        (int number, long factor) = index.Terms[index.Terms.Length - 1];
        Variable variable = _variables[number];
        Affine rest = index.WithoutLast;
        long best = long.MaxValue;
        foreach (Affine bound in factor > 0 ? variable.Upper : variable.Lower)
        {
            long most = factor % variable.Scale == 0
                ? Max(rest + bound * (factor / variable.Scale))
                : Max(rest) + factor * Quotient(factor > 0 ? Max(bound) : Min(bound), variable.Scale, isUpper: factor > 0);
            best = Math.Min(best, most);
        }

        return best;
    }

    /// <summary>The least value that an index can have.</summary>
    public long Min(Affine index) => -Max(index * -1);

    /// <summary>The greatest known number that an index is a multiple of; 0 where it is zero.</summary>
    public long Modulus(Affine index) => index.Terms.Aggregate(Math.Abs(index.Constant), (modulus, term) => Divisor(modulus, term.Factor * _variables[term.Variable].Modulus));

    /// <summary>The greatest common divisor.</summary>
    public static long Divisor(long left, long right) => right == 0 ? Math.Abs(left) : Divisor(right, left % right);

    private static long Quotient(long number, long divisor, bool isUpper)
    {
        long quotient = number / divisor;
        long rest = number % divisor;
        return rest == 0 ? quotient : isUpper ? quotient - (rest < 0 ? 1 : 0) : quotient + (rest > 0 ? 1 : 0);
    }

    private sealed record Variable(long Scale, ImmutableArray<Affine> Lower, ImmutableArray<Affine> Upper, long Modulus);
}
