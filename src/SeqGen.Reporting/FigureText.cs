using System.Globalization;

namespace SeqGen.Reporting;

/// <summary>Numbers as progress, tables and reports write them: invariant culture, few digits.</summary>
internal static class FigureText
{
    /// <summary>A loss or metric: four decimals, or an exponent where those would say nothing.</summary>
    public static string Figure(double value)
    {
        double size = Math.Abs(value);
        string format = size is 0 or (>= 0.001 and < 100_000) || !double.IsFinite(value) ? "0.0000" : "0.###e+0";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A number of rows or parameters, with commas between thousands.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A duration: <c>0.42 s</c>, <c>12.3 s</c>, <c>2 min 05 s</c>, <c>1 h 02 min</c>.</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 60)
        {
            return seconds.ToString(seconds < 9.995 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " s";
        }

        long whole = (long)Math.Round(Math.Min(seconds, int.MaxValue));
        return whole < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole / 60 % 60:00} min");
    }
}
