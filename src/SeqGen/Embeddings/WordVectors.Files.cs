using SeqGen.Data;

namespace SeqGen.Embeddings;

public sealed partial class WordVectors
{
    /// <summary>
    /// Loads vectors. The file is that of GloVe (one word per line), word2vec or fastText as text (the same after a line with
    /// the numbers of words and dimensions), or word2vec in binary (with or without a line end after each vector); plain,
    /// gzip, or a zip archive with one file in it. Which of these it is, is seen from its content.
    /// </summary>
    /// <remarks>
    /// In a text, blanks or tabs are between the values, and LF, CR LF or CR alone ends a line. Without a first line that says it, vectors
    /// have as many dimensions as most lines have values. A word may hold blanks, but nothing after its first blank is a
    /// number; a line with more numbers than dimensions is an error. Of a word that appears twice the first vector counts. Bytes
    /// of words that are not UTF-8 become U+FFFD. A byte order mark is skipped.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="limit">Only the first words; the rest of the file is not read. <see langword="null"/> for all.</param>
    /// <param name="limits">How much memory the file may ask for; <see langword="null"/> for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">
    /// The file is missing, damaged or cut off, lines differ in their number of values from each other or from the first line, or it
    /// holds something else; with line or byte.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    public static WordVectors Load(string path, int? limit = null, DataLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit ?? 1, 1, nameof(limit));
        return WordVectorReader.Read(path, limit ?? int.MaxValue, limits ?? DataLimits.Default);
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
