using SeqGen.Data;

namespace SeqGen.Samples;

/// <summary>Makes sentences from patterns: a word in braces stands for one of several texts, which may have such words again.</summary>
public sealed class TextGrammar
{
    private readonly Dictionary<string, string[]> _choices;
    private readonly SeededRandom _random;

    /// <summary>Starts the sequence of sentences that belongs to a seed.</summary>
    /// <param name="choices">The texts that a word in braces stands for.</param>
    /// <param name="seed">The same seed gives the same sentences.</param>
    public TextGrammar(Dictionary<string, string[]> choices, int seed)
    {
        _choices = choices;
        _random = new SeededRandom(seed);
    }

    /// <summary>Labelled sentences, none of which comes twice.</summary>
    /// <param name="count">How many.</param>
    /// <param name="next">Makes one; it is asked again where the sentence is there already.</param>
    public static List<LabelledText> Distinct(int count, Func<LabelledText> next)
    {
        HashSet<string> seen = [];
        List<LabelledText> samples = new(count);
        while (samples.Count < count)
        {
            LabelledText sample = next();
            if (seen.Add(sample.Text))
            {
                samples.Add(sample);
            }
        }

        return samples;
    }

    /// <summary>A number below a bound, all equally likely.</summary>
    /// <param name="bound">At least 1.</param>
    public int NextInt(int bound) => _random.NextInt(bound);

    /// <summary>A sentence of a pattern; blanks that stand together become one.</summary>
    /// <param name="pattern">For instance <c>{subject} was {verdict}</c>.</param>
    /// <exception cref="ArgumentException">A word in braces has no texts.</exception>
    public string Make(string pattern)
    {
        int open;
        while ((open = pattern.IndexOf('{', StringComparison.Ordinal)) >= 0)
        {
            int close = pattern.IndexOf('}', open);
            string word = pattern[(open + 1)..close];
            string[] choices = _choices.TryGetValue(word, out string[]? texts)
                ? texts
                : throw new ArgumentException($"The grammar has no texts for '{word}'.", nameof(pattern));
            pattern = string.Concat(pattern.AsSpan(0, open), choices[_random.NextInt(choices.Length)], pattern.AsSpan(close + 1));
        }

        return string.Join(' ', pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
