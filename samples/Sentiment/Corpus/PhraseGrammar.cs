using SeqGen.Data;

namespace SeqGen.Samples.Sentiment;

/// <summary>
/// A grammar of short verdicts in which the order of words and negation decide. Every sentence has one good and one
/// bad word, and it comes with its mirror, in which the two have changed places: the same bag of words, the other
/// label. So a model that only counts words is right in exactly half of all cases, whatever the weights.
/// </summary>
internal static class PhraseGrammar
{
    private const string First = "{1}";
    private const string Second = "{2}";
    private const string Subject = "{s}";

    private static readonly string[] Good =
        ["good", "great", "brilliant", "moving", "funny", "gripping", "clever", "charming", "fresh", "wonderful", "elegant", "honest"];

    private static readonly string[] Bad =
        ["bad", "boring", "dull", "awful", "silly", "flat", "clumsy", "tedious", "stale", "terrible", "lifeless", "hollow"];

    private static readonly string[] Subjects =
    [
        "the film", "the movie", "the story", "the plot", "the acting", "the script", "the whole cast", "the first half",
        "the second half", "the ending", "this little drama", "the dialogue", "the music", "her latest work", "his debut",
    ];

    private static readonly string[] Openings =
        ["", "", "", "to be honest", "in my opinion", "well", "after all the praise", "for me", "if you ask me", "as so often", "believe me"];

    private static readonly string[] Closings =
        ["", "", "", "", "from start to end", "this time", "once again", "that is all", "for two long hours"];

    /// <summary>Sentence patterns, and which of their two words is the verdict.</summary>
    private static readonly Pattern[] Patterns =
    [
        new("{s} was not {1} but {2}", Verdict.OfSecond),
        new("{s} was {1} and not {2}", Verdict.OfFirst),
        new("{s} was never {1} only {2}", Verdict.OfSecond),
        new("{s} was {1} and never {2}", Verdict.OfFirst),
        new("{s} looked {1} at first but turned out {2}", Verdict.OfSecond),
        new("{s} turned out {1} although it looked {2} at first", Verdict.OfFirst),
        new("i expected {s} to be {1} yet it was {2}", Verdict.OfSecond),
        new("{s} was {1} where i expected it to be {2}", Verdict.OfFirst),
        new("{s} was anything but {1} it was {2}", Verdict.OfSecond),
        new("{s} was {1} and anything but {2}", Verdict.OfFirst),
        new("they called {s} {1} but i found it {2}", Verdict.OfSecond),
        new("i found {s} {1} although they called it {2}", Verdict.OfFirst),
        new("they called {s} {1} and i do not agree it is {2}", Verdict.OfSecond),
        new("i can not say that {s} was {1} because it was {2}", Verdict.OfSecond),
        new("nobody can say that {s} was not {1} or that it was {2}", Verdict.OfFirst),
        new("{s} was not {1} at all and not even close to it {2} is the word", Verdict.OfSecond),
    ];

    private enum Verdict
    {
        OfFirst,
        OfSecond,
    }

    /// <summary>Every word that a sentence can have.</summary>
    public static IEnumerable<string> Words =>
        Patterns.Select(pattern => pattern.Text).Concat(Subjects).Concat(Openings).Concat(Closings)
            .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word is not (First or Second or Subject))
            .Concat(Good).Concat(Bad).Distinct();

    /// <summary>Sentences with their mirrors after them; no sentence comes twice.</summary>
    /// <param name="pairs">How many sentences with mirror.</param>
    /// <param name="seed">The same seed gives the same corpus.</param>
    public static List<LabelledText> Generate(int pairs, int seed)
    {
        SeededRandom random = new(seed);
        HashSet<string> seen = [];
        List<LabelledText> corpus = new(2 * pairs);
        while (corpus.Count < 2 * pairs)
        {
            Pattern pattern = Choose(Patterns, random);
            string frame = Join(Choose(Openings, random), pattern.Text.Replace(Subject, Choose(Subjects, random), StringComparison.Ordinal), Choose(Closings, random));
            string good = Choose(Good, random);
            string bad = Choose(Bad, random);
            string goodFirst = Fill(frame, good, bad);
            string badFirst = Fill(frame, bad, good);
            if (!seen.Add(goodFirst))
            {
                continue;
            }

            int labelOfGoodFirst = pattern.Verdict == Verdict.OfFirst ? 1 : 0;
            LabelledText sentence = new(goodFirst, labelOfGoodFirst);
            LabelledText mirror = new(badFirst, 1 - labelOfGoodFirst);
            bool swap = random.NextInt(2) == 1;
            corpus.Add(swap ? mirror : sentence);
            corpus.Add(swap ? sentence : mirror);
        }

        return corpus;
    }

    private static string Fill(string frame, string first, string second) =>
        frame.Replace(First, first, StringComparison.Ordinal).Replace(Second, second, StringComparison.Ordinal);

    private static string Join(params string[] parts) => string.Join(' ', parts.Where(part => part.Length > 0));

    private static T Choose<T>(T[] choices, SeededRandom random) => choices[random.NextInt(choices.Length)];

    private readonly record struct Pattern(string Text, Verdict Verdict);
}
