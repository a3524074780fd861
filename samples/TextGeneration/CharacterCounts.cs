namespace SeqGen.Samples.TextGeneration;

/// <summary>How far one gets by counting which character follows the last two: the baseline.</summary>
internal static class CharacterCounts
{
    // Every character counts as seen so often from the start, so that none is impossible.
    private const double Prior = 0.05;

    /// <summary>Bits per character of a text, from counts in another.</summary>
    /// <param name="training">The tokens to count.</param>
    /// <param name="text">The tokens to predict.</param>
    /// <param name="vocabulary">How many tokens there are.</param>
    public static double BitsPerCharacter(ReadOnlySpan<int> training, ReadOnlySpan<int> text, int vocabulary)
    {
        int[] counts = new int[vocabulary * vocabulary * vocabulary];
        int[] totals = new int[vocabulary * vocabulary];
        for (int i = 2; i < training.Length; i++)
        {
            int pair = (training[i - 2] * vocabulary) + training[i - 1];
            counts[(pair * vocabulary) + training[i]]++;
            totals[pair]++;
        }

        double bits = 0;
        for (int i = 2; i < text.Length; i++)
        {
            int pair = (text[i - 2] * vocabulary) + text[i - 1];
            bits += TextGeneration.BitsPerCharacter.Of((counts[(pair * vocabulary) + text[i]] + Prior) / (totals[pair] + (Prior * vocabulary)));
        }

        return bits / (text.Length - 2);
    }
}
