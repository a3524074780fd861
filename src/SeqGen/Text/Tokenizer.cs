using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using SeqGen.Data;

namespace SeqGen.Text;

/// <summary>
/// Turns texts into sequences of word indices, with the behaviour and the file format of
/// <c>keras.preprocessing.text.Tokenizer</c>.
/// </summary>
/// <remarks>
/// Index 0 belongs to no word: it is the padding. Words are numbered from 1 by falling count, ties by first
/// appearance; an <see cref="OovToken"/> takes index 1 and moves the others up. <see cref="NumWords"/> limits what
/// texts become, not what is counted: only indices below it are used.
/// A fitted tokenizer may be used by many threads at the same time; fitting needs it alone.
/// </remarks>
public sealed class Tokenizer
{
    private readonly WordSplitter _splitter;

    private readonly Vocabulary _vocabulary;

    /// <summary>Makes a tokenizer without a vocabulary; <see cref="FitOnTexts"/> gives it one.</summary>
    /// <param name="numWords">Only indices below this are used, so at most <c>numWords - 1</c> words; null for all.</param>
    /// <param name="filters">Characters replaced by <paramref name="split"/> before the text is cut into words.</param>
    /// <param name="lower">Lower-case texts, by the full mapping of the Unicode standard.</param>
    /// <param name="split">The string between words. With more than one character, encoding a text allocates.</param>
    /// <param name="charLevel">Every code point is a word, and <paramref name="filters"/> are not applied.</param>
    /// <param name="oovToken">The word that stands for unknown words; null to drop them.</param>
    /// <exception cref="ArgumentException"><paramref name="split"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numWords"/> is below 1.</exception>
    public Tokenizer(
        int? numWords = null,
        string filters = TextPreprocessing.DefaultFilters,
        bool lower = true,
        string split = " ",
        bool charLevel = false,
        string? oovToken = null)
    {
        if (numWords is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(numWords));
        }

        _splitter = new WordSplitter(filters, lower, split, charLevel);
        NumWords = numWords;
        Filters = filters;
        Lower = lower;
        Split = split;
        CharLevel = charLevel;
        OovToken = oovToken;
        _vocabulary = new Vocabulary(numWords, oovToken);
    }

    private Tokenizer(Tokenizer settings, Vocabulary vocabulary)
        : this(settings.NumWords, settings.Filters, settings.Lower, settings.Split, settings.CharLevel, settings.OovToken) =>
        _vocabulary = vocabulary;

    /// <summary>Indices below this are used; null for all.</summary>
    public int? NumWords { get; }

    /// <summary>Characters that are replaced by <see cref="Split"/>.</summary>
    public string Filters { get; }

    /// <summary>Texts are lower-cased.</summary>
    public bool Lower { get; }

    /// <summary>The string between words.</summary>
    public string Split { get; }

    /// <summary>Words are code points.</summary>
    public bool CharLevel { get; }

    /// <summary>The word that stands for unknown words, or null when they are dropped.</summary>
    public string? OovToken { get; }

    /// <summary>Number of texts seen by <see cref="FitOnTexts"/>.</summary>
    public int DocumentCount => _vocabulary.DocumentCount;

    /// <summary>Index of every word, from 1, whatever <see cref="NumWords"/> is.</summary>
    public IReadOnlyDictionary<string, int> WordIndex => _vocabulary.WordIndex;

    /// <summary>Word of every index.</summary>
    public IReadOnlyDictionary<int, string> IndexWord => _vocabulary.IndexWord;

    /// <summary>How often each word was seen, in order of first appearance. A copy.</summary>
    public IReadOnlyDictionary<string, int> WordCounts => _vocabulary.Words(seen => seen.Count);

    /// <summary>In how many texts each word was seen, in order of first appearance. A copy.</summary>
    public IReadOnlyDictionary<string, int> WordDocs => _vocabulary.Words(seen => seen.Documents);

    /// <summary>
    /// What every index of a sequence is below, so the vocabulary of a model: <see cref="NumWords"/>, or without it one more
    /// than the largest index of a word. It is more than <see cref="NumWords"/> where the index of <see cref="OovToken"/>,
    /// which is used whatever <see cref="NumWords"/> is, lies above: with one of 1, for instance, the token has index 1.
    /// </summary>
    public int VocabularySize => Math.Max(NumWords ?? 0, _vocabulary.LargestCode + 1);

    /// <summary>Counts the words of the texts and numbers them. A further call adds to the counts.</summary>
    /// <param name="texts">The texts; enumerated once.</param>
    public void FitOnTexts(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (string text in texts)
        {
            ArgumentNullException.ThrowIfNull(text, nameof(texts));
            char[] scratch = ArrayPool<char>.Shared.Rent(_splitter.ScratchLength(text));
            _vocabulary.Count(_splitter.Split(text, scratch));
            ArrayPool<char>.Shared.Return(scratch);
        }

        _vocabulary.NumberWords();
    }

    /// <summary>The word indices of each text. Words without an index become that of <see cref="OovToken"/>, or are dropped.</summary>
    /// <param name="texts">The texts; enumerated once.</param>
    /// <returns>One sequence for each text; it may be empty.</returns>
    public int[][] TextsToSequences(IEnumerable<string> texts) => [.. TextsToSequencesGenerator(texts)];

    /// <summary>
    /// As <see cref="TextsToSequences"/>, but a text is read and its sequence made when it is asked for, so that the texts may
    /// be larger than memory (Keras: <c>texts_to_sequences_generator</c>).
    /// </summary>
    /// <param name="texts">The texts; enumerated once.</param>
    public IEnumerable<int[]> TextsToSequencesGenerator(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Encode(texts);
    }

    /// <summary>
    /// Writes the indices of one text into a row, padded or cut to its length as <see cref="SequencePadding"/> does.
    /// Allocates nothing once the thread's pooled buffers exist: made for prediction.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="row">The row to fill; all of it is written.</param>
    /// <param name="padding">The side where <paramref name="value"/> is filled in.</param>
    /// <param name="truncating">The side where a long sequence loses its steps.</param>
    /// <param name="value">The fill value.</param>
    /// <returns>Number of words of the text that are in the row.</returns>
    /// <exception cref="ArgumentException">
    /// The text has another number of words, and that side is <see cref="SequenceSide.Error"/>.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int TextToSequence(
        ReadOnlySpan<char> text,
        Span<int> row,
        SequenceSide padding = SequenceSide.Pre,
        SequenceSide truncating = SequenceSide.Pre,
        int value = 0)
    {
        char[] scratch = ArrayPool<char>.Shared.Rent(_splitter.ScratchLength(text));

        // The row is used as a ring, so that of a long text the last words are there in the end.
        int count = 0;
        int next = 0;
        foreach (ReadOnlySpan<char> word in _splitter.Split(text, scratch))
        {
            int code = _vocabulary.CodeOf(word);
            if (code == 0)
            {
                continue;
            }

            if (next == row.Length)
            {
                if (truncating == SequenceSide.Post || row.IsEmpty)
                {
                    break;
                }

                next = 0;
            }

            row[next++] = code;
            count++;
        }

        ArrayPool<char>.Shared.Return(scratch);
        if ((count > row.Length && truncating == SequenceSide.Error) || (count < row.Length && padding == SequenceSide.Error))
        {
            throw SequencePadding.LengthDiffers(count, row.Length);
        }

        if (count > row.Length)
        {
            RotateLeft(row, next);
            return row.Length;
        }

        if (padding == SequenceSide.Pre)
        {
            row[..count].CopyTo(row[^count..]);
            row[..^count].Fill(value);
        }
        else
        {
            row[count..].Fill(value);
        }

        return count;
    }

    /// <summary>
    /// The words of each sequence, joined by blanks. Indices without a word, and those from <see cref="NumWords"/> on,
    /// become <see cref="OovToken"/>, or are dropped.
    /// </summary>
    /// <param name="sequences">Sequences of word indices.</param>
    /// <returns>One text for each sequence.</returns>
    public string[] SequencesToTexts(IEnumerable<int[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return [.. sequences.Select(sequence => string.Join(' ', sequence.Select(_vocabulary.WordOf).OfType<string>()))];
    }

    /// <summary>A row for each text with one column for each index (bag of words).</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="mode">What a column says about the word.</param>
    /// <returns>Shape [number of texts, <see cref="NumWords"/>], or <see cref="VocabularySize"/> columns where that is not set, as in Keras.</returns>
    /// <exception cref="InvalidOperationException">There is neither a <see cref="NumWords"/> nor a vocabulary.</exception>
    public SequenceMatrix<float> TextsToMatrix(IEnumerable<string> texts, TokenizerMode mode = TokenizerMode.Binary) =>
        SequencesToMatrix(TextsToSequences(texts), mode);

    /// <summary>A row for each sequence with one column for each index (bag of words).</summary>
    /// <param name="sequences">Sequences of word indices; indices without a column are not counted.</param>
    /// <param name="mode">What a column says about the word.</param>
    /// <returns>Shape [number of sequences, <see cref="NumWords"/>], or <see cref="VocabularySize"/> columns where that is not set, as in Keras.</returns>
    /// <exception cref="InvalidOperationException">There is neither a <see cref="NumWords"/> nor a vocabulary.</exception>
    public SequenceMatrix<float> SequencesToMatrix(
        IReadOnlyList<int[]> sequences, TokenizerMode mode = TokenizerMode.Binary)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (NumWords is null && WordIndex.Count == 0)
        {
            throw new InvalidOperationException(
                "The width of the matrix is unknown: give the tokenizer numWords, or call FitOnTexts first.");
        }

        if (mode == TokenizerMode.Tfidf && DocumentCount == 0)
        {
            throw new InvalidOperationException("Tf-idf needs document counts: call FitOnTexts first.");
        }

        return BagOfWords.Build(sequences, NumWords ?? VocabularySize, mode, DocumentCount, _vocabulary.DocumentsOf);
    }

    /// <summary>
    /// A copy without the words whose index <see cref="NumWords"/> excludes. Texts become the same sequences, and its
    /// file, which Keras reads as well, is as small as prediction allows. Fitting continues with the full tokenizer only.
    /// </summary>
    public Tokenizer Trim() => new(this, _vocabulary.Trim());

    /// <summary>The tokenizer as the JSON text that Keras' <c>tokenizer_from_json</c> reads.</summary>
    /// <exception cref="InvalidOperationException">A word has half of a surrogate pair.</exception>
    public string ToJson() => TokenizerJson.Write(this);

    /// <summary>
    /// Reads what <see cref="ToJson"/> or the <c>to_json</c> method of Keras has written; that within a JSON string, as
    /// <c>json.dump(tokenizer.to_json(), file)</c> writes it; what <c>get_config</c> gives; or a word index alone, for instance
    /// <c>{"the": 1, "of": 2}</c> (or <c>index_word</c> alone, <c>{"1": "the", "2": "of"}</c>).
    /// </summary>
    /// <remarks>An index alone says nothing of counts, which are 0 then, nor of settings. Index 0 is the padding's: a word that has it is an error.</remarks>
    /// <param name="json">The JSON text.</param>
    /// <param name="settings">
    /// Whose settings count for an index alone; <see langword="null"/> for those of a <see cref="Tokenizer"/> made without arguments.
    /// </param>
    /// <exception cref="DataFormatException">The text is not JSON or not a tokenizer, or its dictionaries contradict each other.</exception>
    public static Tokenizer FromJson(string json, Tokenizer? settings = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return TokenizerJson.Read(Encoding.UTF8.GetBytes(json), path: null, settings);
    }

    /// <summary>Saves <see cref="ToJson"/> as UTF-8. The file is either complete or untouched (see <see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A word has half of a surrogate pair.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes <see cref="ToJson"/> as UTF-8 to a stream, which is neither flushed nor closed.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A word has half of a surrogate pair.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encoding.UTF8.GetBytes(ToJson()));
    }

    /// <summary>Loads a file that <see cref="Save(string)"/> or Keras has written, in any form that <see cref="FromJson"/> reads.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">As for <see cref="FromJson"/>.</param>
    /// <exception cref="DataFormatException">There is no such file, it is a folder, pipe or device, or it does not hold a tokenizer.</exception>
    public static Tokenizer Load(string path, Tokenizer? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return TokenizerJson.Read(DataFile.ReadPlainUtf8(path).Span, path, settings);
    }

    /// <summary>As <see cref="Load(string, Tokenizer?)"/>, from a stream: from its position to its end. It is not closed.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="settings">As for <see cref="FromJson"/>.</param>
    /// <exception cref="DataFormatException">The stream does not hold a tokenizer.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Tokenizer Load(Stream stream, Tokenizer? settings = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return TokenizerJson.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), path: null, settings);
    }

    /// <summary>As <see cref="Load(string, Tokenizer?)"/>, from the bytes of a file, for instance a resource of the program.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="settings">As for <see cref="FromJson"/>.</param>
    /// <exception cref="DataFormatException">The bytes do not hold a tokenizer.</exception>
    public static Tokenizer Load(ReadOnlySpan<byte> file, Tokenizer? settings = null) => TokenizerJson.Read(file, path: null, settings);

    /// <summary>Takes over what was saved.</summary>
    internal void Restore(
        int documentCount, JsonDictionary counts, JsonDictionary documents, JsonDictionary indices, JsonDictionary indexWord, JsonDictionary indexDocuments) =>
        _vocabulary.Restore(documentCount, counts, documents, indices, indexWord, indexDocuments);

    /// <summary>A tokenizer of the same settings with the words of an index; see <see cref="Vocabulary.RestoreIndex"/>.</summary>
    internal Tokenizer WithIndex(JsonDictionary index, bool isByWord)
    {
        Vocabulary vocabulary = new(NumWords, OovToken);
        vocabulary.RestoreIndex(index, isByWord);
        return new Tokenizer(this, vocabulary);
    }

    private IEnumerable<int[]> Encode(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            ArgumentNullException.ThrowIfNull(text, nameof(texts));

            // A text has at most as many words as characters: the lower-case form may have more than the text.
            int longest = Math.Max(text.Length, _splitter.ScratchLength(text));
            int[] indices = ArrayPool<int>.Shared.Rent(longest);
            int count = TextToSequence(text, indices, SequenceSide.Post, SequenceSide.Post);
            int[] sequence = indices.AsSpan(0, count).ToArray();
            ArrayPool<int>.Shared.Return(indices);
            yield return sequence;
        }
    }

    private static void RotateLeft(Span<int> row, int steps)
    {
        row[..steps].Reverse();
        row[steps..].Reverse();
        row.Reverse();
    }
}
