namespace SeqGen.Text;

/// <summary>What the tokenizer counts of one word.</summary>
internal struct WordStatistics
{
    /// <summary>Occurrences in all texts.</summary>
    public int Count;

    /// <summary>Texts in which the word occurs.</summary>
    public int Documents;

    /// <summary>Number, from 1, of the last text in which it was seen: tells whether a text is already counted.</summary>
    public int LastDocument;
}
