using System.Numerics.Tensors;
using SeqGen.Text;

namespace SeqGen.Embeddings;

/// <summary>
/// Words with a vector each: loaded from a file of GloVe, word2vec or fastText, or trained by <see cref="SkipGram"/> or <see cref="GloVe"/>.
/// Gives embedding matrices, features, nearest words and analogies.
/// </summary>
/// <remarks>Immutable: many threads may use it at the same time.</remarks>
public sealed partial class WordVectors
{
    private readonly WordTable _index = new();
    private readonly string[] _words;
    private readonly float[] _values;

    /// <summary>Combines words and vectors.</summary>
    /// <param name="words">The words, all different, most frequent first where that is known.</param>
    /// <param name="values">The vectors, [word][dimension]; kept, not copied.</param>
    /// <param name="dimensions">Values of a vector.</param>
    /// <exception cref="ArgumentException">The numbers of words and values do not fit, or a word appears twice.</exception>
    public WordVectors(IReadOnlyList<string> words, float[] values, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (values.Length != (long)words.Count * dimensions)
        {
            throw new ArgumentException($"{words.Count} words of {dimensions} dimensions need {(long)words.Count * dimensions} values; there are {values.Length}.", nameof(values));
        }

        _words = [.. words];
        _values = values;
        Dimensions = dimensions;
        for (int i = 0; i < _words.Length; i++)
        {
            if (_index.FindOrAdd(_words[i]) != i)
            {
                throw new ArgumentException($"The word '{_words[i]}' appears twice.", nameof(words));
            }
        }

        _inverseNorms = new Lazy<float[]>(InverseNorms);
    }

    /// <summary>The number of words.</summary>
    public int Count => _words.Length;

    /// <summary>Values of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>The words; a word's place is its number.</summary>
    public IReadOnlyList<string> Words => _words.AsReadOnly();

    /// <summary>All vectors, [word][dimension].</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The vector of a word's number.</summary>
    /// <param name="index">The number, in [0, <see cref="Count"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word.</exception>
    public ReadOnlySpan<float> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _values.AsSpan(index * Dimensions, Dimensions);
        }
    }

    /// <summary>The vector of a word.</summary>
    /// <param name="word">The word, in the letters of the file.</param>
    /// <exception cref="ArgumentException">The word has no vector.</exception>
    public ReadOnlySpan<float> this[string word] => this[IndexOf(word)];

    /// <summary>The number of a word.</summary>
    /// <param name="word">The word, in the letters of the file.</param>
    /// <param name="index">Its number, or -1.</param>
    /// <returns>Whether the word has a vector.</returns>
    public bool TryGetIndex(ReadOnlySpan<char> word, out int index)
    {
        index = _index.Find(word);
        return index >= 0;
    }

    /// <summary>The numbers of the words of a text, to make features of: see <see cref="Dataset.FromVectors"/>.</summary>
    /// <param name="tokens">The words in order.</param>
    /// <param name="unknown">How words without a vector are treated; <see langword="null"/> to drop them.</param>
    /// <exception cref="ArgumentException">The word that shall stand for unknown words has no vector itself.</exception>
    public int[] ToSequence(IEnumerable<string> tokens, UnknownWords? unknown = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        List<int> sequence = [];
        foreach (string token in tokens)
        {
            int index = _index.Find(token);
            index = index >= 0 || unknown is null ? index : unknown.Replace(token, this);
            if (index >= 0)
            {
                sequence.Add(index);
            }
        }

        return [.. sequence];
    }

    /// <summary>The vectors of a tokenizer's words as the weights of an embedding.</summary>
    /// <param name="tokenizer">A fitted tokenizer; the matrix has <see cref="Tokenizer.VocabularySize"/> rows.</param>
    public EmbeddingMatrix ToEmbeddingMatrix(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return EmbeddingMatrix.Build(this, tokenizer);
    }

    internal int IndexOf(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return TryGetIndex(word, out int index) ? index : throw new ArgumentException($"The word '{word}' has no vector.", nameof(word));
    }

    private float[] InverseNorms()
    {
        float[] norms = new float[Count];
        for (int i = 0; i < norms.Length; i++)
        {
            float norm = TensorPrimitives.Norm(this[i]);
            norms[i] = norm > 0 ? 1 / norm : 0;
        }

        return norms;
    }
}
