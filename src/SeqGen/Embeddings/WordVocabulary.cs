using SeqGen.Text;

namespace SeqGen.Embeddings;

/// <summary>The words that get a vector, most frequent first, and how often each was seen.</summary>
/// <remarks>Immutable: many threads may use it at the same time.</remarks>
public sealed class WordVocabulary
{
    private readonly WordTable _index = new();
    private readonly string[] _words;
    private readonly long[] _counts;

    private WordVocabulary(string[] words, long[] counts)
    {
        _words = words;
        _counts = counts;
        foreach (string word in words)
        {
            _index.FindOrAdd(word);
        }

        Total = counts.Sum();
    }

    /// <summary>The number of words.</summary>
    public int Count => _words.Length;

    /// <summary>The words; a word's place is its number.</summary>
    public IReadOnlyList<string> Words => _words.AsReadOnly();

    /// <summary>How often each word was seen.</summary>
    public IReadOnlyList<long> Counts => _counts.AsReadOnly();

    /// <summary>How often all of them were seen.</summary>
    public long Total { get; }

    /// <summary>Counts the words of texts. Only the words are kept in memory, not the texts.</summary>
    /// <param name="texts">The words of each text in order; enumerated once.</param>
    /// <param name="minimumCount">Rarer words get no number.</param>
    /// <param name="maximumSize">At most so many words, the most frequent ones; <see langword="null"/> for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static WordVocabulary FromTexts(IEnumerable<IReadOnlyList<string>> texts, int minimumCount = 5, int? maximumSize = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumSize ?? 1, 1, nameof(maximumSize));
        WordTable seen = new();
        long[] counts = new long[1 << 10];
        foreach (IReadOnlyList<string> text in texts)
        {
            for (int i = 0; i < text.Count; i++)
            {
                int number = seen.FindOrAdd(text[i]);
                if (number >= counts.Length)
                {
                    Array.Resize(ref counts, 2 * number);
                }

                counts[number]++;
            }
        }

        // The sort is stable: words that are as frequent as each other stay in order of first appearance.
        int[] kept = [.. Enumerable.Range(0, seen.Count).Where(word => counts[word] >= minimumCount).OrderByDescending(word => counts[word]).Take(maximumSize ?? int.MaxValue)];
        return new([.. kept.Select(word => seen[word].ToString())], [.. kept.Select(word => counts[word])]);
    }

    /// <summary>The number of a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="index">Its number, or -1.</param>
    /// <returns>Whether the word has one.</returns>
    public bool TryGetIndex(ReadOnlySpan<char> word, out int index)
    {
        index = _index.Find(word);
        return index >= 0;
    }

    /// <summary>The numbers of a text's words; words without a number are left out.</summary>
    /// <param name="text">The words in order.</param>
    public int[] ToSequence(IReadOnlyList<string> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] sequence = new int[text.Count];
        int length = 0;
        for (int i = 0; i < text.Count; i++)
        {
            if (TryGetIndex(text[i], out int index))
            {
                sequence[length++] = index;
            }
        }

        Array.Resize(ref sequence, length);
        return sequence;
    }

    /// <summary>The numbers of the words of many texts, made while they are asked for.</summary>
    /// <param name="texts">The words of each text in order.</param>
    public IEnumerable<int[]> ToSequences(IEnumerable<IReadOnlyList<string>> texts) => texts.Select(ToSequence);

    /// <summary>Throws where a sequence holds a number that is not the number of a word.</summary>
    internal void Check(ReadOnlySpan<int> sequence)
    {
        foreach (int word in sequence)
        {
            if ((uint)word >= (uint)Count)
            {
                throw new ArgumentException($"A sequence holds word {word}; the vocabulary has the words 0 to {Count - 1}.");
            }
        }
    }
}
