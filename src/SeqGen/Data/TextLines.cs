using System.Text;

namespace SeqGen.Data;

/// <summary>Files with one text per line and no label in them: the file says which class it is.</summary>
public static class TextLines
{
    /// <summary>The lines of a file, read while they are asked for. Blank lines are skipped; LF, CR LF or CR alone ends a line.</summary>
    /// <param name="path">The file: plain, gzip, or a zip archive with one file in it.</param>
    /// <param name="encoding">How bytes become characters, as <see cref="DelimitedFormat.Encoding"/>; null for UTF-8.</param>
    /// <param name="limits">How much memory the file may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">The file is missing or damaged, a line is too long, or bytes do not belong to the encoding.</exception>
    public static IEnumerable<string> Read(string path, Encoding? encoding = null, DataLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadNumbered(path, new LineDecoder(path, encoding), limits ?? DataLimits.Default).Select(line => line.Text);
    }

    /// <summary>The lines of a file, all with the same label.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The class of all its lines, from 0.</param>
    /// <param name="encoding">As in <see cref="Read"/>.</param>
    /// <param name="limits">As in <see cref="Read"/>.</param>
    /// <exception cref="DataFormatException">As in <see cref="Read"/>; or there are no lines.</exception>
    public static List<LabelledText> Load(string path, int label, Encoding? encoding = null, DataLimits? limits = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        List<LabelledText> samples = [.. Read(path, encoding, limits).Select(line => new LabelledText(line, label))];
        return samples.Count > 0
            ? samples
            : throw new DataFormatException("The data set is empty: no line with text was found.", path);
    }

    /// <summary>The lines that are not blank, each with its number in the file.</summary>
    internal static IEnumerable<(string Text, int Line)> ReadNumbered(string path, LineDecoder decoder, DataLimits limits)
    {
        using var lines = new ByteLineReader(path, limits);
        while (lines.TryReadLine(out ReadOnlyMemory<byte> bytes))
        {
            string line = decoder.Decode(bytes.Span, lines.LineNumber);
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return (line, lines.LineNumber);
            }
        }
    }
}
