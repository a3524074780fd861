namespace SeqGen.Samples.TextGeneration;

/// <summary>
/// Rows for a stateful model: a text is cut into as many lanes as a batch has rows, and the batches walk along the
/// lanes piece by piece. So row r of a batch continues where row r of the batch before ended, and states stay right.
/// </summary>
internal static class Lanes
{
    /// <summary>Pieces with the next character of every step as target; what does not fill a batch at the end is left out.</summary>
    /// <param name="tokens">The text.</param>
    /// <param name="length">Characters of a piece.</param>
    /// <param name="lanes">Rows of a batch.</param>
    /// <exception cref="SampleError">The text is too short for one batch.</exception>
    public static Dataset Cut(ReadOnlySpan<int> tokens, int length, int lanes)
    {
        int[] starts = Starts(tokens.Length, length, lanes);
        if (starts.Length == 0)
        {
            throw new SampleError($"A text of {tokens.Length} characters is too short for one batch of {lanes} x {length}. Choose a smaller --batch-size.");
        }

        int[] inputs = new int[starts.Length * length];
        int[] targets = new int[inputs.Length];
        for (int row = 0; row < starts.Length; row++)
        {
            tokens.Slice(starts[row], length).CopyTo(inputs.AsSpan(row * length));
            tokens.Slice(starts[row] + 1, length).CopyTo(targets.AsSpan(row * length));
        }

        return Dataset.FromTokens(inputs, length, targets);
    }

    /// <summary>Where in the text the piece of each row starts, batch by batch.</summary>
    internal static int[] Starts(int characters, int length, int lanes)
    {
        int batches = (characters - 1) / (length * lanes);
        int[] starts = new int[batches * lanes];
        for (int row = 0; row < starts.Length; row++)
        {
            (int batch, int lane) = Math.DivRem(row, lanes);
            starts[row] = ((lane * batches) + batch) * length;
        }

        return starts;
    }
}
