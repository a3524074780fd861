namespace SeqGen.Data;

/// <summary>Labelled texts from lines of separated fields: TSV, CSV, "label text".</summary>
public static class Delimited
{
    /// <summary>The samples of a file, read while they are asked for. Blank lines are skipped.</summary>
    /// <param name="path">The file: plain, gzip, or a zip archive with one file in it.</param>
    /// <param name="format">How it is written.</param>
    /// <exception cref="DataFormatException">
    /// The file is missing or damaged, a column is missing, quotes are wrong, bytes do not belong to the encoding, or a label
    /// is unknown; with file and line.
    /// </exception>
    /// <exception cref="ArgumentException">The settings of the format contradict each other.</exception>
    public static IEnumerable<LabelledText> Read(string path, DelimitedFormat format)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(format);
        format.Validate();
        return ReadSamples(path, format);
    }

    /// <summary>The samples of a file as a list. Arguments and errors as in <see cref="Read"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <exception cref="DataFormatException">As in <see cref="Read"/>; or there are no samples at all.</exception>
    public static List<LabelledText> Load(string path, DelimitedFormat format)
    {
        List<LabelledText> samples = [.. Read(path, format)];
        return samples.Count > 0
            ? samples
            : throw new DataFormatException("The data set is empty: no line with a sample was found.", path);
    }

    private static IEnumerable<LabelledText> ReadSamples(string path, DelimitedFormat format)
    {
        using var records = new DelimitedReader(path, format.Separator, format.Quoting, format.Fields, format.Encoding);
        bool skip = format.HasHeader;
        while (records.TryReadRecord(out List<string> fields))
        {
            if (!skip)
            {
                int needed = Math.Max(format.LabelColumn, format.TextColumn);
                if (fields.Count <= needed)
                {
                    throw new DataFormatException(
                        $"There is no column {needed} (counted from 0): the line has {fields.Count} fields.", path, records.LineNumber);
                }

                int label = format.Labels.ClassOf(fields[format.LabelColumn], path, records.LineNumber);
                yield return new LabelledText(fields[format.TextColumn], label);
            }

            skip = false;
        }
    }
}
