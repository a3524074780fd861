namespace SeqGen.Benchmarks.Models;

/// <summary>W7: filters over the steps, and the greatest answer of each.</summary>
[SequenceModel]
[Features(Length = 120, Size = 16)]
[Conv1D(128, 5, Activation.Relu)]
[GlobalMaxPooling1D]
[Dense(24, Activation.Relu)]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class W7;
