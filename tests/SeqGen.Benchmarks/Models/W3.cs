namespace SeqGen.Benchmarks.Models;

/// <summary>W3: short texts, read in both directions.</summary>
[SequenceModel]
[Tokens(Length = 120, Vocabulary = 1000)]
[Embedding(16)]
[Bidirectional(Cell.Lstm, 32)]
[Dense(24, Activation.Relu)]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class W3;
