namespace SeqGen.Samples.Sentiment;

/// <summary>S9: two bidirectional LSTMs on top of each other.</summary>
[SequenceModel]
[Tokens(Length = 500, Vocabulary = 10_000)]
[Embedding(32)]
[Bidirectional(Cell.Lstm, 64, ReturnSequences = true)]
[Bidirectional(Cell.Lstm, 32)]
[Dense(64, Activation.Relu)]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class ReviewBidirectional;
