using System.Text;
using System.Text.Json;

namespace SeqGen.Data;

/// <summary>
/// Labelled texts from JSON: one object per line, or one array of objects. The file is plain, gzip, or a zip archive with
/// one file in it; which it is, is seen from its content.
/// </summary>
public static class JsonLines
{
    /// <summary>The samples of a file, read while they are asked for. Blank lines are skipped, other fields ignored; of an array no more than an element is held.</summary>
    /// <param name="path">The file.</param>
    /// <param name="textField">Name of the field that holds the text, a string.</param>
    /// <param name="labelField">Name of the field that holds the label: a string, a number, true or false (1 or 0).</param>
    /// <param name="labels">What the labels mean; null for 0 and 1.</param>
    /// <param name="limits">How much memory the file may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">
    /// The file is missing or damaged, a line is not a JSON object or is too long, a field is missing, appears twice or is of another
    /// type, or a label is out of range; with file and line.
    /// </exception>
    public static IEnumerable<LabelledText> Read(
        string path, string textField = "text", string labelField = "label", LabelMap? labels = null, DataLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(textField);
        ArgumentException.ThrowIfNullOrEmpty(labelField);
        return ReadSamples(path, new JsonSampleReader(path, textField, labelField, labels ?? LabelMap.Binary), limits ?? DataLimits.Default);
    }

    /// <summary>The samples of one or more files as a list. Arguments and errors as in <see cref="Read"/>.</summary>
    /// <param name="paths">The files, in the order of the samples.</param>
    /// <param name="textField">Name of the field that holds the text.</param>
    /// <param name="labelField">Name of the field that holds the label.</param>
    /// <param name="labels">What the labels mean; null for 0 and 1.</param>
    /// <param name="limits">As in <see cref="Read"/>.</param>
    /// <exception cref="DataFormatException">As in <see cref="Read"/>; or there are no samples at all.</exception>
    public static List<LabelledText> Load(
        IEnumerable<string> paths, string textField = "text", string labelField = "label", LabelMap? labels = null, DataLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        string[] files = [.. paths];
        var samples = new List<LabelledText>();
        foreach (string path in files)
        {
            samples.AddRange(Read(path, textField, labelField, labels, limits));
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
    /// <param name="limits">As in <see cref="Read"/>.</param>
    /// <exception cref="DataFormatException">As in <see cref="Read"/>; or there are no samples at all.</exception>
    public static List<LabelledText> Load(
        string path, string textField = "text", string labelField = "label", LabelMap? labels = null, DataLimits? limits = null) =>
        Load([path], textField, labelField, labels, limits);

    private static IEnumerable<LabelledText> ReadSamples(string path, JsonSampleReader reader, DataLimits limits)
    {
        using var window = new ByteWindow(path, limits);
        window.SkipMark(Encoding.UTF8.Preamble);
        int linesBefore = SkipBlanks(window);
        if (window.Here.Span.StartsWith((byte)'['))
        {
            var state = new JsonReaderState();
            while (reader.TryReadElement(window, ref state, ref linesBefore, limits.MaximumRecordBytes, out LabelledText sample))
            {
                yield return sample;
            }

            yield break;
        }

        var lines = new ByteLineReader(path, limits, window, linesBefore);
        while (lines.TryReadLine(out ReadOnlyMemory<byte> line))
        {
            if (line.Span.ContainsAnyExcept(" \t"u8))
            {
                yield return reader.ReadLine(line.Span, lines.LineNumber);
            }
        }
    }

    /// <summary>Moves to the first byte of JSON.</summary>
    /// <returns>The lines that ended before it.</returns>
    private static int SkipBlanks(ByteWindow window)
    {
        int lines = 0;
        while (window.Require(2))
        {
            // The last byte stays, for it may be half of a line end.
            ReadOnlySpan<byte> here = window.Here.Span;
            int blanks = here[..^1].IndexOfAnyExcept(" \t\r\n"u8) is int found and >= 0 ? found : here.Length - 1;
            if (blanks == 0)
            {
                break;
            }

            lines += LineEnds.Count(here[..blanks]) - (here[blanks - 1] == '\r' && here[blanks] == '\n' ? 1 : 0);
            window.Take(blanks);
        }

        return lines;
    }
}
