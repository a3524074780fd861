namespace SeqGen.Samples.Temperature;

/// <summary>The models of this sample.</summary>
internal static class ModelCatalog
{
    /// <summary>The model of the generated weather.</summary>
    public static ModelChoice Weather { get; } = Choice("weather", ["weather"], nameof(WeatherGru), seed => new WeatherGru(seed));

    /// <summary>S19 on ETTh1; the first where none is named.</summary>
    public static IReadOnlyList<ModelChoice> Oil { get; } =
    [
        Choice("S19", ["s19", "oil-gru", "oil"], nameof(OilGru), seed => new OilGru(seed)),
        Choice("S19", ["oil-stacked"], nameof(OilStackedGru), seed => new OilStackedGru(seed)),
        Choice("S19", ["oil-conv"], nameof(OilConvGru), seed => new OilConvGru(seed)),
        Choice("S19", ["oil-bidirectional"], nameof(OilBidirectionalGru), seed => new OilBidirectionalGru(seed)),
    ];

    /// <summary>S19 on the Beijing series; the first where none is named.</summary>
    public static IReadOnlyList<ModelChoice> Air { get; } =
    [
        Choice("S19", ["s19-air", "air-gru", "air"], nameof(AirGru), seed => new AirGru(seed)),
        Choice("S19", ["air-stacked"], nameof(AirStackedGru), seed => new AirStackedGru(seed)),
        Choice("S19", ["air-conv"], nameof(AirConvGru), seed => new AirConvGru(seed)),
        Choice("S19", ["air-bidirectional"], nameof(AirBidirectionalGru), seed => new AirBidirectionalGru(seed)),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelChoice> All { get; } = [Weather, .. Oil, .. Air];

    private static ModelChoice Choice(string row, string[] words, string name, Func<int, SequenceModel> create) =>
        new(row, words, name, create) { BatchSize = 64, Epochs = 10 };
}
