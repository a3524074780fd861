namespace SeqGen.Samples.Translation;

/// <summary>Corpus BLEU (Papineni 2002) of sentences as words, each with one or more references.</summary>
internal static class Bleu
{
    /// <summary>The longest word sequences that are compared.</summary>
    public const int Order = 4;

    /// <summary>
    /// BLEU in [0, 1]: the geometric mean of the shares of 1- to 4-grams that a reference has too (each counted at most as
    /// often as in one reference), times e^(1 - r/c) where the translations (c words) are shorter than the nearest
    /// references (r words). Zero where no 4-gram is found.
    /// </summary>
    /// <param name="translations">The translations.</param>
    /// <param name="references">The references of each translation.</param>
    public static double Of(IReadOnlyList<string[]> translations, IReadOnlyList<IReadOnlyList<string[]>> references)
    {
        long[] found = new long[Order];
        long[] all = new long[Order];
        long length = 0;
        long referenceLength = 0;
        for (int i = 0; i < translations.Count; i++)
        {
            string[] words = translations[i];
            length += words.Length;
            referenceLength += references[i].Select(reference => reference.Length).OrderBy(count => Math.Abs(count - words.Length)).ThenBy(count => count).First();
            for (int order = 1; order <= Order; order++)
            {
                Dictionary<string, int>[] known = [.. references[i].Select(reference => Count(reference, order))];
                foreach ((string gram, int count) in Count(words, order))
                {
                    all[order - 1] += count;
                    found[order - 1] += Math.Min(count, known.Max(reference => reference.GetValueOrDefault(gram)));
                }
            }
        }

        if (found.Contains(0))
        {
            return 0;
        }

        double brevity = length < referenceLength ? Math.Exp(1 - ((double)referenceLength / length)) : 1;
        return brevity * Math.Exp(Enumerable.Range(0, Order).Average(order => Math.Log((double)found[order] / all[order])));
    }

    private static Dictionary<string, int> Count(string[] words, int order)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int start = 0; start + order <= words.Length; start++)
        {
            string gram = string.Join(' ', words, start, order);
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        return counts;
    }
}
