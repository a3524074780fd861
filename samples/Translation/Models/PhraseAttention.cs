namespace SeqGen.Samples.Translation;

/// <summary>Phrases of the grammar with attention, declared as attributes.</summary>
[SequenceModel]
[Branch("source")]
[Tokens(Length = 12, Vocabulary = 64, Padding = SequenceSide.Post)]
[Embedding(32, MaskZero = true)]
[Lstm(64, ReturnSequences = true, Name = "encoder")]
[Branch("target")]
[Tokens(Length = 13, Vocabulary = 80, Padding = SequenceSide.Post)]
[Embedding(32, MaskZero = true)]
[Lstm(64, ReturnSequences = true, InitialState = "encoder", Name = "decoder")]
[Attention("encoder")]
[Concatenate("decoder")]
[Dense(64, Activation.Tanh)]
[Dense(80, Activation.Softmax)]
[Loss(LossFunction.SparseCategoricalCrossentropy)]
public partial class PhraseAttention;
