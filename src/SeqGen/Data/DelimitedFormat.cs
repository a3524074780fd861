using System.Text;

namespace SeqGen.Data;

/// <summary>How a text file with one sample per line (CSV, TSV and the like) is written.</summary>
public sealed record DelimitedFormat
{
    /// <summary>Comma and quotes, as RFC 4180 says; label in column 0, text in column 1, no header.</summary>
    public static DelimitedFormat Csv { get; } = new() { Separator = ',', Quoting = true };

    /// <summary>Tabs, and no quoting: a quote is a character like any other; label in column 0, text in column 1.</summary>
    public static DelimitedFormat Tsv { get; } = new();

    /// <summary>The character between two fields.</summary>
    public char Separator { get; init; } = '\t';

    /// <summary>
    /// Fields may stand in double quotes, and then hold separators, line ends, and quotes written twice (RFC 4180).
    /// </summary>
    public bool Quoting { get; init; }

    /// <summary>Column of the label, from 0.</summary>
    public int LabelColumn { get; init; }

    /// <summary>Column of the text, from 0.</summary>
    public int TextColumn { get; init; } = 1;

    /// <summary>
    /// Number of fields, the last of which takes the rest of the line, separators too; null when every separator counts.
    /// Not together with <see cref="Quoting"/>.
    /// </summary>
    public int? Fields { get; init; }

    /// <summary>The first record holds names of columns and is skipped; it says how many columns there are.</summary>
    public bool HasHeader { get; init; }

    /// <summary>
    /// How fields after the last column are treated. The last one is that of the header; without a header it is the column of
    /// text or label, whichever comes later.
    /// </summary>
    public ExtraFields ExtraFields { get; init; }

    /// <summary>What the labels mean.</summary>
    public LabelMap Labels { get; init; } = LabelMap.Binary;

    /// <summary>
    /// How bytes become characters: null for UTF-8, where wrong bytes are an error. Must write ASCII characters as one
    /// byte each, as UTF-8, Latin-1 and the Windows code pages do, and UTF-16 does not.
    /// </summary>
    public Encoding? Encoding { get; init; }

    /// <summary>How much memory the file may ask for.</summary>
    public DataLimits Limits { get; init; } = DataLimits.Default;

    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(LabelColumn);
        ArgumentOutOfRangeException.ThrowIfNegative(TextColumn);
        if (LabelColumn == TextColumn)
        {
            throw new ArgumentException($"Label and text cannot both be in column {TextColumn}.");
        }

        if (Separator is '\n' or '\r' or '"')
        {
            throw new ArgumentException("A line end or a quote cannot be the separator.");
        }

        if (Fields is { } fields && (Quoting || fields <= Math.Max(LabelColumn, TextColumn)))
        {
            throw new ArgumentException($"{fields} fields do not go with quoting, and must hold the columns of label and text.");
        }
    }
}
