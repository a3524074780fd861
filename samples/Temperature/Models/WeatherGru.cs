namespace SeqGen.Samples.Temperature;

/// <summary>The model of the generated weather: two days, every second hour of them, and the temperature a day later.</summary>
[SequenceModel]
[Features(Length = 24, Size = 6)]
[Gru(32)]
[Dense(1)]
[Loss(LossFunction.MeanAbsoluteError)]
public partial class WeatherGru;
