using SeqGen.Data;

namespace SeqGen.Samples.Spam;

/// <summary>
/// Text messages, about a third of them spam. Friends write of prizes, calls and free evenings too: it is the offer of a
/// stranger, together with a number to answer to, that makes spam.
/// </summary>
internal static class MessageGrammar
{
    private const int MessagesPerSpam = 3;

    private static readonly Dictionary<string, string[]> Choices = new()
    {
        ["hello"] = ["", "", "hi", "hey", "ok", "hi there", "good morning", "sorry"],
        ["friend"] = ["mum", "dad", "anna", "tom", "my brother", "the boss", "your sister", "everybody"],
        ["time"] = ["tonight", "at eight", "tomorrow", "after work", "on sunday", "in an hour", "later", "now"],
        ["place"] = ["at home", "in town", "at the station", "at the office", "by the cinema", "in the pub", "at school"],
        ["small"] = ["the keys", "some milk", "the tickets", "a free parking place", "your book", "the phone bill", "my mobile"],
        ["prize"] = ["a free holiday", "1000 cash", "a new mobile", "free tickets", "a guaranteed prize", "200 free minutes", "a voucher"],
        ["lure"] = ["congratulations you have won", "you were selected for", "final notice claim", "your number wins", "urgent we have for you", "reply to get"],
        ["answer"] = ["call {number} now", "text win to {number}", "text yes to {number}", "ring {number} to claim", "reply stop or call {number}"],
        ["number"] = ["80062", "87121", "09061234567", "08000930", "83355", "0871277"],
        ["ham"] =
        [
            "{hello} are you free {time}", "{hello} call me when you are {place}", "{hello} {friend} won the match {time} we celebrate",
            "{hello} can you bring {small} {time}", "{hello} i will be {place} {time}", "{friend} has a new number i text it to you {time}",
            "{hello} did {friend} reply i need {small}", "{hello} no cash on me can {friend} pay {time}",
            "{hello} we won a holiday no just a dream see you {time}", "{hello} i claim {small} you can have the prize",
            "{hello} stop at the shop and get {small}", "{hello} please call {friend} {time} it is urgent",
        ],
        ["spam"] =
        [
            "{lure} {prize} {answer}", "{answer} {lure} {prize}", "{hello} {lure} {prize} {time} only {answer}",
            "{hello} are you free {time} hot singles wait {answer}", "last chance {answer} for {prize}",
        ],
    };

    /// <summary>Messages, none of which comes twice.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed gives the same messages.</param>
    public static List<LabelledText> Generate(int count, int seed)
    {
        TextGrammar grammar = new(Choices, seed);
        return TextGrammar.Distinct(count, () => grammar.NextInt(MessagesPerSpam) == 0
            ? new LabelledText(grammar.Make("{spam}"), 1)
            : new LabelledText(grammar.Make("{ham}"), 0));
    }
}
