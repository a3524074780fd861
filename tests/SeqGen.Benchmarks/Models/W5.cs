namespace SeqGen.Benchmarks.Models;

/// <summary>W5: a window of a time series.</summary>
[SequenceModel]
[Features(Length = 240, Size = 14)]
[Gru(32, ResetAfter = true)]
[Dense(1)]
[Loss(LossFunction.MeanSquaredError)]
public partial class W5;
