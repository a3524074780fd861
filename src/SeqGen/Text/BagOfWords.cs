namespace SeqGen.Text;

/// <summary>What a column of <see cref="Tokenizer.TextsToMatrix"/> says about its word.</summary>
public enum TokenizerMode
{
    /// <summary>1 when the word occurs, else 0.</summary>
    Binary,

    /// <summary>How often it occurs: c.</summary>
    Count,

    /// <summary>Its share of the sequence: c / length.</summary>
    Freq,

    /// <summary>(1 + ln c) * ln(1 + N / (1 + df)) with N texts seen in fitting, df of them with the word.</summary>
    Tfidf,
}

/// <summary>Builds the matrices of <see cref="Tokenizer.SequencesToMatrix"/>.</summary>
internal static class BagOfWords
{
    public static SequenceMatrix<float> Build(
        IReadOnlyList<int[]> sequences, int width, TokenizerMode mode, int documentCount, Func<int, int> documentsOf)
    {
        var matrix = SequenceMatrix<float>.Allocate(sequences.Count, width);
        for (int i = 0; i < sequences.Count; i++)
        {
            Span<float> row = matrix.Row(i);
            int[] sequence = sequences[i];
            foreach (int index in sequence)
            {
                if (index < width)
                {
                    row[index]++;
                }
            }

            for (int index = 0; mode != TokenizerMode.Count && index < width; index++)
            {
                double count = row[index];
                if (count == 0)
                {
                    continue;
                }

                row[index] = mode switch
                {
                    TokenizerMode.Binary => 1,
                    TokenizerMode.Freq => (float)(count / sequence.Length),
                    TokenizerMode.Tfidf =>
                        (float)((1 + Math.Log(count)) * Math.Log(1 + (documentCount / (1.0 + documentsOf(index))))),
                    _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown mode."),
                };
            }
        }

        return matrix;
    }
}
