using System.Text.Json;

namespace SeqGen.Text;

/// <summary>
/// Reads a tokenizer's file in one pass, without a tree of the document. The settings may stand after the dictionaries: these
/// are only noted in the pass, and read at its end.
/// </summary>
/// <remarks>
/// These forms are read, each also as JSON within a JSON string, as <c>json.dump(tokenizer.to_json(), file)</c> writes it: what
/// <c>to_json</c> gives; its <c>config</c> alone, as <c>get_config</c> gives it, with dictionaries that are strings or objects; a
/// word index alone, which has a number for each word; and <c>index_word</c> alone, which has a word for each number.
/// </remarks>
internal ref struct TokenizerReader
{
    /// <summary>More than any vocabulary has, so that one number in a file cannot ask for all memory there is.</summary>
    public const int LargestIndex = 100_000_000;

    private readonly ReadOnlySpan<byte> _utf8;
    private int? _numWords;
    private string? _filters;
    private bool? _lower;
    private string? _split;
    private bool? _charLevel;
    private string? _oovToken;
    private int? _documentCount;
    private ReadOnlySpan<byte> _wordCounts;
    private ReadOnlySpan<byte> _wordDocs;
    private ReadOnlySpan<byte> _wordIndex;
    private ReadOnlySpan<byte> _indexWord;
    private ReadOnlySpan<byte> _indexDocs;

    private TokenizerReader(ReadOnlySpan<byte> utf8) => _utf8 = utf8;

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="utf8">The JSON text.</param>
    /// <param name="settings">Whose settings count where the text has none.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="FormatException">It is no tokenizer.</exception>
    public static Tokenizer Read(ReadOnlySpan<byte> utf8, Tokenizer settings)
    {
        utf8 = Unwrap(utf8);
        Utf8JsonReader json = new(utf8);
        json.Read();
        EnterObject(json, "the file");
        Utf8JsonReader start = json;
        Utf8JsonReader config = default;
        bool hasIndex = false;
        int members = 0;
        int configs = 0;
        int numbers = 0;
        int texts = 0;
        while (NextMember(ref json))
        {
            bool isConfig = json.ValueTextEquals("config"u8);
            bool isIndex = json.ValueTextEquals("word_index"u8);
            json.Read();
            if (isConfig && json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
            {
                EnterObject(json, "config");
                config = config.TokenType == JsonTokenType.None ? json : throw new FormatException("the member 'config' appears twice.");
            }

            hasIndex |= isIndex && json.TokenType is JsonTokenType.String or JsonTokenType.StartObject;
            members++;
            configs += isConfig ? 1 : 0;
            numbers += json.TokenType == JsonTokenType.Number ? 1 : 0;
            texts += json.TokenType == JsonTokenType.String ? 1 : 0;
            json.Skip();
        }

        // Reading on finds what may follow the object, which is an error.
        json.Read();
        TokenizerReader reader = new(utf8);
        if (config.TokenType != JsonTokenType.None || hasIndex)
        {
            reader.ReadConfig(config.TokenType != JsonTokenType.None ? config : start);
            return reader.Build();
        }

        // A member 'config' alone is a damaged file rather than an index of one word.
        bool isIndexAlone = members > configs;
        bool isWordIndex = isIndexAlone && numbers == members;
        return isWordIndex || (isIndexAlone && texts == members)
            ? settings.WithIndex(new JsonDictionary(isWordIndex ? "the word index" : "the index of words", utf8), isWordIndex)
            : throw new FormatException("the member 'config' is missing, and it is not a word index either, which has a number for each word.");
    }

    /// <summary>The text inside, where the whole is a string that holds JSON.</summary>
    private static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader json = new(utf8);
        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
            utf8 = Unescape(json);
            json.Read();
            json = new Utf8JsonReader(utf8);
        }

        return utf8;
    }

    private void ReadConfig(Utf8JsonReader json)
    {
        HashSet<string> names = [];
        while (NextMember(ref json))
        {
            string name = json.GetString()!;
            if (!names.Add(name))
            {
                throw new FormatException($"config: the member {JsonDictionary.Quote(name)} appears twice.");
            }

            json.Read();
            try
            {
                ReadSetting(name, ref json);
            }
            catch (Exception error) when (error is InvalidOperationException or FormatException { InnerException: null })
            {
                throw new FormatException($"config: the member '{name}' is not what Keras writes: {error.Message}", error);
            }

            json.Skip();
        }
    }

    private void ReadSetting(string name, scoped ref Utf8JsonReader json)
    {
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
                _wordCounts = DictionaryAt(ref json);
                break;
            case "word_docs":
                _wordDocs = DictionaryAt(ref json);
                break;
            case "word_index":
                _wordIndex = DictionaryAt(ref json);
                break;
            case "index_word":
                _indexWord = DictionaryAt(ref json);
                break;
            case "index_docs":
                _indexDocs = DictionaryAt(ref json);
                break;
            default:
                break;
        }
    }

    /// <summary>The JSON text of a dictionary, which is an object or a string that holds one.</summary>
    private readonly ReadOnlySpan<byte> DictionaryAt(scoped ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            return Unescape(json);
        }

        int start = (int)json.TokenStartIndex;
        json.Skip();
        return _utf8[start..(int)json.BytesConsumed];
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
        int documents = _documentCount ?? throw Missing("document_count");
        tokenizer.Restore(
            documents >= 0 ? documents : throw new FormatException($"config: document_count is {documents}."),
            Required("word_counts", _wordCounts),
            Required("word_docs", _wordDocs),
            Required("word_index", _wordIndex),
            Optional("index_word", _indexWord),
            Optional("index_docs", _indexDocs));
        return tokenizer;
    }

    private static JsonDictionary Required(string name, ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? throw Missing(name) : new JsonDictionary(name, utf8);

    private static JsonDictionary Optional(string name, ReadOnlySpan<byte> utf8) => new(name, utf8.IsEmpty ? "{}"u8 : utf8);

    private static ReadOnlySpan<byte> Unescape(Utf8JsonReader json)
    {
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
