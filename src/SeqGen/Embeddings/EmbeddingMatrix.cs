using SeqGen.Text;

namespace SeqGen.Embeddings;

/// <summary>
/// The vectors of a tokenizer's words, to be set as the weights of an embedding:
/// <c>model.SetWeight("embedding/embeddings", matrix.Values)</c>.
/// </summary>
/// <param name="Values">[row][dimension]; row 0 (the padding) and the rows of words without a vector are zero.</param>
/// <param name="Rows">Rows: the tokenizer's vocabulary size.</param>
/// <param name="Dimensions">Values of a row.</param>
/// <param name="Found">Words of the tokenizer that have a vector.</param>
/// <param name="Missing">Words of the tokenizer without one, most frequent first.</param>
/// <param name="RunningCoverage">Share of the running words of the texts that the tokenizer was fitted on, in [0, 1], that have a vector.</param>
public sealed record EmbeddingMatrix(float[] Values, int Rows, int Dimensions, int Found, IReadOnlyList<string> Missing, double RunningCoverage)
{
    /// <summary>Share of the tokenizer's words that have a vector, in [0, 1].</summary>
    public double Coverage => Found == 0 ? 0 : Found / (double)(Found + Missing.Count);

    internal static EmbeddingMatrix Build(WordVectors vectors, Tokenizer tokenizer)
    {
        int rows = tokenizer.VocabularySize;
        float[] values = SequenceMatrix<float>.Allocate(rows, vectors.Dimensions).Values;
        IReadOnlyDictionary<string, int> counts = tokenizer.WordCounts;
        List<string> missing = [];
        int found = 0;
        long running = 0;
        for (int row = 1; row < rows; row++)
        {
            if (!tokenizer.IndexWord.TryGetValue(row, out string? word))
            {
                continue;
            }

            if (!vectors.TryGetIndex(word, out int index))
            {
                missing.Add(word);
                continue;
            }

            vectors[index].CopyTo(values.AsSpan(row * vectors.Dimensions));
            running += counts.GetValueOrDefault(word);
            found++;
        }

        long all = counts.Values.Sum(count => (long)count);
        return new(values, rows, vectors.Dimensions, found, missing, all == 0 ? 0 : running / (double)all);
    }
}
