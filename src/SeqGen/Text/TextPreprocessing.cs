using System.Buffers;

namespace SeqGen.Text;

/// <summary>The text functions of <c>keras.preprocessing.text</c> that need no vocabulary.</summary>
public static class TextPreprocessing
{
    /// <summary>
    /// The characters that Keras removes from texts: ASCII punctuation without the apostrophe, tab and line feed.
    /// </summary>
    public const string DefaultFilters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    /// <summary>Cuts a text into words (Keras: <c>text_to_word_sequence</c>).</summary>
    /// <param name="text">The text.</param>
    /// <param name="filters">Characters of which each one is replaced by <paramref name="split"/>.</param>
    /// <param name="lower">Lower-case the text first, by the full mapping of the Unicode standard.</param>
    /// <param name="split">The string between two words. Nothing else separates words: a no-break space does not.</param>
    /// <returns>The words in order; none of them is empty.</returns>
    /// <exception cref="ArgumentException"><paramref name="split"/> is empty.</exception>
    public static string[] TextToWordSequence(
        string text, string filters = DefaultFilters, bool lower = true, string split = " ")
    {
        ArgumentNullException.ThrowIfNull(text);
        var splitter = new WordSplitter(filters, lower, split, charLevel: false);
        char[] scratch = ArrayPool<char>.Shared.Rent(splitter.ScratchLength(text));
        var words = new List<string>();
        foreach (ReadOnlySpan<char> word in splitter.Split(text, scratch))
        {
            words.Add(word.ToString());
        }

        ArrayPool<char>.Shared.Return(scratch);
        return [.. words];
    }
}
