namespace SeqGen.Data;

/// <summary>A recurring period of the calendar.</summary>
public enum CalendarPeriod
{
    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>From Sunday to Saturday.</summary>
    Week,

    /// <summary>From the first of January to the end of December.</summary>
    Year,
}

internal static class CalendarPeriods
{
    /// <summary>The period's name in the names of columns.</summary>
    public static string Word(this CalendarPeriod period) => period switch
    {
        CalendarPeriod.Day => "day",
        CalendarPeriod.Week => "week",
        _ => "year",
    };

    /// <summary>The share of the period that has passed, in [0, 1).</summary>
    public static double ShareOf(this CalendarPeriod period, DateTime date)
    {
        double time = date.TimeOfDay.TotalDays;
        return period switch
        {
            CalendarPeriod.Day => time,
            CalendarPeriod.Week => ((int)date.DayOfWeek + time) / 7,
            _ => (date.DayOfYear - 1 + time) / (DateTime.IsLeapYear(date.Year) ? 366 : 365),
        };
    }
}
