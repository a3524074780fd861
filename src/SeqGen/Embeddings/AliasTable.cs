using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>
/// Draws numbers with given probabilities in constant time (the alias method of Walker, 1977, built as Vose, 1991, does).
/// </summary>
internal sealed class AliasTable
{
    private const double Steps = 1L << 32;

    // Column i belongs to i below its threshold, and to its alias above.
    private readonly (uint Threshold, int Alias)[] _columns;

    /// <param name="weights">A weight for each number, not negative, not all zero.</param>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        _columns = new (uint, int)[weights.Length];
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double[] share = new double[weights.Length];
        Stack<int> small = new();
        Stack<int> large = new();
        for (int i = 0; i < share.Length; i++)
        {
            share[i] = weights[i] / sum * share.Length;
            (share[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int poor = small.Pop();
            int rich = large.Peek();
            _columns[poor] = ((uint)(share[poor] * Steps), rich);
            share[rich] -= 1 - share[poor];
            if (share[rich] < 1)
            {
                small.Push(large.Pop());
            }
        }

        foreach (int full in small.Concat(large))
        {
            _columns[full] = (uint.MaxValue, full);
        }
    }

    /// <summary>Draws a number.</summary>
    public int Next(SeededRandom random)
    {
        ulong bits = random.NextUInt64();
        int column = (int)(((bits >> 32) * (ulong)_columns.Length) >> 32);
        (uint threshold, int alias) = _columns[column];
        return (uint)bits < threshold ? column : alias;
    }
}
