namespace SeqGen.Samples.Translation;

/// <summary>Phrases of the grammar through one vector, declared as attributes.</summary>
[SequenceModel]
[Branch("source")]
[Tokens(Length = 12, Vocabulary = 64, Padding = Padding.Post)]
[Embedding(16, MaskZero = true)]
[Lstm(32, Name = "encoder")]
[Branch("target")]
[Tokens(Length = 13, Vocabulary = 80, Padding = Padding.Post)]
[Embedding(16, MaskZero = true)]
[Lstm(32, ReturnSequences = true, InitialState = "encoder", Name = "decoder")]
[Dense(32, Activation.Tanh)]
[Dense(80, Activation.Softmax)]
[Loss(LossFunction.SparseCategoricalCrossentropy)]
public partial class PhraseContext;
