namespace SeqGen.Samples.Sentiment;

/// <summary>S8: a long short-term memory.</summary>
[SequenceModel]
[Tokens(Length = 500, Vocabulary = 10_000)]
[Embedding(32)]
[Lstm(32)]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class ReviewLstm;
