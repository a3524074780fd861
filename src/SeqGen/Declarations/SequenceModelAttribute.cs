namespace SeqGen;

/// <summary>
/// Declares a sequence network: the attributes of the class's layers follow in order, the input first, and the
/// generator writes the class's other part. The class must be partial, not nested and not generic.
/// </summary>
/// <example>
/// <code>
/// [SequenceModel]
/// [Tokens(Length = 500, Vocabulary = 10_000)]
/// [Embedding(32)]
/// [Lstm(32)]
/// [Dense(1, Activation.Sigmoid)]
/// public partial class ReviewSentiment;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class SequenceModelAttribute : Attribute
{
    /// <summary>
    /// How inference stores the matrices that it multiplies by. Training, saved weights and
    /// arithmetic are float32 in any case.
    /// </summary>
    public WeightFormat Weights { get; set; }

    /// <summary>How recurrent cells compute sigmoid and tanh.</summary>
    public GateForm Gates { get; set; }

    /// <summary>
    /// How many steps <see cref="SequenceStream.Step(ReadOnlySpan{float}, Span{float})"/> processes at once where it is given so many: kernels of their own
    /// multiply the inputs of all steps as one product. At most 4096, best a multiple of 16; 0, the default, for one by one.
    /// </summary>
    public int StreamBlock { get; set; }
}
