using SeqGen.Data;

namespace SeqGen.Samples.Sarcasm;

/// <summary>
/// Headlines of somebody who does something. They are serious where the two fit each other (a parliament passes a law, a
/// neighbour loses his keys), and sarcastic where they do not. No word tells on its own: each comes as often in both
/// classes, so that counting words does not help.
/// </summary>
internal static class HeadlineGrammar
{
    private static readonly Dictionary<string, string[]> Choices = new()
    {
        ["grave actor"] =
        [
            "parliament", "supreme court", "central bank", "health ministry", "united nations", "peace envoy", "prime minister",
            "climate summit", "high commissioner", "trade delegation", "army command", "election board", "federal prosecutor",
        ],
        ["small actor"] =
        [
            "area man", "local dad", "roommate", "office intern", "uncle", "neighbor", "second cousin", "grandmother",
            "teenager", "dog owner", "man in line", "bored commuter", "weekend gardener",
        ],
        ["grave act"] =
        [
            "passes sweeping reform of taxes", "calls for an end to the war", "signs treaty on nuclear arms",
            "declares state of emergency", "condemns attack on the border", "cuts interest rates by half a point",
            "announces inquiry into corruption", "warns of famine in the region", "imposes sanctions on oil exports",
            "agrees to release prisoners", "orders evacuation of the coast",
        ],
        ["small act"] =
        [
            "finally finds other sock", "finishes entire bag of chips", "loses keys for third time", "falls asleep on the couch",
            "forgets name of the new colleague", "argues with parking meter", "buys plant that will die",
            "watches same show again", "spills coffee on clean shirt", "returns umbrella borrowed in march",
            "spends evening looking for remote",
        ],
        ["opening"] = ["", "", "", "report :", "breaking :", "exclusive :", "this week :"],
        ["closing"] = ["", "", "", "on tuesday", "after long debate", "despite criticism", "sources say", "again", "at last", "in historic move"],
    };

    /// <summary>Headlines, none of which comes twice.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed gives the same headlines.</param>
    public static List<LabelledText> Generate(int count, int seed)
    {
        TextGrammar grammar = new(Choices, seed);
        return TextGrammar.Distinct(count, () =>
        {
            int actor = grammar.NextInt(2);
            int act = grammar.NextInt(2);
            string text = grammar.Make($"{{opening}} {(actor == 0 ? "{grave actor}" : "{small actor}")} {(act == 0 ? "{grave act}" : "{small act}")} {{closing}}");
            return new LabelledText(text, actor ^ act);
        });
    }
}
