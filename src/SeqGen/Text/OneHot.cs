namespace SeqGen.Text;

/// <summary>One-hot vectors of tokens, word by word or character by character.</summary>
public static class OneHot
{
    /// <summary>Every token becomes a vector with a single 1, at its index.</summary>
    /// <param name="tokens">Token indices, shape [count, length], for instance padded sequences.</param>
    /// <param name="size">Length of a vector; indices are 0 .. size - 1.</param>
    /// <param name="paddingIsZero">Index 0 is padding and becomes a vector of zeros.</param>
    /// <returns>Shape [count, length x size]: row-major [count, length, size].</returns>
    /// <exception cref="ArgumentException">An index is outside the range, or the result too large for one array.</exception>
    public static SequenceMatrix<float> Encode(SequenceMatrix<int> tokens, int size, bool paddingIsZero = true)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var vectors = SequenceMatrix<float>.Allocate(tokens.Count, checked(tokens.Length * size));
        for (int i = 0; i < tokens.Values.Length; i++)
        {
            int index = tokens.Values[i];
            if (index < 0 || index >= size)
            {
                throw new ArgumentException(
                    $"Token {index} in row {i / tokens.Length}, step {i % tokens.Length}, is not in the range 0 to {size - 1}.", nameof(tokens));
            }

            if (index > 0 || !paddingIsZero)
            {
                vectors.Values[((long)i * size) + index] = 1;
            }
        }

        return vectors;
    }
}
