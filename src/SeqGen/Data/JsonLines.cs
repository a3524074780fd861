using System.Text.Json;

namespace SeqGen.Data;

/// <summary>
/// Labelled texts from JSON: one object a line, or one array of objects. The file is plain, gzip, or a zip archive with
/// one file in it; which it is, is seen from its content.
/// </summary>
public static class JsonLines
{
    /// <summary>The samples of a file, read while they are asked for. Blank lines are skipped, other fields ignored.</summary>
    /// <param name="path">The file.</param>
    /// <param name="textField">Name of the field that holds the text, a string.</param>
    /// <param name="labelField">Name of the field that holds the label: a string, a number, true or false (1 or 0).</param>
    /// <param name="labels">What the labels mean; null for 0 and 1.</param>
    /// <exception cref="DataFormatException">
    /// The file is missing or damaged, a line is not a JSON object, a field is missing or of another type, or a label is
    /// out of range; with file and line.
    /// </exception>
    public static IEnumerable<LabelledText> Read(
        string path, string textField = "text", string labelField = "label", LabelMap? labels = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(textField);
        ArgumentException.ThrowIfNullOrEmpty(labelField);
        return ReadSamples(path, new JsonSampleReader(path, textField, labelField, labels ?? LabelMap.Binary));
    }

    /// <summary>The samples of one or more files as a list. Arguments and errors as in <see cref="Read"/>.</summary>
    /// <param name="paths">The files, in the order of the samples.</param>
    /// <param name="textField">Name of the field that holds the text.</param>
    /// <param name="labelField">Name of the field that holds the label.</param>
    /// <param name="labels">What the labels mean; null for 0 and 1.</param>
    /// <exception cref="DataFormatException">As in <see cref="Read"/>; or there are no samples at all.</exception>
    public static List<LabelledText> Load(
        IEnumerable<string> paths, string textField = "text", string labelField = "label", LabelMap? labels = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        string[] files = [.. paths];
        var samples = new List<LabelledText>();
        foreach (string path in files)
        {
            samples.AddRange(Read(path, textField, labelField, labels));
        }

        return samples.Count > 0
            ? samples
            : throw new DataFormatException("The data set is empty: no JSON object was found.", string.Join(", ", files));
    }

    /// <summary>The samples of one file as a list. Arguments and errors as in <see cref="Read"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="textField">Name of the field that holds the text.</param>
    /// <param name="labelField">Name of the field that holds the label.</param>
    /// <param name="labels">What the labels mean; null for 0 and 1.</param>
    /// <exception cref="DataFormatException">As in <see cref="Read"/>; or there are no samples at all.</exception>
    public static List<LabelledText> Load(
        string path, string textField = "text", string labelField = "label", LabelMap? labels = null) =>
        Load([path], textField, labelField, labels);

    private static IEnumerable<LabelledText> ReadSamples(string path, JsonSampleReader reader)
    {
        using var lines = new ByteLineReader(path);
        while (lines.TryReadLine(out ReadOnlyMemory<byte> line))
        {
            ReadOnlySpan<byte> content = line.Span.Trim(" \t\r"u8);
            if (content.IsEmpty)
            {
                continue;
            }

            if (content[0] == (byte)'[')
            {
                foreach (LabelledText sample in ReadArray(lines, line, reader))
                {
                    yield return sample;
                }

                yield break;
            }

            yield return reader.ReadLine(line.Span, lines.LineNumber);
        }
    }

    /// <summary>The rest of the file is one array that starts in this line.</summary>
    private static IEnumerable<LabelledText> ReadArray(
        ByteLineReader lines, ReadOnlyMemory<byte> firstLine, JsonSampleReader reader)
    {
        int line = lines.LineNumber;
        using var content = new MemoryStream();
        content.Write(firstLine.Span);
        while (lines.TryReadLine(out ReadOnlyMemory<byte> next))
        {
            content.WriteByte((byte)'\n');
            content.Write(next.Span);
        }

        var state = new JsonReaderState();
        int position = 0;
        while (reader.TryReadElement(content.GetBuffer().AsSpan(0, (int)content.Length), ref position, ref state, ref line, out LabelledText sample))
        {
            yield return sample;
        }
    }
}
