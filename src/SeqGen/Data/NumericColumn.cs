using System.Globalization;

namespace SeqGen.Data;

/// <summary>A column of a table while it is read: numbers, or words that become columns of zeros and ones.</summary>
internal sealed class NumericColumn(string name, int field, bool isCategory)
{
    // A wide table has many columns: each has the one list that it needs.
    private readonly List<float>? _values = isCategory ? null : [];
    private readonly List<string?>? _words = isCategory ? [] : null;

    public string Name => name;

    /// <summary>Which field of a record it is.</summary>
    public int Field => field;

    public bool IsCategory => isCategory;

    public void Add(float value) => _values!.Add(value);

    public void Add(string? word) => _words!.Add(word);

    public void AddMissing()
    {
        if (isCategory)
        {
            Add(null);
        }
        else
        {
            Add(float.NaN);
        }
    }

    /// <summary>Adds the finished columns.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="columns">Their values.</param>
    /// <param name="mostBytes">What the columns of words may take together.</param>
    /// <param name="path">The file.</param>
    /// <returns>What they do take.</returns>
    public long AddTo(List<string> names, List<float[]> columns, long mostBytes, string path)
    {
        if (_words is null)
        {
            names.Add(name);
            columns.Add([.. _values!]);
            return 0;
        }

        string[] distinct = [.. _words.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        long bytes = (long)distinct.Length * _words.Count * sizeof(float);
        if (bytes > mostBytes)
        {
            throw new DataFormatException(
                string.Create(CultureInfo.InvariantCulture, $"The column '{Excerpt.Of(name)}' has {distinct.Length} words in {_words.Count} records; a column for each word would take {bytes} bytes. Leave it out ({nameof(NumericFormat.Skip)}), or raise {nameof(DataLimits)}.{nameof(DataLimits.MaximumExpansion)}."),
                path);
        }

        Dictionary<string, float[]> ofWords = new(StringComparer.Ordinal);
        foreach (string word in distinct)
        {
            names.Add($"{name}={word}");
            float[] ones = new float[_words.Count];
            columns.Add(ones);
            ofWords.Add(word, ones);
        }

        for (int row = 0; row < _words.Count; row++)
        {
            if (_words[row] is { } word)
            {
                ofWords[word][row] = 1;
            }
        }

        return bytes;
    }
}
