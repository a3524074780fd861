using System.Globalization;

namespace SeqGen.Data;

/// <summary>How the labels of a data file become class numbers.</summary>
public sealed class LabelMap
{
    private readonly Dictionary<string, int>? _names;
    private readonly int _classes;

    private LabelMap(Dictionary<string, int>? names, int classes)
    {
        _names = names;
        _classes = classes;
    }

    /// <summary>Labels 0 and 1.</summary>
    public static LabelMap Binary { get; } = Integers(2);

    /// <summary>Labels are the integers from 0 to <paramref name="classes"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 classes.</exception>
    public static LabelMap Integers(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        return new LabelMap(names: null, classes);
    }

    /// <summary>Labels are these words; the first is class 0. <c>Names("ham", "spam")</c>.</summary>
    /// <exception cref="ArgumentException">A name appears twice, or there are fewer than 2.</exception>
    public static LabelMap Names(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return Of(names.Select((name, index) => KeyValuePair.Create(name, index)));
    }

    /// <summary>Labels as they are written, each with its class; several may mean the same one.</summary>
    /// <exception cref="ArgumentException">A label appears twice, there are fewer than 2, or a class is negative.</exception>
    public static LabelMap Of(IEnumerable<KeyValuePair<string, int>> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var names = new Dictionary<string, int>(labels, StringComparer.Ordinal);
        if (names.Count < 2 || names.Values.Min() < 0)
        {
            throw new ArgumentException("At least two labels with classes from 0 on are needed.", nameof(labels));
        }

        return new LabelMap(names, names.Values.Max() + 1);
    }

    /// <summary>All labels with their classes.</summary>
    internal IEnumerable<KeyValuePair<string, int>> All => _names
        ?? Enumerable.Range(0, _classes).Select(label => KeyValuePair.Create(label.ToString(CultureInfo.InvariantCulture), label));

    /// <summary>The class of a label in a file.</summary>
    /// <exception cref="DataFormatException">The label is none of those expected.</exception>
    internal int ClassOf(string label, string path, int line)
    {
        if (_names is null)
        {
            if (int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                && number >= 0 && number < _classes)
            {
                return number;
            }

            throw new DataFormatException(
                $"The label '{Excerpt.Of(label)}' is not an integer from 0 to {_classes - 1}.", path, line);
        }

        return _names.TryGetValue(label, out int index)
            ? index
            : throw new DataFormatException(
                $"The label '{Excerpt.Of(label)}' is unknown; expected is one of: {Excerpt.Of(_names.Keys)}.", path, line);
    }
}
