using System.Collections.ObjectModel;

namespace SeqGen;

/// <summary>Lists that nobody can change: neither who handed the values in, nor who casts what is handed out.</summary>
internal static class FixedList
{
    public static ReadOnlyCollection<T> Of<T>(IReadOnlyList<T> values)
    {
        T[] copy = [.. values];
        return copy.AsReadOnly();
    }
}
