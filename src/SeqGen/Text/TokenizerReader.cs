using System.Text.Json;

namespace SeqGen.Text;

/// <summary>
/// Reads a tokenizer's file in one pass, without a tree of the document. Of the five dictionaries, which are strings
/// that hold JSON, three are read; the other two follow from them.
/// </summary>
/// <remarks>The settings may stand behind the dictionaries: these are only noted in the pass, and read at its end.</remarks>
internal ref struct TokenizerReader
{
    private int? _numWords;
    private string? _filters;
    private bool? _lower;
    private string? _split;
    private bool? _charLevel;
    private string? _oovToken;
    private int? _documentCount;

    // Readers that stand at a dictionary's string.
    private Utf8JsonReader _wordCounts;
    private Utf8JsonReader _wordDocs;
    private Utf8JsonReader _wordIndex;

    public static Tokenizer Read(ReadOnlySpan<byte> utf8)
    {
        TokenizerReader reader = default;
        Utf8JsonReader json = new(utf8);
        json.Read();
        bool hasConfig = false;
        for (EnterObject(json, "the file"); NextMember(ref json);)
        {
            bool isConfig = json.ValueTextEquals("config"u8);
            json.Read();
            if (isConfig)
            {
                reader.ReadConfig(ref json);
                hasConfig = true;
            }
            else
            {
                json.Skip();
            }
        }

        // Reading on finds what may follow the object, which is an error.
        json.Read();
        return hasConfig ? reader.Build() : throw Missing("config");
    }

    private void ReadConfig(ref Utf8JsonReader json)
    {
        for (EnterObject(json, "config"); NextMember(ref json);)
        {
            string name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "num_words":
                    _numWords = json.TokenType == JsonTokenType.Null ? null : json.GetInt32();
                    break;
                case "filters":
                    _filters = json.GetString() ?? "";
                    break;
                case "lower":
                    _lower = json.GetBoolean();
                    break;
                case "split":
                    _split = json.GetString() ?? "";
                    break;
                case "char_level":
                    _charLevel = json.GetBoolean();
                    break;
                case "oov_token":
                    _oovToken = json.GetString();
                    break;
                case "document_count":
                    _documentCount = json.GetInt32();
                    break;
                case "word_counts":
                    _wordCounts = json;
                    break;
                case "word_docs":
                    _wordDocs = json;
                    break;
                case "word_index":
                    _wordIndex = json;
                    break;
                default:
                    break;
            }

            json.Skip();
        }
    }

    private readonly Tokenizer Build()
    {
        Tokenizer tokenizer = new(
            _numWords == 0 ? null : _numWords,
            _filters ?? throw Missing("filters"),
            _lower ?? throw Missing("lower"),
            _split ?? throw Missing("split"),
            _charLevel ?? throw Missing("char_level"),
            _oovToken);
        tokenizer.Restore(
            _documentCount ?? throw Missing("document_count"),
            new WordNumbers(Unescape(_wordCounts, "word_counts")),
            new WordNumbers(Unescape(_wordDocs, "word_docs")),
            new WordNumbers(Unescape(_wordIndex, "word_index")));
        return tokenizer;
    }

    /// <summary>The text of a dictionary.</summary>
    private static ReadOnlySpan<byte> Unescape(Utf8JsonReader json, string name)
    {
        if (json.TokenType == JsonTokenType.None)
        {
            throw Missing(name);
        }

        byte[] text = new byte[json.ValueSpan.Length];
        return text.AsSpan(0, json.CopyString(text));
    }

    private static void EnterObject(Utf8JsonReader json, string name)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"{name} is not an object.");
        }
    }

    private static bool NextMember(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    private static FormatException Missing(string name) => new($"the member '{name}' is missing.");
}
