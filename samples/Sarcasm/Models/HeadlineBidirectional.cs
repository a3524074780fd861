namespace SeqGen.Samples.Sarcasm;

/// <summary>S1: an LSTM in each direction.</summary>
[SequenceModel]
[Tokens(Length = 120, Vocabulary = 1_000, Padding = SequenceSide.Post, Truncating = SequenceSide.Post)]
[Embedding(16)]
[Bidirectional(Cell.Lstm, 32)]
[Dense(24, Activation.Relu)]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class HeadlineBidirectional;
