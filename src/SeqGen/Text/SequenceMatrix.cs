namespace SeqGen.Text;

/// <summary>Rows of equal length in one contiguous array: token indices, values or a bag of words for each text.</summary>
/// <typeparam name="T">Element, for instance <see cref="int"/> for tokens.</typeparam>
/// <param name="Values">All elements, row-major, shape [<paramref name="Count"/>, <paramref name="Length"/>].</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Length">Number of elements of a row.</param>
public sealed record SequenceMatrix<T>(T[] Values, int Count, int Length)
    where T : unmanaged
{
    /// <summary>Row <paramref name="index"/>, <see cref="Length"/> elements. A view: writing changes the matrix.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Span<T> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Values.AsSpan(checked(index * Length), Length);
    }

    /// <summary>An array for the given shape.</summary>
    /// <exception cref="ArgumentException">The matrix has more elements than an array can hold.</exception>
    internal static SequenceMatrix<T> Allocate(int count, int length)
    {
        long total = (long)count * length;
        if (total > Array.MaxLength)
        {
            throw new ArgumentException(
                $"A matrix of {count} rows of {length} has {total} elements, more than one array can hold. Work in parts.");
        }

        return new SequenceMatrix<T>(new T[total], count, length);
    }
}
