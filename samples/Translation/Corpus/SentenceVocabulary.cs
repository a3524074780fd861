using System.Text;

namespace SeqGen.Samples.Translation;

/// <summary>The words of one language and their tokens: the most frequent ones, after four tokens with a meaning of their own.</summary>
internal sealed class SentenceVocabulary
{
    /// <summary>Fills sequences up.</summary>
    public const int Padding = 0;

    /// <summary>The decoder's first input.</summary>
    public const int Start = 1;

    /// <summary>The decoder's last output.</summary>
    public const int End = 2;

    /// <summary>Stands for a word that is none of the vocabulary's.</summary>
    public const int Unknown = 3;

    private const int Special = 4;

    private readonly string[] _words;
    private readonly Dictionary<string, int> _tokens;

    private SentenceVocabulary(IEnumerable<string> words)
    {
        _words = [.. words];
        _tokens = _words.Index().ToDictionary(entry => entry.Item, entry => entry.Index + Special, StringComparer.Ordinal);
    }

    /// <summary>Words of the language.</summary>
    public int Words => _words.Length;

    /// <summary>The most frequent words of some sentences; of equally frequent ones the first in order.</summary>
    /// <param name="sentences">The sentences as words.</param>
    /// <param name="size">Tokens, with the special ones.</param>
    public static SentenceVocabulary Of(IEnumerable<string[]> sentences, int size) => new(
        sentences.SelectMany(words => words)
            .GroupBy(word => word, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(size - Special)
            .Select(group => group.Key));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static SentenceVocabulary Load(string path) => new(File.ReadAllLines(path));

    /// <summary>Writes one word a line.</summary>
    public void Save(string path) => AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(string.Concat(_words.Select(word => word + "\n")))));

    public int[] Encode(IEnumerable<string> words) => [.. words.Select(word => _tokens.GetValueOrDefault(word, Unknown))];

    public string[] Decode(ReadOnlySpan<int> tokens)
    {
        string[] words = new string[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            words[i] = tokens[i] >= Special && tokens[i] - Special < _words.Length ? _words[tokens[i] - Special] : "?";
        }

        return words;
    }
}
