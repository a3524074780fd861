namespace SeqGen.Text;

/// <summary>A set of characters that is asked once for every character of a corpus: a table for ASCII, a search beyond.</summary>
internal sealed class Separators
{
    private const int AsciiCount = 128;
    private readonly bool[] _ascii = new bool[AsciiCount];
    private readonly string _others;

    public Separators(string characters)
    {
        foreach (char character in characters.Where(char.IsAscii))
        {
            _ascii[character] = true;
        }

        _others = string.Concat(characters.Where(character => !char.IsAscii(character)));
    }

    public bool Contains(char character)
    {
        bool[] ascii = _ascii;
        return character < ascii.Length ? ascii[character] : _others.Length > 0 && _others.Contains(character);
    }
}
