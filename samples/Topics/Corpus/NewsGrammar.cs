using SeqGen.Data;

namespace SeqGen.Samples.Topics;

/// <summary>
/// Short news of five topics. Each has a subject that could belong to another topic as well (a bank, a court, a
/// match): what happens to it decides.
/// </summary>
internal static class NewsGrammar
{
    private static readonly Dictionary<string, string[]> Choices = new()
    {
        ["subject"] =
        [
            "the bank", "the court", "the match", "the current", "the record", "the star", "the seal", "the cell", "the pitch",
            "the wave", "the draft", "the club", "the charge", "the bar", "the fall",
        ],
        ["lead"] = ["", "", "today", "late last night", "as we hear", "to the surprise of many", "once more"],
        ["close"] = ["", "", "on monday", "in the north", "said a witness", "for the second time", "we were told", "after two days"],
        ["weather"] =
        [
            "was flooded after heavy rain", "lay under deep snow", "was hit by a storm from the sea", "was hidden in thick fog",
            "was cold as frost came over night", "was wet with rain", "was dry as no cloud came",
        ],
        ["sport"] =
        [
            "went to the team that scored first", "was decided by a late goal", "saw the champion lose", "was the coach's last before the final",
            "pleased the fans of the home team", "ended with a penalty for the visitors", "made the runner win gold",
        ],
        ["money"] =
        [
            "raised its rates and shares fell", "cost investors a third of their profit", "drove the price of oil up",
            "was bought by a rival for two billion", "moved the market and the dollar", "cut jobs to save costs", "pleased those who hold bonds",
        ],
        ["law"] =
        [
            "sent the thief to prison", "led to the arrest of two men", "was robbed and the police ask for help", "ended the trial with a fine",
            "was named by the judge as proof", "brought the lawyer a new case", "was broken into by a gang",
        ],
        ["science"] =
        [
            "was seen through a new telescope", "surprised the physicists in their laboratory", "shows how genes are copied",
            "was measured by a probe near mars", "may explain how the virus spreads", "was the subject of a study of proteins", "was found among fossils",
        ],
    };

    /// <summary>The names of the topics.</summary>
    public static string[] Topics { get; } = ["weather", "sport", "money", "law", "science"];

    /// <summary>News, none of which comes twice.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed gives the same news.</param>
    public static List<LabelledText> Generate(int count, int seed)
    {
        TextGrammar grammar = new(Choices, seed);
        return TextGrammar.Distinct(count, () =>
        {
            int topic = grammar.NextInt(Topics.Length);
            return new LabelledText(grammar.Make($"{{lead}} {{subject}} {{{Topics[topic]}}} {{close}}"), topic);
        });
    }
}
