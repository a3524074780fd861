using System.Text;

namespace SeqGen.Data;

/// <summary>How a text file of numbers is written: one record a step, the first record names the columns.</summary>
public sealed record NumericFormat
{
    /// <summary>Comma and quotes, no date; <c>NA</c>, <c>NaN</c> and an empty field mean that a value is missing.</summary>
    public static NumericFormat Csv { get; } = new();

    /// <summary>The character between two fields. Fields may stand in double quotes (RFC 4180).</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Where the date of a record is; <see langword="null"/> where records have none.</summary>
    public DateColumns? Date { get; init; }

    /// <summary>Columns that are not read, for instance a running number.</summary>
    public IReadOnlyList<string> Skip { get; init; } = [];

    /// <summary>
    /// Columns of words. Each becomes one column of zeros and ones for each word, named <c>column=word</c>, in ordinal
    /// order of the words; a missing word is zero in all of them.
    /// </summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Fields that stand for a missing value, besides the empty one.</summary>
    public IReadOnlyList<string> Missing { get; init; } = ["NA", "NaN"];

    /// <summary>How bytes become characters, as <see cref="DelimitedFormat.Encoding"/>; <see langword="null"/> for UTF-8.</summary>
    public Encoding? Encoding { get; init; }
}
