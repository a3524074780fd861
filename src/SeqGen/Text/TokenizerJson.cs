using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using SeqGen.Data;

namespace SeqGen.Text;

/// <summary>
/// The file format of the Keras tokenizer: an object with <c>class_name</c> and <c>config</c>; in the latter the five
/// dictionaries are strings that hold JSON themselves.
/// </summary>
internal static class TokenizerJson
{
    private const string ClassName = "Tokenizer";

    public static string Write(Tokenizer tokenizer)
    {
        IReadOnlyDictionary<string, int> wordDocs = tokenizer.WordDocs;

        // The strings inside are ASCII already; escaping their quotes as \" and not as \u0022 saves a third of the file.
        return WriteObject(JavaScriptEncoder.UnsafeRelaxedJsonEscaping, json =>
        {
            json.WriteString("class_name", ClassName);
            json.WriteStartObject("config");
            if (tokenizer.NumWords is { } numWords)
            {
                json.WriteNumber("num_words", numWords);
            }
            else
            {
                json.WriteNull("num_words");
            }

            json.WriteString("filters", tokenizer.Filters);
            json.WriteBoolean("lower", tokenizer.Lower);
            json.WriteString("split", tokenizer.Split);
            json.WriteBoolean("char_level", tokenizer.CharLevel);
            json.WriteString("oov_token", tokenizer.OovToken);
            json.WriteNumber("document_count", tokenizer.DocumentCount);
            json.WriteString("word_counts", WriteNumbers(tokenizer.WordCounts));
            json.WriteString("word_docs", WriteNumbers(wordDocs));
            json.WriteString("index_docs", WriteNumbers(IndexDocs(tokenizer, wordDocs)));
            json.WriteString("index_word", WriteObject(JavaScriptEncoder.Default, words =>
            {
                foreach ((int index, string word) in tokenizer.IndexWord)
                {
                    words.WriteString(index.ToString(CultureInfo.InvariantCulture), word);
                }
            }));
            json.WriteString("word_index", WriteNumbers(tokenizer.WordIndex));
            json.WriteEndObject();
        });
    }

    /// <summary>Reads a tokenizer from UTF-8, with or without a byte order mark.</summary>
    public static Tokenizer Read(ReadOnlySpan<byte> utf8, string? path, Tokenizer? settings)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        try
        {
            return Utf8.IsValid(utf8)
                ? TokenizerReader.Read(utf8.StartsWith(mark) ? utf8[mark.Length..] : utf8, settings ?? new Tokenizer())
                : throw new FormatException("it is not UTF-8 text.");
        }
        catch (JsonException error)
        {
            throw new DataFormatException($"This is not the JSON text of a tokenizer: {error.Message}", path, (int?)error.LineNumber + 1, error);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new DataFormatException($"This is not the JSON text of a tokenizer: {error.Message}", path, line: null, error);
        }
    }

    private static IEnumerable<KeyValuePair<string, int>> IndexDocs(
        Tokenizer tokenizer, IReadOnlyDictionary<string, int> wordDocs) =>
        wordDocs.Where(pair => tokenizer.WordIndex.ContainsKey(pair.Key)).Select(pair => KeyValuePair.Create(
            tokenizer.WordIndex[pair.Key].ToString(CultureInfo.InvariantCulture), pair.Value));

    private static string WriteNumbers(IEnumerable<KeyValuePair<string, int>> numbers) => WriteObject(JavaScriptEncoder.Default, json =>
    {
        foreach ((string key, int value) in numbers)
        {
            RequireText(key);
            json.WriteNumber(key, value);
        }
    });

    /// <summary>A file cannot hold half of a surrogate pair; another character in its place would make another word of it.</summary>
    private static void RequireText(string word)
    {
        for (ReadOnlySpan<char> rest = word; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int length) != OperationStatus.Done)
            {
                throw new InvalidOperationException($"A word of the tokenizer has half of a surrogate pair, U+{(int)rest[0]:X4}, which no file can hold; clean the texts.");
            }

            rest = rest[length..];
        }
    }

    private static string WriteObject(JavaScriptEncoder encoder, Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = encoder }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
