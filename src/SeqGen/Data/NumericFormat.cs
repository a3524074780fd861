using System.Text;

namespace SeqGen.Data;

/// <summary>How a text file of numbers is written: one record per time step.</summary>
public sealed record NumericFormat
{
    /// <summary>
    /// Comma and quotes, names of the columns in the first record, no date; <c>NA</c>, <c>NaN</c> and an empty field mean that a
    /// value is missing.
    /// </summary>
    public static NumericFormat Csv { get; } = new();

    /// <summary>As <see cref="Csv"/>, but with semicolons between fields and a comma in numbers, as spreadsheets of most of Europe write.</summary>
    public static NumericFormat DecimalComma { get; } = new() { Separator = ';', DecimalSeparator = ',' };

    /// <summary>
    /// The character between two fields. Fields may stand in double quotes (RFC 4180). Separators after the last column
    /// with nothing between them are left out.
    /// </summary>
    public char Separator { get; init; } = ',';

    /// <summary>The character before the fraction of a number: a point or a comma. Numbers have no separators of thousands.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>The first record holds the names of the columns.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>
    /// The names of all columns, in place of those of the header where there is one. Where neither is there, the columns are
    /// called <c>0</c>, <c>1</c> and so on.
    /// </summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Where the date of a record is; <see langword="null"/> where records have none.</summary>
    public DateColumns? Date { get; init; }

    /// <summary>Columns that are not read, for instance a running number.</summary>
    public IReadOnlyList<string> Skip { get; init; } = [];

    /// <summary>
    /// Columns of words. Each becomes one column of zeros and ones for each word, named <c>column=word</c>, in ordinal
    /// order of the words; a missing word is zero in all of them.
    /// </summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Fields that stand for a missing value, besides the empty one. In columns of numbers upper and lower case are the same.</summary>
    public IReadOnlyList<string> Missing { get; init; } = ["NA", "NaN"];

    /// <summary>
    /// Empty lines between records mean nothing. Otherwise, in a table without dates, where the place of a record is its time, such
    /// a line is a step with a missing value if there is one column, and an error if there are more. In a table with dates an empty
    /// line, or a record without anything in it, is never a step, and nowhere after the last record.
    /// </summary>
    public bool SkipEmptyLines { get; init; }

    /// <summary>How bytes become characters, as <see cref="DelimitedFormat.Encoding"/>; <see langword="null"/> for UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>How much memory the file may ask for.</summary>
    public DataLimits Limits { get; init; } = DataLimits.Default;

    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    internal void Validate()
    {
        if (DecimalSeparator is not ('.' or ','))
        {
            throw new ArgumentException("Numbers have a point or a comma before their fraction.");
        }

        if (Separator is '\n' or '\r' or '"' or '.' or '+' or '-' || char.IsAsciiLetterOrDigit(Separator))
        {
            throw new ArgumentException($"'{Separator}' cannot be the separator: it is part of numbers, a line end or a quote.");
        }

        if (Names.FirstOrDefault(string.IsNullOrWhiteSpace) is not null || Names.Distinct(StringComparer.Ordinal).Count() < Names.Count)
        {
            throw new ArgumentException("Names of columns are all different, and none is empty.");
        }
    }
}
