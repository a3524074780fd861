using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
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

    public static Tokenizer Read(ReadOnlySpan<byte> utf8, string? path)
    {
        try
        {
            return TokenizerReader.Read(utf8);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new DataFormatException($"This is not the JSON text of a tokenizer: {error.Message}", path, line: null, error);
        }
    }

    private static IEnumerable<KeyValuePair<string, int>> IndexDocs(
        Tokenizer tokenizer, IReadOnlyDictionary<string, int> wordDocs) =>
        wordDocs.Select(pair => KeyValuePair.Create(
            tokenizer.WordIndex[pair.Key].ToString(CultureInfo.InvariantCulture), pair.Value));

    private static string WriteNumbers(IEnumerable<KeyValuePair<string, int>> numbers) => WriteObject(JavaScriptEncoder.Default, json =>
    {
        foreach ((string key, int value) in numbers)
        {
            json.WriteNumber(key, value);
        }
    });

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
