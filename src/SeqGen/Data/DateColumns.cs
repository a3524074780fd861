using System.Globalization;

namespace SeqGen.Data;

/// <summary>Where a record has its date, and how it is written: one column, or one for each of year, month, day and hour.</summary>
public sealed class DateColumns
{
    private static readonly string[] UsualFormats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd", "yyyy-MM", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm",
        "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm", "yyyy/MM/dd", "dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy HH:mm", "dd.MM.yyyy",
    ];

    private readonly string[]? _formats;

    private DateColumns(string[] names, string[]? formats)
    {
        Names = names;
        _formats = formats;
    }

    /// <summary>The columns: one, or year, month, and where given day and hour.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>One column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="format">
    /// How dates are written, in the letters of .NET, for instance <c>MM/dd/yyyy HH:mm</c>; <see langword="null"/> for
    /// year-month-day, year/month/day or day.month.year, with or without a time, or a year and a month.
    /// </param>
    public static DateColumns Named(string name, string? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new([name], format is null ? UsualFormats : [format]);
    }

    /// <summary>A column of whole numbers for each part.</summary>
    /// <param name="year">The year's column.</param>
    /// <param name="month">The month's column, 1 to 12.</param>
    /// <param name="day">The day's column, from 1; <see langword="null"/> for the first of the month.</param>
    /// <param name="hour">The hour's column, 0 to 23; <see langword="null"/> for midnight.</param>
    public static DateColumns Parts(string year, string month, string? day = null, string? hour = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(year);
        ArgumentException.ThrowIfNullOrEmpty(month);
        if (day is null && hour is not null)
        {
            throw new ArgumentException("A column for the hour needs one for the day.", nameof(hour));
        }

        string?[] names = [year, month, day, hour];
        return new([.. names.OfType<string>()], formats: null);
    }

    /// <summary>The date of the fields of <see cref="Names"/>.</summary>
    /// <param name="fields">One field a name.</param>
    /// <param name="wrong">Which field is wrong, from 0.</param>
    /// <param name="expected">What was expected there.</param>
    internal DateTime? Read(ReadOnlySpan<string> fields, out int wrong, out string expected)
    {
        wrong = 0;
        expected = "";
        if (_formats is not null)
        {
            expected = $"a date such as {string.Join(" or ", _formats.Take(3))}";
            return DateTime.TryParseExact(fields[0].Trim(), _formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
                ? date
                : null;
        }

        Span<int> parts = [1, 1, 1, 0];
        for (int i = 0; i < fields.Length; i++)
        {
            (string what, int first, int last) = i switch
            {
                0 => ("year", 1, 9999),
                1 => ("month", 1, 12),
                2 => ("day", 1, DateTime.DaysInMonth(parts[0], parts[1])),
                _ => ("hour", 0, 23),
            };
            if (!int.TryParse(fields[i], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out parts[i])
                || parts[i] < first || parts[i] > last)
            {
                wrong = i;
                expected = $"a {what} from {first} to {last}";
                return null;
            }
        }

        return new DateTime(parts[0], parts[1], parts[2], parts[3], 0, 0);
    }
}
