namespace SeqGen.Samples.Sentiment;

/// <summary><see cref="PhraseLstm"/> with matrices in 16 bits at inference.</summary>
[SequenceModel(Weights = WeightFormat.BFloat16)]
[Tokens(Length = 28, Vocabulary = 128)]
[Embedding(16)]
[Lstm(32)]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class PhraseLstmBFloat16;
