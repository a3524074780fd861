using System.Text;
using SeqGen.Data;

namespace SeqGen.Build;

/// <summary>A file that becomes part of an assembly, as SeqGen.targets lists it: one a line, its parts separated by tabs. The time of its last change comes last, so that the list changes with the file.</summary>
/// <param name="Kind"><see cref="Weights"/> or <see cref="Tokenizer"/>.</param>
/// <param name="Model">The model, by name or full name.</param>
/// <param name="Name">The file as the project names it.</param>
/// <param name="Path">The file.</param>
/// <param name="Project">The project file that lists it.</param>
/// <param name="Resource">The resource to write.</param>
/// <param name="Description">The description to write, which the compiler reads.</param>
internal sealed record EmbeddedItem(string Kind, string Model, string Name, string Path, string Project, string Resource, string Description)
{
    public const string Weights = "weights";
    public const string Tokenizer = "tokenizer";

    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    public static IEnumerable<EmbeddedItem> ReadList(string path)
    {
        string text = Encoding.UTF8.GetString(DataFile.ReadPlainUtf8(path).Span);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            yield return line.Split('\t') is [string kind, string model, string name, string file, string project, string resource, string description, ..]
                ? new(kind, model, name, file, project, resource, description)
                : throw new FormatException($"'{path}' has a line that is no item: {line}");
        }
    }
}
