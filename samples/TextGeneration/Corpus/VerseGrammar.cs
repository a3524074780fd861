using System.Text;
using SeqGen.Data;

namespace SeqGen.Samples.TextGeneration;

/// <summary>
/// A grammar of little verses, so that the sample runs without a download. What is to be learnt reaches from letters
/// to lines: words, which verb goes with one and which with several, and the last word, which rhymes with that of
/// the line before.
/// </summary>
internal static class VerseGrammar
{
    private static readonly string[] Adjectives = ["old", "small", "silent", "golden", "weary", "merry", "grey", "gentle"];

    private static readonly string[] Nouns = ["fox", "sailor", "miller", "heron", "baker", "shadow", "river", "lantern", "farmer", "sparrow"];

    private static readonly string[] Verbs = ["walk", "wait", "sing", "dream", "wander", "linger", "turn", "listen"];

    private static readonly string[] Places = ["by", "beyond", "below", "behind", "near", "above"];

    private static readonly string[] Times = ["and then", "but soon", "at dawn", "all day", "once more", "in spring", "at last"];

    /// <summary>Words that rhyme, one group a line.</summary>
    private static readonly string[][] Rhymes =
    [
        ["sea", "tree", "lee"], ["hill", "mill", "rill"], ["stone", "throne", "bone"], ["night", "light", "height"],
        ["door", "shore", "floor"], ["town", "crown", "down"], ["field", "shield"], ["lake", "brake"],
    ];

    /// <summary>Verses of two lines each.</summary>
    /// <param name="verses">How many.</param>
    /// <param name="seed">The same seed gives the same verses.</param>
    public static string Generate(int verses, int seed)
    {
        SeededRandom random = new(seed);
        StringBuilder text = new();
        for (int verse = 0; verse < verses; verse++)
        {
            string[] rhyme = Choose(Rhymes, random);
            int first = random.NextInt(rhyme.Length);
            int second = (first + 1 + random.NextInt(rhyme.Length - 1)) % rhyme.Length;
            text.Append(Clause(random)).Append(rhyme[first]).Append(",\n");
            text.Append(Choose(Times, random)).Append(' ').Append(Clause(random)).Append(rhyme[second]).Append(".\n");
        }

        return text.ToString();
    }

    /// <summary>Whether the two lines of a verse end in different words of one group.</summary>
    /// <param name="verse">Two lines.</param>
    public static bool IsRhymed(string verse)
    {
        string[] lines = verse.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] ends = [.. lines.Select(line => line.TrimEnd(',', '.').Split(' ')[^1])];
        return ends.Length == 2 && ends[0] != ends[1] && Rhymes.Any(group => group.Contains(ends[0]) && group.Contains(ends[1]));
    }

    private static string Clause(SeededRandom random)
    {
        bool many = random.NextInt(2) == 1;
        string noun = Choose(Nouns, random) + (many ? "s" : "");
        string verb = Choose(Verbs, random) + (many ? "" : "s");
        noun = noun.Replace("foxs", "foxes", StringComparison.Ordinal);
        return $"{(many ? "two" : "the")} {Choose(Adjectives, random)} {noun} {verb} {Choose(Places, random)} the ";
    }

    private static T Choose<T>(T[] choices, SeededRandom random) => choices[random.NextInt(choices.Length)];
}
