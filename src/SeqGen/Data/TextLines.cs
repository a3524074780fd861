using System.Text;

namespace SeqGen.Data;

/// <summary>Files with one text a line and no label in them: the file says which class it is.</summary>
public static class TextLines
{
    /// <summary>The lines of a file, read while they are asked for. Blank lines are skipped; only LF or CR LF ends a line.</summary>
    /// <param name="path">The file: plain, gzip, or a zip archive with one file in it.</param>
    /// <param name="encoding">How bytes become characters, as <see cref="DelimitedFormat.Encoding"/>; null for UTF-8.</param>
    /// <exception cref="DataFormatException">The file is missing or damaged, or bytes do not belong to the encoding.</exception>
    public static IEnumerable<string> Read(string path, Encoding? encoding = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadLines(path, new LineDecoder(path, encoding));
    }

    /// <summary>The lines of a file, all with the same label.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The class of all its lines, from 0.</param>
    /// <param name="encoding">As in <see cref="Read"/>.</param>
    /// <exception cref="DataFormatException">As in <see cref="Read"/>; or there are no lines.</exception>
    public static List<LabelledText> Load(string path, int label, Encoding? encoding = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        List<LabelledText> samples = [.. Read(path, encoding).Select(line => new LabelledText(line, label))];
        return samples.Count > 0
            ? samples
            : throw new DataFormatException("The data set is empty: no line with text was found.", path);
    }

    private static IEnumerable<string> ReadLines(string path, LineDecoder decoder)
    {
        using var lines = new ByteLineReader(path);
        while (lines.TryReadLine(out ReadOnlyMemory<byte> bytes))
        {
            string line = decoder.Decode(bytes.Span.TrimEnd((byte)'\r'), lines.LineNumber);
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }
}
