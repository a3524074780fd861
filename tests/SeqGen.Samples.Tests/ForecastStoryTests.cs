using System.Text.Json;
using SeqGen.Data;
using SeqGen.Reporting;
using SeqGen.Samples.Temperature;

namespace SeqGen.Samples.Tests;

public sealed class ForecastStoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-samples-").FullName;

    [Fact]
    public void TheDefaultForecastsBetterThanAnyNaiveForecast()
    {
        string json = Path.Combine(_folder, "run.json");
        RunRecord record = ForecastStory.Run(new SampleOptions { Seed = 42, Save = _folder, Json = json, Epochs = 3 }, default);

        record.Figures["below_naive_percent"].ShouldBeGreaterThan(20);
        record.Figures["mae_scaled"].ShouldBe(record.Figures["mae_degrees"] / (double)record.Settings["scale_degrees"], 1e-9);
        record.Charts.Single().Lines.Count.ShouldBe(3);
        File.ReadAllText(Path.Combine(_folder, "report.html")).ShouldContain("forecast, 24 h ahead");
        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(json));
        written.RootElement.GetProperty("naive_mae_degrees").GetDouble().ShouldBe(record.Figures["naive_mae_degrees"]);
    }

    [Fact]
    public void WhatTheReportDrawsAreForecastsOfTheTestPart()
    {
        RunRecord record = ForecastStory.Run(new SampleOptions { Seed = 1, Save = _folder, Epochs = 1 }, default);
        ForecastTask task = TaskCatalog.Weather(1);

        IReadOnlyList<double> measured = record.Charts.Single().Lines["measured"];
        IReadOnlyList<double> naive = record.Charts.Single().Lines["naive"];
        for (int hour = 0; hour < measured.Count; hour++)
        {
            measured[hour].ShouldBe(task.Measured[task.ValidationEnd + hour]);
            naive[hour].ShouldBe(task.Measured[task.ValidationEnd + hour - 24]);
        }
    }

    [Theory]
    [InlineData("oil-gru", (9 * 96) + (32 * 96) + (2 * 96) + 33)]
    [InlineData("air-gru", (16 * 96) + (32 * 96) + (2 * 96) + 33)]
    public void ParameterCountsAreExact(string word, long parameters)
    {
        SequenceModel model = ModelCatalog.All.Choose(word, ModelCatalog.Weather).Create(0);

        ParameterCounts.Of(model.Description).Total.ShouldBe(parameters);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(24, 30)]
    [InlineData(25, 60)]
    public void NaiveForecastsReadNothingOfTheFuture(int horizon, int seed)
    {
        SeededRandom random = new(seed);
        float[] series = [.. Enumerable.Range(0, 400).Select(_ => random.NextSingle())];
        int step = 300;
        float[] cut = [.. series.Select((value, at) => at > step - horizon ? float.NaN : value)];

        foreach (NaiveForecast naive in NaiveForecast.All)
        {
            naive.At(cut, step, horizon).ShouldBe(naive.At(series, step, horizon), naive.Name);
        }
    }

    [Fact]
    public void FeaturesReadNothingOfTheFuture()
    {
        float[] values = [.. Enumerable.Range(0, 300).Select(step => (float)Math.Sin(step))];
        NumericTable whole = Differences(values);
        NumericTable start = Differences(values[..200]);

        whole.Names.ShouldBe(["x", "change_1", "change_24", "above_24"]);
        foreach (string name in whole.Names)
        {
            whole[name][..200].ToArray().ShouldBe(start[name].ToArray(), name);
        }

        whole["change_24"][100].ShouldBe(values[100] - values[76]);
        whole["above_24"][100].ShouldBe(values[100] - values[77..101].Average(), tolerance: 1e-5f);

        static NumericTable Differences(float[] values) =>
            new NumericTable(["x"], [values]).WithChanges("x", 1, 24).WithDistancesFromMean("x", 24);
    }

    [Fact]
    public void TheGeneratedWeatherIsDecidedByItsSeed()
    {
        NumericTable weather = SyntheticWeather.Generate(days: 30, seed: 5);

        SyntheticWeather.Generate(days: 30, seed: 5)["temperature"].ToArray().ShouldBe(weather["temperature"].ToArray());
        SyntheticWeather.Generate(days: 30, seed: 6)["temperature"].ToArray().ShouldNotBe(weather["temperature"].ToArray());
        weather.Dates[^1].ShouldBe(new DateTime(2020, 1, 30, 23, 0, 0));
    }

    [Fact]
    [Trait("Category", "RealData")]
    public void TheMeasuredSeriesAreDividedAsTheirReadmeSays()
    {
        string? root = Environment.GetEnvironmentVariable(DataFolder.EnvironmentVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(root) || !Directory.Exists(Path.Combine(root, "timeseries")), "SEQGEN_DATA does not name the data.");

        ForecastTask oil = TaskCatalog.Oil(new SampleOptions());
        oil.Table.Dates[oil.TrainingEnd].ShouldBe(new DateTime(2017, 6, 26));
        ColumnNormalization.Standard(oil.Table, oil.TrainingEnd).ScaleOf("OT").ShouldBe(9.1765, 1e-4);

        ForecastTask air = TaskCatalog.Air(new SampleOptions());
        air.Table.Dates[air.TrainingEnd].ShouldBe(new DateTime(2013, 1, 1));
        air.Table.Dates[air.ValidationEnd].ShouldBe(new DateTime(2014, 1, 1));
        air.TestEnd.ShouldBe(air.Table.Count);
        air.Table.ToMatrix().Count.ShouldBe(43_824);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
