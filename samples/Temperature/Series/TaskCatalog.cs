using SeqGen.Data;

namespace SeqGen.Samples.Temperature;

/// <summary>The three series of this sample.</summary>
internal static class TaskCatalog
{
    private const int Hours = 24;
    private const int GeneratedDays = 730;

    /// <summary>The generated weather: the temperature a day ahead.</summary>
    public static ForecastTask Weather(int seed) => new()
    {
        Name = "generated weather",
        Table = SyntheticWeather.Generate(GeneratedDays, seed).WithCycle(CalendarPeriod.Day).WithCycle(CalendarPeriod.Year),
        Target = SyntheticWeather.Temperature,
        Features = [SyntheticWeather.Temperature, "pressure", "day_sin", "day_cos", "year_sin", "year_cos"],
        TrainingEnd = GeneratedDays * Hours * 6 / 10,
        ValidationEnd = GeneratedDays * Hours * 8 / 10,
        TestEnd = GeneratedDays * Hours,
        Horizon = 24,
        Step = 2,
        Reference = NaiveForecast.SameTime,
    };

    /// <summary>ETTh1: the oil temperature of a transformer. The usual division, 12, 4 and 4 months from the start.</summary>
    public static ForecastTask Oil(SampleOptions options) => new()
    {
        Name = "ETTh1 oil temperature",
        Table = NumericTable.Load(Find(options, "ETTh1.csv"), new NumericFormat { Date = DateColumns.Named("date") })
            .WithChanges("OT", 1, 3, 6, 12, 24, 48).WithDistancesFromMean("OT", 24, 72, 168),
        Target = "OT",
        Features = ["change_1", "change_3", "change_6", "change_12", "change_24", "change_48", "above_24", "above_72", "above_168"],
        TrainingEnd = 8_640,
        ValidationEnd = 8_640 + 2_880,
        TestEnd = 8_640 + (2 * 2_880),
        Horizon = 12,
        Step = 2,
        Reference = NaiveForecast.LastValue,
    };

    /// <summary>
    /// Beijing: the air temperature. Three years to train on, one to validate, one to test with. Missing values of pm2.5
    /// are marked and become the last one before; at the very start, where there is none, the mean of the training part.
    /// </summary>
    public static ForecastTask Air(SampleOptions options)
    {
        const int TrainingDays = 365 + 365 + 366;
        const int TrainingEnd = TrainingDays * Hours;
        return new()
        {
            Name = "Beijing air temperature",
            Table = NumericTable.Load(Find(options, "pollution.csv"), new NumericFormat
            {
                Date = DateColumns.Parts("year", "month", "day", "hour"),
                Skip = ["No"],
                Categories = ["cbwd"],
            }).MarkMissing("pm2.5").FillForward("pm2.5").FillWithMean(TrainingEnd, "pm2.5").WithCycle(CalendarPeriod.Day).WithCycle(CalendarPeriod.Year),
            Target = "TEMP",
            Features =
            [
                "TEMP", "DEWP", "PRES", "cbwd=NE", "cbwd=NW", "cbwd=SE", "cbwd=cv", "Iws", "Is", "Ir", "pm2.5", "pm2.5_missing",
                "day_sin", "day_cos", "year_sin", "year_cos",
            ],
            TrainingEnd = TrainingEnd,
            ValidationEnd = TrainingEnd + (365 * Hours),
            TestEnd = TrainingEnd + (2 * 365 * Hours),
            Horizon = 24,
            Step = 2,
            Reference = NaiveForecast.SameTime,
        };
    }

    private static string Find(SampleOptions options, string file)
    {
        string path = Path.Combine(options.FindData("timeseries", file), file);
        return File.Exists(path) ? path : throw new SampleError($"There is no file '{path}'. --path takes the folder that holds {file}.");
    }
}
