using System.Runtime.CompilerServices;

namespace SeqGen.Text;

/// <summary>The words a tokenizer knows: what was counted of each, its index, and what it becomes in a sequence.</summary>
internal sealed class Vocabulary(int? numWords, string? oovToken)
{
    // By number in the table, which is the order of first appearance. A code is the index of the word, or that of the
    // token for unknown words, or 0: the word is dropped.
    private readonly WordTable _words = new();
    private WordStatistics[] _statistics = new WordStatistics[256];
    private int[] _codes = [];
    private int _unknownCode;

    public int DocumentCount { get; private set; }

    public Dictionary<string, int> WordIndex { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<int, string> IndexWord { get; private set; } = [];

    private int Limit => numWords ?? int.MaxValue;

    /// <summary>Counts the words of one more text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count(WordEnumerator words)
    {
        DocumentCount++;
        foreach (ReadOnlySpan<char> word in words)
        {
            int number = _words.FindOrAdd(word);
            if (number >= _statistics.Length)
            {
                Array.Resize(ref _statistics, 2 * number);
            }

            ref WordStatistics seen = ref _statistics[number];
            seen.Count++;
            if (seen.LastDocument != DocumentCount)
            {
                seen.LastDocument = DocumentCount;
                seen.Documents++;
            }
        }
    }

    /// <summary>Gives every word its index: by falling count, ties by first appearance, from 1.</summary>
    public void NumberWords()
    {
        var wordIndex = new Dictionary<string, int>(_words.Count + 1, StringComparer.Ordinal);
        int next = 1;
        if (oovToken is not null)
        {
            wordIndex[oovToken] = next++;
        }

        // OrderByDescending is stable: words of the same count stay in order of first appearance.
        foreach (int number in Enumerable.Range(0, _words.Count).OrderByDescending(number => _statistics[number].Count))
        {
            wordIndex[_words[number].ToString()] = next++;
        }

        SetIndex(wordIndex);
    }

    /// <summary>Takes over counts and indices as they were saved.</summary>
    public void Restore(
        int documentCount, Dictionary<string, int> wordCounts, Dictionary<string, int> wordDocs, Dictionary<string, int> wordIndex)
    {
        DocumentCount = documentCount;
        _statistics = new WordStatistics[Math.Max(1, wordCounts.Count)];
        foreach ((string word, int count) in wordCounts)
        {
            _statistics[_words.FindOrAdd(word)] = new WordStatistics { Count = count, Documents = wordDocs.GetValueOrDefault(word) };
        }

        SetIndex(wordIndex);
    }

    /// <summary>What a word becomes in a sequence; 0 when it is dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int CodeOf(ReadOnlySpan<char> word)
    {
        int number = _words.Find(word);
        return number < 0 ? _unknownCode : _codes[number];
    }

    /// <summary>What an index of a sequence becomes in a text; null when it is dropped.</summary>
    public string? WordOf(int index) => IndexWord.TryGetValue(index, out string? word) && index < Limit ? word : oovToken;

    /// <summary>In how many texts the word of an index was seen.</summary>
    public int DocumentsOf(int index)
    {
        int number = IndexWord.TryGetValue(index, out string? word) ? _words.Find(word) : -1;
        return number < 0 ? 0 : _statistics[number].Documents;
    }

    /// <summary>A value of each counted word, in order of first appearance.</summary>
    public Dictionary<string, int> Words(Func<WordStatistics, int> value)
    {
        var words = new Dictionary<string, int>(_words.Count, StringComparer.Ordinal);
        for (int number = 0; number < _words.Count; number++)
        {
            words[_words[number].ToString()] = value(_statistics[number]);
        }

        return words;
    }

    private void SetIndex(Dictionary<string, int> wordIndex)
    {
        WordIndex = wordIndex;
        IndexWord = new Dictionary<int, string>(wordIndex.Count);
        foreach ((string word, int index) in wordIndex)
        {
            IndexWord[index] = word;
        }

        _unknownCode = oovToken is null ? 0 : wordIndex.GetValueOrDefault(oovToken);
        _codes = new int[_words.Count];
        var indexOf = wordIndex.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int number = 0; number < _codes.Length; number++)
        {
            bool used = indexOf.TryGetValue(_words[number], out int index) && index < Limit;
            _codes[number] = used ? index : _unknownCode;
        }
    }
}
