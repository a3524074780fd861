using System.Globalization;
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

    /// <summary>
    /// Takes over what was saved of a tokenizer. A dictionary may have more words than another, as programs that cut a word index
    /// leave it; where two say something of the same word, they must agree.
    /// </summary>
    /// <exception cref="FormatException">A dictionary is damaged, or disagrees with another one.</exception>
    public void Restore(
        int documentCount, JsonDictionary counts, JsonDictionary documents, JsonDictionary indices, JsonDictionary indexWord, JsonDictionary indexDocuments)
    {
        DocumentCount = documentCount;
        while (counts.Next())
        {
            int known = _words.Count;
            int number = _words.FindOrAdd(counts.Key);
            StatisticsOf(number).Count = number == known ? counts.Number(0, int.MaxValue) : throw counts.Wrong("appears twice");
        }

        // Often the words stand in the same order again.
        var hasDocuments = new bool[_words.Count];
        int next = 0;
        while (documents.Next())
        {
            int value = documents.Number(0, int.MaxValue);
            int number = next < _words.Count && documents.Key.SequenceEqual(_words[next]) ? next : _words.Find(documents.Key);
            if (number >= 0)
            {
                _statistics[number].Documents = !hasDocuments[number] ? value : throw documents.Wrong("appears twice");
                hasDocuments[number] = true;
                next = number + 1;
            }
        }

        ReadNumbering(ref indices, takesNewWords: false);
        Compare(ref indexWord, ref indexDocuments);
    }

    /// <summary>Takes over an index alone: its words, which were counted nowhere.</summary>
    /// <param name="index">The index.</param>
    /// <param name="isByWord">True for a number of each word, false for a word of each number.</param>
    /// <exception cref="FormatException">The index is damaged, or lacks the token for unknown words.</exception>
    public void RestoreIndex(JsonDictionary index, bool isByWord)
    {
        if (isByWord)
        {
            ReadNumbering(ref index, takesNewWords: true);
        }
        else
        {
            ReadWords(ref index);
        }

        if (oovToken is not null && _unknownCode == 0)
        {
            throw new FormatException($"the token for unknown words, {JsonDictionary.Quote(oovToken)}, is not in the index.");
        }
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

    private void ReadNumbering(ref JsonDictionary indices, bool takesNewWords)
    {
        var numbering = new List<(int Number, int Index)>(_words.Count + 1);
        var numbered = new HashSet<int>();
        var used = new HashSet<int>();
        while (indices.Next())
        {
            int number = NumberOf(indices.Key, takesNewWords);
            if (number < 0 && !IsToken(indices.Key))
            {
                throw indices.Wrong("has an index but no count");
            }

            if (!numbered.Add(number))
            {
                throw indices.Wrong("appears twice");
            }

            // 0 is the padding's; a word with that index could not be told from it.
            int index = indices.Number(1, TokenizerReader.LargestIndex);
            if (!used.Add(index))
            {
                throw indices.Wrong($"has the index {index}, which is another word's too");
            }

            numbering.Add((number, index));
        }

        SetNumbering([.. numbering]);
    }

    private void ReadWords(ref JsonDictionary index)
    {
        var numbering = new List<(int Number, int Index)>();
        var numbered = new HashSet<int>();
        var used = new HashSet<int>();
        while (index.Next())
        {
            int value = IndexIn(ref index);
            if (!used.Add(value))
            {
                throw index.Wrong("appears twice");
            }

            int number = NumberOf(index.Text(), takesNewWords: true);
            if (!numbered.Add(number))
            {
                throw index.Wrong("has a word that has another index too");
            }

            numbering.Add((number, value));
        }

        SetNumbering([.. numbering]);
    }

    /// <summary>The number of a word of an index; -1 for the token for unknown words, and for an unknown one.</summary>
    private int NumberOf(ReadOnlySpan<char> word, bool takesNewWords)
    {
        int number = _words.Find(word);
        return number >= 0 || !takesNewWords || IsToken(word) ? number : Append(word);
    }

    private int Append(ReadOnlySpan<char> word)
    {
        int number = _words.FindOrAdd(word);
        _ = StatisticsOf(number);
        return number;
    }

    private bool IsToken(ReadOnlySpan<char> word) => oovToken is not null && word.SequenceEqual(oovToken);

    /// <summary>Compares the dictionaries that follow from the others with them.</summary>
    private void Compare(ref JsonDictionary indexWord, ref JsonDictionary indexDocuments)
    {
        var indexOf = new Dictionary<int, int>(_numbering.Length);
        var numberOf = new Dictionary<int, int>(_numbering.Length);
        foreach ((int number, int index) in _numbering)
        {
            indexOf[number] = index;
            numberOf[index] = number;
        }

        while (indexWord.Next())
        {
            int index = IndexIn(ref indexWord);
            ReadOnlySpan<char> word = indexWord.Text();
            int number = NumberOf(word, takesNewWords: false);
            if ((number >= 0 || IsToken(word)) && indexOf.TryGetValue(number, out int other) && other != index)
            {
                throw indexWord.Wrong($"stands for {JsonDictionary.Quote(word)}, whose index is {other} in word_index");
            }
        }

        while (indexDocuments.Next())
        {
            int index = IndexIn(ref indexDocuments);
            int documents = indexDocuments.Number(0, int.MaxValue);
            if (numberOf.TryGetValue(index, out int number) && number >= 0 && _statistics[number].Documents != documents)
            {
                throw indexDocuments.Wrong(
                    $"has the number {documents}, but its word {JsonDictionary.Quote(_words[number])} has {_statistics[number].Documents} in word_docs");
            }
        }
    }

    private static int IndexIn(ref JsonDictionary dictionary) =>
        int.TryParse(dictionary.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index is > 0 and <= TokenizerReader.LargestIndex
            ? index
            : throw dictionary.Wrong($"is not an index in [1, {TokenizerReader.LargestIndex}]");

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
