using System.Text;

namespace SeqGen.Samples.TextGeneration;

/// <summary>The characters of a text, in ordinal order; a character's token is its place among them.</summary>
internal sealed class CharacterVocabulary
{
    private readonly char[] _characters;

    private CharacterVocabulary(char[] characters) => _characters = characters;

    /// <summary>How many characters there are.</summary>
    public int Count => _characters.Length;

    /// <summary>The characters of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">How many a model knows.</param>
    /// <exception cref="SampleError">There are more.</exception>
    public static CharacterVocabulary Of(string text, int limit)
    {
        char[] characters = [.. text.Distinct().Order()];
        return characters.Length <= limit
            ? new(characters)
            : throw new SampleError($"The text has {characters.Length} different characters; the model is declared for {limit}. Set vocabulary= in its declaration.");
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static CharacterVocabulary Load(string path) => new(File.ReadAllText(path).ToCharArray());

    /// <summary>Writes the characters, one after the other.</summary>
    public void Save(string path) => AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(_characters)));

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="SampleError">A character is unknown.</exception>
    public int[] Encode(string text)
    {
        int[] tokens = new int[text.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = Array.BinarySearch(_characters, text[i]);
            if (tokens[i] < 0)
            {
                throw new SampleError($"The model does not know the character '{text[i]}' (U+{(int)text[i]:X4}). It knows: {new string(_characters).Trim()}");
            }
        }

        return tokens;
    }

    /// <summary>The character of a token; of one after the last, which a model declared for more may name, a question mark.</summary>
    public char this[int token] => token < _characters.Length ? _characters[token] : '?';
}
