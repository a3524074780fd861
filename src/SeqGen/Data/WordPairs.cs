namespace SeqGen.Data;

/// <summary>A text and its translation.</summary>
/// <param name="Source">The text.</param>
/// <param name="Target">Its translation.</param>
public readonly record struct TextPair(string Source, string Target);

/// <summary>Files of sentence pairs, as those of the Tatoeba project: one pair per line, with a tab between the two.</summary>
public static class WordPairs
{
    /// <summary>The pairs of a file, in its order. Columns after the second (for instance who wrote the sentence) are left out.</summary>
    /// <param name="path">The file, UTF-8: plain, gzip, or a zip archive with one file in it (a file whose name starts with an underscore, such as <c>_about.txt</c>, does not count).</param>
    /// <param name="limits">How much memory the file may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">The file is missing or damaged, a line has no tab or an empty side or is too long, or there are no lines.</exception>
    public static List<TextPair> Load(string path, DataLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        List<TextPair> pairs = [];
        foreach ((string text, int line) in TextLines.ReadNumbered(path, new LineDecoder(path, encoding: null), limits ?? DataLimits.Default))
        {
            string[] columns = text.Split('\t', 3);
            if (columns.Length < 2 || string.IsNullOrWhiteSpace(columns[0]) || string.IsNullOrWhiteSpace(columns[1]))
            {
                throw new DataFormatException("A line holds a text, a tab and its translation; this one does not.", path, line);
            }

            pairs.Add(new(columns[0].Trim(), columns[1].Trim()));
        }

        return pairs.Count > 0 ? pairs : throw new DataFormatException("The data set is empty: no pair was found.", path);
    }

    /// <summary>
    /// Keeps some sources, chosen at random, with all their translations for testing; the other pairs are for training. So
    /// no text of the test has been seen in training, with whatever translation.
    /// </summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="heldOut">At least so many pairs for testing; the last source's pairs may make it a few more.</param>
    /// <param name="seed">The same seed gives the same choice.</param>
    /// <param name="sourceKey">What makes two sources the same; the text itself where not given.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="heldOut"/> is negative or not below the number of pairs.</exception>
    public static (List<TextPair> Training, List<TextPair> Test) SplitBySource(
        IReadOnlyList<TextPair> pairs, int heldOut, long seed, Func<string, string>? sourceKey = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfNegative(heldOut);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(heldOut, pairs.Count);
        List<List<TextPair>> groups = [.. pairs.GroupBy(pair => sourceKey?.Invoke(pair.Source) ?? pair.Source, StringComparer.Ordinal).Select(group => group.ToList())];
        List<TextPair> training = [];
        List<TextPair> test = [];
        foreach (int group in SeededShuffle.Permutation(groups.Count, seed))
        {
            (test.Count < heldOut ? test : training).AddRange(groups[group]);
        }

        return (training, test);
    }
}
