using SeqGen.Data;

namespace SeqGen.Samples.Tweets;

/// <summary>
/// Tweets of people who are glad or sad. Labelled ones use some of the words of gladness and sadness, others the rest:
/// a classifier of those must know from elsewhere that the words mean the same, as word vectors do that were
/// trained on many tweets without labels.
/// </summary>
internal static class TweetGrammar
{
    private static readonly string[] Glad =
        ["happy", "thrilled", "delighted", "lucky", "proud", "cheerful", "excited", "blessed", "amazed", "grateful"];

    private static readonly string[] Sad =
        ["sad", "gutted", "upset", "lonely", "sick", "miserable", "bored", "devastated", "ashamed", "tired"];

    private static readonly string[] Frames =
    [
        "{who} i am so {mood} {when} {glad or sad cause}", "{so} {mood} because {glad or sad cause} {when}", "feeling {mood} {when} {tail}",
        "{when} {glad or sad cause} and i am {mood} {tail}", "{who} {glad or sad cause} {tail} {mood}",
    ];

    private static readonly Dictionary<string, string[]> Neutral = new()
    {
        ["who"] = ["", "", "@anna", "@mike", "@thebakery", "ok people"],
        ["so"] = ["", "so", "really", "just", "very"],
        ["when"] = ["today", "this morning", "tonight", "now", "after work", "on the train", "again"],
        ["tail"] = ["", "", "cannot sleep", "going to bed", "back to work", "off to school", "and you"],
    };

    private static readonly string[] GladCauses = ["the sun is out", "we won the game", "my exam went well", "mum is visiting", "the concert was great", "a free day ahead"];

    private static readonly string[] SadCauses = ["the rain never stops", "we lost the game", "my exam went badly", "mum is ill", "the concert was cancelled", "no day off ahead"];

    /// <summary>Tweets with words of both halves, as many as one likes: a tweet may come twice.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed gives the same tweets.</param>
    public static List<string> Unlabelled(int count, int seed)
    {
        (TextGrammar glad, TextGrammar sad) = (Grammar(1, .., seed), Grammar(0, .., seed + 1));
        return [.. Enumerable.Range(0, count).Select(i => Make(i % 2 == 0 ? glad : sad))];
    }

    /// <summary>Labelled tweets, none of which comes twice, with one half of the words and without causes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isTest">Which half of the words.</param>
    /// <param name="seed">The same seed gives the same tweets.</param>
    public static List<LabelledText> Labelled(int count, bool isTest, int seed)
    {
        Range half = isTest ? 5..10 : 0..5;
        (TextGrammar glad, TextGrammar sad) = (Grammar(1, half, seed), Grammar(0, half, seed + 1));
        return TextGrammar.Distinct(count, () =>
        {
            int label = glad.NextInt(2);
            return new LabelledText((label == 1 ? glad : sad).Make("{who} {so} {mood} {when} {tail}"), label);
        });
    }

    private static string Make(TextGrammar grammar) => grammar.Make(Frames[grammar.NextInt(Frames.Length)]);

    private static TextGrammar Grammar(int label, Range words, int seed) => new(
        new(Neutral) { ["mood"] = (label == 1 ? Glad : Sad)[words], ["glad or sad cause"] = label == 1 ? GladCauses : SadCauses }, seed);
}
