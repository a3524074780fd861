using System.Globalization;
using System.Text;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Build;

/// <summary>
/// Checks a file that becomes part of an assembly, and writes two: the resource to embed, and a description of it in lines of text. The
/// compiler cannot read the file itself, since additional files are text to it; it compares the description with the declaration, and
/// reports there what is wrong with the file.
/// </summary>
internal static class Embedding
{
    /// <summary>Writes resource and description; of a file that cannot be used, a description that says why, and no resource.</summary>
    public static void Write(EmbeddedItem item)
    {
        StringBuilder text = new();
        Line(text, "kind", item.Kind);
        Line(text, "model", item.Model);
        Line(text, "file", item.Name);
        Line(text, "project", item.Project);
        Line(text, "resource", System.IO.Path.GetFileName(item.Resource));
        int common = text.Length;
        try
        {
            if (!File.Exists(item.Path))
            {
                throw new IOException($"'{item.Name}' does not exist.");
            }

            if (item.Kind == EmbeddedItem.Weights)
            {
                WriteWeights(item, text);
            }
            else
            {
                WriteTokenizer(item, text);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or DataFormatException)
        {
            text.Length = common;
            Line(text, "problem", error.Message);
            File.Delete(item.Resource);
        }

        AtomicFile.Write(item.Description, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void WriteWeights(EmbeddedItem item, StringBuilder text)
    {
        using FileStream file = RegularFile.Open(item.Path);
        SafeTensorsReader reader = SafeTensorsReader.ReadHeader($"'{item.Name}'", file);
        foreach (SafeTensor tensor in reader.Tensors)
        {
            Line(text, "tensor", $"{tensor.Type} ({string.Join(", ", tensor.Shape)}) {tensor.Name}");
        }

        // Of a type that cannot be read, the compiler speaks, at the declaration.
        if (!reader.Tensors.All(tensor => tensor.IsReadable))
        {
            File.Delete(item.Resource);
            return;
        }

        long values = file.Position;
        reader.CheckValues();
        file.Position = values;
        AtomicFile.Write(item.Resource, stream => EmbeddedWeights.Write(file, reader.Tensors, reader.ModelName, stream));
    }

    private static void WriteTokenizer(EmbeddedItem item, StringBuilder text)
    {
        ReadOnlyMemory<byte> json = DataFile.ReadPlainUtf8(item.Path);
        Tokenizer tokenizer = TokenizerJson.Read(json.Span, item.Name, settings: null);
        Line(text, "vocabulary", tokenizer.VocabularySize.ToString(CultureInfo.InvariantCulture));
        AtomicFile.Write(item.Resource, stream => stream.Write(json.Span));
    }

    /// <summary>A key and its value; what would end the line, or be a sign of such a thing, is written as <c>\n</c> and the like.</summary>
    private static void Line(StringBuilder text, string key, string value)
    {
        text.Append(key).Append(' ');
        foreach (char character in value)
        {
            _ = character switch
            {
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\\' => text.Append("\\\\"),
                _ => text.Append(character),
            };
        }

        text.Append('\n');
    }
}
