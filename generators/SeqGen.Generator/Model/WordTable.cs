namespace SeqGen.Generator.Model;

/// <summary>The words that a declaration may write for the values of an enumeration; where two words mean the same, the first is the usual one.</summary>
internal sealed class WordTable<T>(params (string Word, T Value)[] entries)
    where T : struct
{
    /// <summary>The words in the order of documentation.</summary>
    public ImmutableArray<string> Words { get; } = [.. entries.Select(entry => entry.Word)];

    /// <summary>The usual word of each value.</summary>
    public ImmutableArray<string> UsualWords { get; } = [.. entries.GroupBy(entry => entry.Value).Select(same => same.First().Word)];

    public bool TryFind(string word, out T value)
    {
        foreach ((string known, T meaning) in entries)
        {
            if (known == word)
            {
                value = meaning;
                return true;
            }
        }

        value = default;
        return false;
    }

    public string WordOf(T value) => entries.First(entry => EqualityComparer<T>.Default.Equals(entry.Value, value)).Word;
}
