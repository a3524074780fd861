namespace SeqGen.Benchmarks.Models;

/// <summary>W1: word vectors, read by an LSTM whose every step reaches the output.</summary>
[SequenceModel]
[Features(Length = 400, Size = 300)]
[Lstm(50, ReturnSequences = true)]
[Flatten]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class W1;
