namespace SeqGen.Data;

/// <summary>Shortens what a message quotes from a file, which may be of any length.</summary>
internal static class Excerpt
{
    private const int MostCharacters = 60;
    private const int MostNames = 30;

    /// <summary>The start of a text.</summary>
    public static string Of(string text) => text.Length <= MostCharacters ? text : $"{text.AsSpan(0, MostCharacters)}...";

    /// <summary>The first names, with commas between them.</summary>
    public static string Of(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(Of)) + (names.Count <= MostNames ? "" : $" and {names.Count - MostNames} more");
}
