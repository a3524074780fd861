namespace SeqGen.Samples.Spam;

/// <summary>S16: many to one. A message is read in both directions, and every state has a say, by its greatest values.</summary>
[SequenceModel]
[Tokens(Length = 64, Vocabulary = 4_000)]
[Embedding(32)]
[Bidirectional(Cell.Lstm, 32, ReturnSequences = true)]
[GlobalMaxPooling1D]
[Dropout(0.5)]
[Dense(1, Activation.Sigmoid)]
[Loss(LossFunction.BinaryCrossentropy)]
public partial class MessageLstm;
