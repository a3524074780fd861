namespace SeqGen.Text;

/// <summary>Brings sequences to one length (Keras: <c>pad_sequences</c>).</summary>
public static class SequencePadding
{
    /// <summary>Copies the sequences into the rows of a matrix: short ones are padded, long ones cut.</summary>
    /// <typeparam name="T">Element of a sequence: <see cref="int"/> for tokens, <see cref="float"/> for values.</typeparam>
    /// <param name="sequences">The sequences; each may be empty.</param>
    /// <param name="maxlen">Length of a row, at least 1; null for the length of the longest sequence.</param>
    /// <param name="padding">The side where <paramref name="value"/> is filled in.</param>
    /// <param name="truncating">The side where a long sequence loses its steps.</param>
    /// <param name="value">The fill value.</param>
    /// <returns>A matrix of shape [number of sequences, maxlen].</returns>
    /// <exception cref="ArgumentException">
    /// No sequences and no <paramref name="maxlen"/>, so that the length is unknown; or a sequence of another length
    /// where a side is <see cref="SequenceSide.Error"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxlen"/> is below 1.</exception>
    public static SequenceMatrix<T> PadSequences<T>(
        IReadOnlyList<T[]> sequences,
        int? maxlen = null,
        SequenceSide padding = SequenceSide.Pre,
        SequenceSide truncating = SequenceSide.Pre,
        T value = default)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (maxlen is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(maxlen));
        }
        else if (sequences.Count == 0)
        {
            throw new ArgumentException("There are no sequences, so the length of a row must be given.", nameof(sequences));
        }

        var matrix = SequenceMatrix<T>.Allocate(sequences.Count, maxlen ?? sequences.Max(sequence => sequence.Length));
        for (int i = 0; i < sequences.Count; i++)
        {
            PadSequence(sequences[i], matrix.Row(i), padding, truncating, value);
        }

        return matrix;
    }

    /// <summary>Copies one sequence into a row, padded or cut to the length of the row. Does not allocate.</summary>
    /// <typeparam name="T">Element of the sequence.</typeparam>
    /// <param name="sequence">The sequence; it may be empty.</param>
    /// <param name="row">The row to fill; all of it is written.</param>
    /// <param name="padding">The side where <paramref name="value"/> is filled in.</param>
    /// <param name="truncating">The side where a long sequence loses its steps.</param>
    /// <param name="value">The fill value.</param>
    /// <returns>Number of elements of the sequence that are in the row.</returns>
    /// <exception cref="ArgumentException">The length differs, and that side is <see cref="SequenceSide.Error"/>.</exception>
    public static int PadSequence<T>(
        ReadOnlySpan<T> sequence,
        Span<T> row,
        SequenceSide padding = SequenceSide.Pre,
        SequenceSide truncating = SequenceSide.Pre,
        T value = default)
        where T : unmanaged
    {
        int surplus = sequence.Length - row.Length;
        if ((surplus > 0 && truncating == SequenceSide.Error) || (surplus < 0 && padding == SequenceSide.Error))
        {
            throw LengthDiffers(sequence.Length, row.Length);
        }

        if (surplus > 0)
        {
            sequence = truncating == SequenceSide.Pre ? sequence[surplus..] : sequence[..row.Length];
        }

        int start = padding == SequenceSide.Pre ? row.Length - sequence.Length : 0;
        row[..start].Fill(value);
        sequence.CopyTo(row[start..]);
        row[(start + sequence.Length)..].Fill(value);
        return sequence.Length;
    }

    /// <summary>What is thrown where a side is <see cref="SequenceSide.Error"/>.</summary>
    internal static ArgumentException LengthDiffers(int found, int expected) =>
        new($"The sequence has {found} steps where {expected} are declared, and it may not be {(found > expected ? "cut" : "padded")}.");
}
