using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace SeqGen.Generator.Parsing;

/// <summary>
/// Reads the description of an embedded file, which SeqGen.Build writes: lines of a key, a blank and a value. In a value,
/// <c>\n</c>, <c>\r</c> and <c>\\</c> stand for what would end the line, and for the backslash.
/// </summary>
internal static class EmbeddedItemReader
{
    public const string FileExtension = ".seqembedded";

    /// <summary>The item of a description; null for one that is cut off, which the next build writes anew.</summary>
    public static EmbeddedItem? Read(SourceText text)
    {
        Dictionary<string, string> values = [];
        List<EmbeddedTensor> tensors = [];
        foreach (TextLine line in text.Lines)
        {
            string written = text.ToString(line.Span);
            int blank = written.IndexOf(' ');
            if (blank < 0)
            {
                continue;
            }

            string value = Unescape(written.Substring(blank + 1));
            if (written.Substring(0, blank) != "tensor")
            {
                values[written.Substring(0, blank)] = value;
            }
            else if (value.IndexOf(" (", StringComparison.Ordinal) is var shape and > 0 && value.IndexOf(") ", StringComparison.Ordinal) is var name && name > shape)
            {
                tensors.Add(new(value.Substring(name + 2), value.Substring(0, shape), value.Substring(shape + 1, name - shape)));
            }
        }

        return values.TryGetValue("kind", out string? kind) && values.TryGetValue("model", out string? model) && values.TryGetValue("file", out string? file)
            && values.TryGetValue("project", out string? project) && values.TryGetValue("resource", out string? resource)
            ? new(kind, model, file, project, resource)
            {
                Problem = values.TryGetValue("problem", out string? problem) ? problem : null,
                Tensors = tensors.ToEquatableArray(),
                Vocabulary = values.TryGetValue("vocabulary", out string? size) && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int vocabulary) ? vocabulary : 0,
            }
            : null;
    }

    private static string Unescape(string value)
    {
        StringBuilder text = new();
        for (int i = 0; i < value.Length; i++)
        {
            char character = value[i];
            if (character == '\\' && i + 1 < value.Length)
            {
                character = value[++i] switch
                {
                    'n' => '\n',
                    'r' => '\r',
                    char other => other,
                };
            }

            text.Append(character);
        }

        return text.ToString();
    }
}
