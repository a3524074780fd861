namespace SeqGen.Benchmarks.Models;

/// <summary>L3: two convolutions with the greatest of every five steps between them.</summary>
[SequenceModel]
[Tokens(Length = 500, Vocabulary = 10_000)]
[Embedding(32)]
[Conv1D(32, 7, Activation.Relu)]
[MaxPooling1D(5)]
[Conv1D(32, 7, Activation.Relu)]
[GlobalMaxPooling1D]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class L3;
