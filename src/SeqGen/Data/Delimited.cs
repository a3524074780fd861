namespace SeqGen.Data;

/// <summary>Labelled texts from lines of separated fields: TSV, CSV, "label text".</summary>
public static class Delimited
{
    /// <summary>The samples of a file, read while they are asked for. Records without anything in them are skipped.</summary>
    /// <param name="path">The file: plain, gzip, or a zip archive with one file in it. LF, CR LF or CR alone ends a line.</param>
    /// <param name="format">How it is written.</param>
    /// <exception cref="DataFormatException">
    /// The file is missing or damaged, a column is missing or too much, quotes are wrong, bytes do not belong to the encoding, a
    /// record is too long, or a label is unknown; with file and line.
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
        using var records = new DelimitedReader(path, format.Separator, format.Quoting, format.Fields, format.Encoding, format.Limits);
        int needed = Math.Max(format.LabelColumn, format.TextColumn);
        int columns = format.Fields ?? needed + 1;
        bool isHeader = format.HasHeader;
        while (records.TryReadRecord(out List<string> fields))
        {
            if (records.IsBlank)
            {
                continue;
            }

            if (isHeader)
            {
                columns = Math.Max(columns, 1 + fields.FindLastIndex(field => !string.IsNullOrWhiteSpace(field)));
                isHeader = false;
                continue;
            }

            if (fields.Count <= needed)
            {
                throw new DataFormatException(
                    $"There is no column {needed} (counted from 0): the line has {fields.Count} fields.", path, records.LineNumber);
            }

            if (fields.Count > columns)
            {
                FitInto(columns, fields, format, path, records.LineNumber);
            }

            int label = format.Labels.ClassOf(fields[format.LabelColumn], path, records.LineNumber);
            yield return new LabelledText(fields[format.TextColumn], label);
        }
    }

    private static void FitInto(int columns, List<string> fields, DelimitedFormat format, string path, int line)
    {
        if (format.ExtraFields == ExtraFields.Joined)
        {
            fields[columns - 1] = string.Join(format.Separator, fields.Skip(columns - 1));
        }
        else if (format.ExtraFields == ExtraFields.Refused && fields.FindIndex(columns, field => !string.IsNullOrWhiteSpace(field)) >= 0)
        {
            throw new DataFormatException(
                $"The line has {fields.Count} fields where {columns} were expected: a text may hold the separator. Put such a text in quotes and read it "
                + $"with {nameof(DelimitedFormat.Quoting)}, or set {nameof(DelimitedFormat.ExtraFields)} to {nameof(ExtraFields.Joined)} where the last column "
                + $"takes the rest, or to {nameof(ExtraFields.Ignored)} where there are more columns than are needed.",
                path, line);
        }
    }
}
