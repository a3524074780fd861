namespace SeqGen.Benchmarks.Models;

/// <summary>L3: two convolutions with the greatest of every five steps between them.</summary>
[SequenceModel]
[Tokens(Length = 500, Vocabulary = 10_000)]
[Embedding(32)]
[Conv1d(32, 7, Activation.Relu)]
[MaxPooling1d(5)]
[Conv1d(32, 7, Activation.Relu)]
[GlobalMaxPooling1d]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class L3;
