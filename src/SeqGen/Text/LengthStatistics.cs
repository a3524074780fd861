namespace SeqGen.Text;

/// <summary>What a common length does to the sequences of a data set.</summary>
/// <param name="Length">The common length.</param>
/// <param name="Padded">Sequences that are shorter, and so padded.</param>
/// <param name="Exact">Sequences of just this length.</param>
/// <param name="Truncated">Sequences that are longer, and so cut.</param>
/// <param name="Minimum">Length of the shortest sequence.</param>
/// <param name="Maximum">Length of the longest sequence.</param>
/// <param name="Average">Mean length before padding and cutting.</param>
public sealed record LengthStatistics(int Length, int Padded, int Exact, int Truncated, int Minimum, int Maximum, double Average)
{
    /// <summary>Counts the sequences.</summary>
    /// <param name="lengths">Length of each sequence.</param>
    /// <param name="length">The common length.</param>
    /// <exception cref="ArgumentException">There are no sequences.</exception>
    public static LengthStatistics Of(IReadOnlyCollection<int> lengths, int length)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        if (lengths.Count == 0)
        {
            throw new ArgumentException("There are no sequences to count.", nameof(lengths));
        }

        return new LengthStatistics(
            length,
            lengths.Count(value => value < length),
            lengths.Count(value => value == length),
            lengths.Count(value => value > length),
            lengths.Min(),
            lengths.Max(),
            lengths.Average());
    }
}
