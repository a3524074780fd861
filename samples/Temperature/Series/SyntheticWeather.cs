using SeqGen.Data;

namespace SeqGen.Samples.Temperature;

/// <summary>
/// Weather of a place that does not exist, so that the sample runs without a download: a year, days, and weather with a
/// memory. Air pressure changes a day before the temperature follows, so there is something to forecast.
/// </summary>
internal static class SyntheticWeather
{
    /// <summary>The column of the temperature in degrees.</summary>
    public const string Temperature = "temperature";

    private const int HoursOfDay = 24;

    // Shares of yesterday's weather that are left after an hour: pressure systems last three days, noise some hours.
    private const double PressureMemory = 0.985;
    private const double NoiseMemory = 0.8;

    /// <summary>One row an hour from the start of 2020: temperature and pressure.</summary>
    /// <param name="days">How many days.</param>
    /// <param name="seed">The same seed gives the same weather.</param>
    public static NumericTable Generate(int days, int seed)
    {
        SeededRandom random = new(seed);
        int hours = days * HoursOfDay;
        DateTime[] dates = [.. Enumerable.Range(0, hours).Select(hour => new DateTime(2020, 1, 1).AddHours(hour))];
        float[] temperature = new float[hours];
        float[] pressure = new float[hours];
        double system = 0;
        double noise = 0;
        double[] systems = new double[hours];
        for (int hour = 0; hour < hours; hour++)
        {
            system = (PressureMemory * system) + (Math.Sqrt(1 - (PressureMemory * PressureMemory)) * random.NextGaussian());
            noise = (NoiseMemory * noise) + (Math.Sqrt(1 - (NoiseMemory * NoiseMemory)) * random.NextGaussian());
            systems[hour] = system;
            double followed = systems[Math.Max(0, hour - HoursOfDay)];
            double year = dates[hour].DayOfYear / 365.25;
            double day = dates[hour].TimeOfDay.TotalDays;
            double summer = -Math.Cos(2 * Math.PI * (year - 0.05));
            double noon = -Math.Cos(2 * Math.PI * (day - 0.1));
            temperature[hour] = (float)(10 + (9 * summer) + ((4 + (2 * summer)) * noon) + (4 * followed) + (0.7 * noise));
            pressure[hour] = (float)(1013 + (8 * system) + (0.5 * random.NextGaussian()));
        }

        return new([Temperature, "pressure"], [temperature, pressure], dates);
    }
}
