namespace SeqGen.Text;

/// <summary>Runs of neighbouring tokens, and how often each occurs ("bag of 2-grams").</summary>
public static class NGrams
{
    /// <summary>Counts all runs of 1 to <paramref name="n"/> tokens.</summary>
    /// <param name="tokens">Words, or characters.</param>
    /// <param name="n">Length of the longest run, at least 1.</param>
    /// <param name="separator">What stands between the tokens of a run; empty for characters.</param>
    /// <returns>Each distinct run with its count, in order of first occurrence: by start, then by length.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1.</exception>
    public static IReadOnlyList<KeyValuePair<string, int>> Bag(IReadOnlyList<string> tokens, int n, string separator = " ")
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);

        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var bag = new List<KeyValuePair<string, int>>();
        for (int start = 0; start < tokens.Count; start++)
        {
            string run = "";
            for (int length = 1; length <= n && start + length <= tokens.Count; length++)
            {
                string token = tokens[start + length - 1];
                run = length == 1 ? token : run + separator + token;
                if (positions.TryAdd(run, bag.Count))
                {
                    bag.Add(KeyValuePair.Create(run, 1));
                }
                else
                {
                    int position = positions[run];
                    bag[position] = KeyValuePair.Create(run, bag[position].Value + 1);
                }
            }
        }

        return bag;
    }
}
