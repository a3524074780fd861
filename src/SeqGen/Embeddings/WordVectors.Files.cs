using SeqGen.Data;

namespace SeqGen.Embeddings;

public sealed partial class WordVectors
{
    /// <summary>
    /// Loads vectors. The file is that of GloVe (a line a word), word2vec or fastText as text (the same behind a line with
    /// the numbers of words and dimensions), or word2vec in binary (with or without a line end behind each vector); plain,
    /// gzip, or a zip archive with one file in it. Which of these it is, is seen from its content.
    /// </summary>
    /// <remarks>Of a word that appears twice the first vector counts. Bytes of words that are not UTF-8 become U+FFFD.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="limit">Only the first words; the rest of the file is not read. <see langword="null"/> for all.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged or cut off, or holds something else; with line or byte.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    public static WordVectors Load(string path, int? limit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit ?? 1, 1, nameof(limit));
        return WordVectorReader.Read(path, limit ?? int.MaxValue);
    }

    /// <summary>Saves the vectors. The file is either complete or untouched.</summary>
    /// <param name="path">The file; it is packed with gzip where its name ends in <c>.gz</c>.</param>
    /// <param name="format">The form of the file.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A word holds a blank or a line end, which the format cannot express.</exception>
    public void Save(string path, WordVectorFormat format = WordVectorFormat.GloVe)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WordVectorWriter.Write(this, path, format);
    }
}
