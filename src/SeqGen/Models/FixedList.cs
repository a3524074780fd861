using System.Collections.ObjectModel;

namespace SeqGen;

/// <summary>Read-only lists: neither the caller that passed the values nor a cast can change them.</summary>
internal static class FixedList
{
    public static ReadOnlyCollection<T> Of<T>(IReadOnlyList<T> values)
    {
        T[] copy = [.. values];
        return copy.AsReadOnly();
    }
}
