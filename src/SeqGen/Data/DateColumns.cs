using System.Globalization;
using System.Text;

namespace SeqGen.Data;

/// <summary>
/// Where a record has its date, and how it is written: one column, one for the date and one for the time, or one for each of year,
/// month, day and hour. A date with an offset from UTC becomes the time of UTC; one without stays as it is written. Neither the
/// time zone nor the clock of the machine matters.
/// </summary>
public sealed class DateColumns
{
    // "F" and "K" stand for something or nothing: fractions of a second, and Z or an offset such as +02:00.
    private static readonly string[] UsualFormats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd", "yyyy-MM", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm",
        "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm", "yyyy/MM/dd", "dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy HH:mm", "dd.MM.yyyy",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK",
    ];

    private static readonly string[] UsualDates = ["yyyy-MM-dd", "yyyy/MM/dd", "dd.MM.yyyy"];

    private static readonly string[] UsualTimes = ["HH:mm:ss", "HH:mm", "HH:mm:ss.FFFFFFFK", "HH:mmK"];

    private readonly string[]? _formats;

    private DateColumns(string[] names, string[]? formats)
    {
        Names = names;
        _formats = formats;
    }

    /// <summary>The columns: one, date and time, or year, month, and where given day and hour.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>One column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="format">
    /// How dates are written, in the letters of .NET, for instance <c>MM/dd/yyyy HH:mm</c>; <see langword="null"/> for
    /// year-month-day, year/month/day or day.month.year, with or without a time, or a year and a month; for ISO 8601 also with T,
    /// fractions of a second, and Z or an offset.
    /// </param>
    /// <exception cref="ArgumentException">The format has no year, so that the machine's clock would choose one.</exception>
    public static DateColumns Named(string name, string? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new([name], format is null ? UsualFormats : [WithYear(format, nameof(format))]);
    }

    /// <summary>One column for the date and one for the time of day.</summary>
    /// <param name="date">The date's column.</param>
    /// <param name="time">The time's column.</param>
    /// <param name="dateFormat">
    /// How dates are written, in the letters of .NET, for instance <c>dd/MM/yyyy</c>; <see langword="null"/> for year-month-day,
    /// year/month/day or day.month.year.
    /// </param>
    /// <param name="timeFormat">
    /// How times are written, for instance <c>HH.mm.ss</c>; <see langword="null"/> for hours and minutes with a colon between them, with
    /// or without seconds and their fraction, and with or without an offset.
    /// </param>
    /// <exception cref="ArgumentException">The format of the date has no year, or both columns are the same.</exception>
    public static DateColumns DateAndTime(string date, string time, string? dateFormat = null, string? timeFormat = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(date);
        ArgumentException.ThrowIfNullOrEmpty(time);
        if (date == time)
        {
            throw new ArgumentException($"Date and time cannot both be in the column '{date}'; for one column there is {nameof(Named)}.", nameof(time));
        }

        string[] dates = dateFormat is null ? UsualDates : [WithYear(dateFormat, nameof(dateFormat), isAlone: false)];
        string[] times = timeFormat is null ? UsualTimes : [timeFormat];
        return new([date, time], [.. from first in dates from second in times select $"{first} {second}"]);
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
            return ReadText(fields, ref wrong, ref expected);
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

    private DateTime? ReadText(ReadOnlySpan<string> fields, ref int wrong, ref string expected)
    {
        string text = fields.Length == 1 ? fields[0].Trim() : $"{fields[0].Trim()} {fields[1].Trim()}";
        const DateTimeStyles Style = DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;
        if (DateTime.TryParseExact(text, _formats, CultureInfo.InvariantCulture, Style, out DateTime date))
        {
            return date;
        }

        expected = $"a date such as {string.Join(" or ", _formats!.Take(3))}";
        if (fields.Length == 2)
        {
            wrong = fields[0].AsSpan().IsWhiteSpace() || !fields[1].AsSpan().IsWhiteSpace() ? 0 : 1;
            expected = $"{expected} (from '{Names[0]}' and '{Names[1]}')";
        }

        return null;
    }

    /// <summary>A format must say the year. One letter alone is a format of the platform; all of them but those of times and days do.</summary>
    private static string WithYear(string format, string parameter, bool isAlone = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(format, parameter);
        bool hasYear = format.Length == 1 && isAlone ? !"tTmM".Contains(format[0]) : WithoutQuotes(format).Contains('y');
        return hasYear ? format : throw new ArgumentException($"The format '{format}' has no year (y).", parameter);
    }

    /// <summary>The letters that stand for parts of a date.</summary>
    private static string WithoutQuotes(string format)
    {
        StringBuilder letters = new();
        char quote = '\0';
        for (int i = 0; i < format.Length; i++)
        {
            char letter = format[i];
            if (letter == '\\')
            {
                i++;
            }
            else if (quote != '\0')
            {
                quote = letter == quote ? '\0' : quote;
            }
            else if (letter is '\'' or '"')
            {
                quote = letter;
            }
            else
            {
                letters.Append(letter);
            }
        }

        return letters.ToString();
    }
}
