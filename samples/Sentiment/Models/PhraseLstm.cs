namespace SeqGen.Samples.Sentiment;

/// <summary>The model of the generated phrases: small words, short sentences.</summary>
[SequenceModel]
[Tokens(Length = 28, Vocabulary = 128)]
[Embedding(16)]
[Lstm(32)]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class PhraseLstm;
