using System.Numerics.Tensors;

namespace SeqGen.Embeddings;

/// <summary>A word and how near it is.</summary>
/// <param name="Word">The word.</param>
/// <param name="Similarity">The cosine of the angle between its vector and what was asked for.</param>
public readonly record struct NearWord(string Word, float Similarity);

public sealed partial class WordVectors
{
    private readonly Lazy<float[]> _inverseNorms;

    /// <summary>The cosine of the angle between the vectors of two words; 0 where one of them is zero.</summary>
    /// <param name="first">A word.</param>
    /// <param name="second">Another word.</param>
    /// <exception cref="ArgumentException">A word has no vector.</exception>
    public float Similarity(string first, string second)
    {
        int a = IndexOf(first);
        int b = IndexOf(second);
        return TensorPrimitives.Dot(this[a], this[b]) * _inverseNorms.Value[a] * _inverseNorms.Value[b];
    }

    /// <summary>The words whose vectors are nearest to that of a word, which is left out.</summary>
    /// <param name="word">The word.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">The word has no vector.</exception>
    public NearWord[] Nearest(string word, int count = 10)
    {
        int index = IndexOf(word);
        return Nearest(this[index], count, [index]);
    }

    /// <summary>The words whose vectors are nearest to a vector.</summary>
    /// <param name="vector">The vector, of <see cref="Dimensions"/> values.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">The vector has another number of values.</exception>
    public NearWord[] Nearest(ReadOnlySpan<float> vector, int count = 10) => Nearest(vector, count, []);

    /// <summary>
    /// Completes "<paramref name="a"/> is to <paramref name="b"/> as <paramref name="c"/> is to ...": the words nearest
    /// to b - a + c, where all vectors have length 1 (3CosAdd; Mikolov, Yih and Zweig, 2013). The three words are left out.
    /// </summary>
    /// <param name="a">For instance man.</param>
    /// <param name="b">For instance king.</param>
    /// <param name="c">For instance woman.</param>
    /// <param name="count">How many answers.</param>
    /// <exception cref="ArgumentException">A word has no vector.</exception>
    public NearWord[] Analogy(string a, string b, string c, int count = 10)
    {
        Span<float> query = new float[Dimensions];
        int[] words = [IndexOf(a), IndexOf(b), IndexOf(c)];
        WriteAnalogy(words, query);
        return Nearest(query, count, words);
    }

    /// <summary>b - a + c of the vectors of three words, each brought to length 1.</summary>
    internal void WriteAnalogy(ReadOnlySpan<int> abc, Span<float> query)
    {
        float[] norms = _inverseNorms.Value;
        TensorPrimitives.Multiply(this[abc[1]], norms[abc[1]], query);
        TensorPrimitives.MultiplyAdd(this[abc[0]], -norms[abc[0]], query, query);
        TensorPrimitives.MultiplyAdd(this[abc[2]], norms[abc[2]], query, query);
    }

    /// <summary>The word among the first <paramref name="limit"/> that is nearest to a vector, or -1.</summary>
    internal int MostSimilar(ReadOnlySpan<float> vector, ReadOnlySpan<int> except, int limit)
    {
        float[] norms = _inverseNorms.Value;
        int best = -1;
        float largest = float.NegativeInfinity;
        for (int word = 0; word < limit; word++)
        {
            float score = TensorPrimitives.Dot(vector, this[word]) * norms[word];
            if (score > largest && !except.Contains(word))
            {
                (best, largest) = (word, score);
            }
        }

        return best;
    }

    private NearWord[] Nearest(ReadOnlySpan<float> vector, int count, ReadOnlySpan<int> except)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (vector.Length != Dimensions)
        {
            throw new ArgumentException($"The vectors have {Dimensions} dimensions; {vector.Length} values were given.", nameof(vector));
        }

        // Of the nearest words so far the one on top is the farthest: it leaves when a nearer one comes.
        float norm = TensorPrimitives.Norm(vector);
        float scale = norm > 0 ? 1 / norm : 0;
        float[] norms = _inverseNorms.Value;
        PriorityQueue<int, (float Similarity, int Order)> nearest = new(count + 1);
        for (int word = 0; word < Count; word++)
        {
            float similarity = TensorPrimitives.Dot(vector, this[word]) * scale * norms[word];
            if ((nearest.Count < count || (nearest.TryPeek(out _, out (float Similarity, int Order) farthest) && similarity > farthest.Similarity))
                && !except.Contains(word))
            {
                nearest.Enqueue(word, (similarity, -word));
                if (nearest.Count > count)
                {
                    nearest.Dequeue();
                }
            }
        }

        NearWord[] words = new NearWord[nearest.Count];
        for (int i = words.Length - 1; i >= 0; i--)
        {
            nearest.TryDequeue(out int word, out (float Similarity, int Order) priority);
            words[i] = new NearWord(_words[word], priority.Similarity);
        }

        return words;
    }
}
