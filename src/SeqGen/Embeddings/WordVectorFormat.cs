namespace SeqGen.Embeddings;

/// <summary>Forms of a file of word vectors.</summary>
public enum WordVectorFormat
{
    /// <summary>One word per line: the word and its values, with blanks between them.</summary>
    GloVe,

    /// <summary>As <see cref="GloVe"/>, after a line with the numbers of words and of dimensions. fastText's <c>.vec</c> files are the same.</summary>
    Word2VecText,

    /// <summary>A line with the numbers of words and of dimensions; then each word, a blank, its values as 32-bit floats (little-endian), and a line end.</summary>
    Word2VecBinary,
}
