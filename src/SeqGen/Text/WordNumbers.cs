using System.Text.Json;

namespace SeqGen.Text;

/// <summary>
/// Goes through the members of a JSON object that has a number for each word, without a string for any of them.
/// </summary>
/// <param name="utf8">The JSON text of the object.</param>
internal ref struct WordNumbers(ReadOnlySpan<byte> utf8)
{
    private const int UsualWordLength = 64;

    private Utf8JsonReader _json = new(utf8);
    private char[] _characters = new char[UsualWordLength];
    private int _length;

    /// <summary>The word, until the next one is read.</summary>
    public readonly ReadOnlySpan<char> Word => _characters.AsSpan(0, _length);

    /// <summary>The word's number.</summary>
    public int Number { get; private set; }

    /// <summary>Reads one more word; false at the end.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="FormatException">It is not an object, or a number is too large or none.</exception>
    public bool Next()
    {
        if (_json.TokenType == JsonTokenType.None)
        {
            if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException("an object with a number for each word was expected.");
            }
        }

        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            // Reading on finds what may follow the object, which is an error.
            return _json.Read();
        }

        if (_characters.Length < _json.ValueSpan.Length)
        {
            _characters = new char[_json.ValueSpan.Length];
        }

        _length = _json.CopyString(_characters);
        _json.Read();
        Number = _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out int number)
            ? number
            : throw new FormatException($"the word '{Word}' has no integer.");
        return true;
    }
}
