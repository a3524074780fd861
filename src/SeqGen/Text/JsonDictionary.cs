using System.Text.Json;

namespace SeqGen.Text;

/// <summary>
/// Goes through the members of a JSON object whose values are numbers or texts, without a string for any of them. What is
/// wrong names the dictionary and the member.
/// </summary>
/// <param name="name">The dictionary's name in the file, for messages.</param>
/// <param name="utf8">The JSON text of the object.</param>
internal ref struct JsonDictionary(string name, ReadOnlySpan<byte> utf8)
{
    private const int UsualLength = 64;
    private const int LongestQuote = 60;

    private Utf8JsonReader _json = new(utf8);
    private char[] _key = new char[UsualLength];
    private char[] _text = [];
    private int _keyLength;

    /// <summary>The member's name, until the next one is read.</summary>
    public readonly ReadOnlySpan<char> Key => _key.AsSpan(0, _keyLength);

    /// <summary>Goes to one more member; false at the end.</summary>
    /// <exception cref="FormatException">The text is not JSON, or not an object.</exception>
    public bool Next()
    {
        if (_json.TokenType == JsonTokenType.None)
        {
            Read();
            if (_json.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException($"{name}: an object with a number for each word was expected.");
            }
        }

        Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            // Reading on finds what may follow the object, which is an error.
            return Read();
        }

        _keyLength = Copy(ref _key);
        return true;
    }

    /// <summary>The member's value, a whole number.</summary>
    /// <param name="least">The least number allowed.</param>
    /// <param name="most">The largest one.</param>
    /// <exception cref="FormatException">It is none, or outside.</exception>
    public int Number(int least, int most)
    {
        Read();
        if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long number))
        {
            throw Wrong("has no integer");
        }

        return number >= least && number <= most ? (int)number : throw Wrong($"has the number {number}, which is not in [{least}, {most}]");
    }

    /// <summary>The member's value, a text, until the next one is read.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public ReadOnlySpan<char> Text()
    {
        Read();
        if (_json.TokenType != JsonTokenType.String)
        {
            throw Wrong("has no text");
        }

        int length = Copy(ref _text);
        return _text.AsSpan(0, length);
    }

    /// <summary>The exception about the member: the text continues "the word 'x' ".</summary>
    public readonly FormatException Wrong(string what) => new($"{name}: the word {Quote(Key)} {what}.");

    public static string Quote(ReadOnlySpan<char> text) => text.Length <= LongestQuote ? $"'{text}'" : $"'{text[..LongestQuote]}...'";

    private bool Read()
    {
        try
        {
            return _json.Read();
        }
        catch (JsonException error)
        {
            string place = _keyLength == 0 ? "at its beginning" : $"after {Quote(Key)}";
            throw new FormatException($"{name}: it is not JSON {place}.", error);
        }
    }

    private int Copy(ref char[] target)
    {
        if (target.Length < _json.ValueSpan.Length)
        {
            target = new char[_json.ValueSpan.Length];
        }

        try
        {
            return _json.CopyString(target);
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException($"{name}: after {Quote(Key)} there is half of a character.", error);
        }
    }
}
