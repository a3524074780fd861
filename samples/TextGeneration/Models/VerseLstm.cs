namespace SeqGen.Samples.TextGeneration;

/// <summary>The model of the generated verses: it names the next of at most 32 characters after every one.</summary>
[SequenceModel]
[OneHot(Length = 32, Vocabulary = 32)]
[Lstm(96, ReturnSequences = true, Stateful = true)]
[Dense(32, Activation.Softmax)]
[Loss(LossFunction.SparseCategoricalCrossentropy)]
public partial class VerseLstm;
