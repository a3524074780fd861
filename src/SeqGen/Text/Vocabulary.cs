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

    // The words in the order of the index, each with its index; the number of the token for unknown words is -1 where
    // no text has it as a word. The dictionaries of strings are made when somebody asks: prediction needs neither.
    private (int Number, int Index)[] _numbering = [];
    private Dictionary<string, int>? _wordIndex;
    private Dictionary<int, string>? _indexWord;

    public int DocumentCount { get; private set; }

    public Dictionary<string, int> WordIndex => _wordIndex ??= MakeWordIndex();

    public Dictionary<int, string> IndexWord => _indexWord ??= MakeIndexWord();

    /// <summary>The largest index that a sequence can hold; 0 where it can hold none.</summary>
    public int LargestCode { get; private set; }

    private int Limit => numWords ?? int.MaxValue;

    /// <summary>Counts the words of one more text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count(WordEnumerator words)
    {
        DocumentCount++;
        foreach (ReadOnlySpan<char> word in words)
        {
            ref WordStatistics seen = ref StatisticsOf(_words.FindOrAdd(word));
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
        var numbering = new List<(int, int)>(_words.Count + 1);
        int next = 1;
        if (oovToken is not null)
        {
            numbering.Add((-1, next++));
        }

        // OrderByDescending is stable: words of the same count stay in order of first appearance.
        foreach (int number in Enumerable.Range(0, _words.Count).OrderByDescending(number => _statistics[number].Count))
        {
            numbering.Add((number, next++));
        }

        SetNumbering([.. numbering]);
    }

    /// <summary>Takes over what was saved of a tokenizer.</summary>
    /// <exception cref="FormatException">A word has an index but no count.</exception>
    public void Restore(int documentCount, WordNumbers counts, WordNumbers documents, WordNumbers indices)
    {
        DocumentCount = documentCount;
        while (counts.Next())
        {
            StatisticsOf(_words.FindOrAdd(counts.Word)).Count = counts.Number;
        }

        // Often the words stand in the same order again.
        int next = 0;
        while (documents.Next())
        {
            int number = next < _words.Count && documents.Word.SequenceEqual(_words[next]) ? next : _words.Find(documents.Word);
            if (number >= 0)
            {
                _statistics[number].Documents = documents.Number;
                next = number + 1;
            }
        }

        var numbering = new List<(int, int)>(_words.Count + 1);
        while (indices.Next())
        {
            int number = _words.Find(indices.Word);
            if (number < 0 && !indices.Word.SequenceEqual(oovToken))
            {
                throw new FormatException($"the word '{indices.Word}' has an index but no count.");
            }

            numbering.Add((number, indices.Number));
        }

        SetNumbering([.. numbering]);
    }

    /// <summary>The same vocabulary without the words that no sequence can hold.</summary>
    public Vocabulary Trim()
    {
        int tokenNumber = TokenNumber();
        var used = new bool[_words.Count];
        foreach ((int number, int index) in _numbering)
        {
            if (number >= 0)
            {
                used[number] = index < Limit || number == tokenNumber;
            }
        }

        var trimmed = new Vocabulary(numWords, oovToken) { DocumentCount = DocumentCount };
        var newNumbers = new int[_words.Count];
        for (int number = 0; number < used.Length; number++)
        {
            if (used[number])
            {
                newNumbers[number] = trimmed._words.FindOrAdd(_words[number]);
                trimmed.StatisticsOf(newNumbers[number]) = _statistics[number];
            }
        }

        trimmed.SetNumbering([.. _numbering
            .Where(entry => entry.Number < 0 || used[entry.Number])
            .Select(entry => (entry.Number < 0 ? entry.Number : newNumbers[entry.Number], entry.Index))]);
        return trimmed;
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

    /// <summary>What was counted of a word that may be new.</summary>
    private ref WordStatistics StatisticsOf(int number)
    {
        if (number >= _statistics.Length)
        {
            Array.Resize(ref _statistics, 2 * number);
        }

        return ref _statistics[number];
    }

    /// <summary>The number of the token for unknown words where it is also a word of the texts, else -1.</summary>
    private int TokenNumber() => oovToken is null ? -1 : _words.Find(oovToken);

    private void SetNumbering((int Number, int Index)[] numbering)
    {
        _numbering = numbering;
        _wordIndex = null;
        _indexWord = null;

        // A token that is also a word of the texts has two entries, of which the last counts.
        int tokenNumber = TokenNumber();
        _unknownCode = 0;
        foreach ((int number, int index) in numbering)
        {
            if (number == tokenNumber || number < 0)
            {
                _unknownCode = index;
            }
        }

        _codes = new int[_words.Count];
        Array.Fill(_codes, _unknownCode);
        foreach ((int number, int index) in numbering)
        {
            if (number >= 0)
            {
                _codes[number] = index < Limit ? index : _unknownCode;
            }
        }

        LargestCode = _codes.Append(_unknownCode).Max();
    }

    private Dictionary<string, int> MakeWordIndex()
    {
        var wordIndex = new Dictionary<string, int>(_numbering.Length, StringComparer.Ordinal);
        foreach ((int number, int index) in _numbering)
        {
            wordIndex[number < 0 ? oovToken! : _words[number].ToString()] = index;
        }

        return wordIndex;
    }

    private Dictionary<int, string> MakeIndexWord()
    {
        var indexWord = new Dictionary<int, string>(_numbering.Length);
        foreach ((string word, int index) in WordIndex)
        {
            indexWord[index] = word;
        }

        return indexWord;
    }
}
