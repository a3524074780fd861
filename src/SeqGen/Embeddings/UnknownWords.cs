using SeqGen.Text;

namespace SeqGen.Embeddings;

/// <summary>How words without a vector are treated when a text becomes word numbers.</summary>
public sealed class UnknownWords
{
    private readonly Func<string, WordVectors, int> _replace;

    private UnknownWords(Func<string, WordVectors, int> replace) => _replace = replace;

    /// <summary>They are left out.</summary>
    public static UnknownWords Drop { get; } = new(static (_, _) => -1);

    /// <summary>
    /// Each becomes some known word. Which one depends on the unknown word and the seed alone, so a text always becomes
    /// the same sequence, on any thread and in any order.
    /// </summary>
    /// <param name="seed">Another seed gives other words.</param>
    public static UnknownWords RandomWord(int seed) =>
        new((token, vectors) => vectors.Count == 0 ? -1 : HashingTrick.IndexOf($"{seed}\0{token}", vectors.Count + 1) - 1);

    /// <summary>All become one word, for instance <c>UNK</c>.</summary>
    /// <param name="word">A word that has a vector.</param>
    public static UnknownWords ReplaceBy(string word = "UNK")
    {
        ArgumentNullException.ThrowIfNull(word);
        return new((_, vectors) => vectors.IndexOf(word));
    }

    internal int Replace(string token, WordVectors vectors) => _replace(token, vectors);
}
