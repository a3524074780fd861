namespace SeqGen.Interop;

/// <summary>What a file does not say, or what is wanted otherwise.</summary>
public sealed record ImportOptions
{
    /// <summary>The name of the model and of its class, a C# identifier; by default made of the file's name.</summary>
    public string? Name { get; init; }

    /// <summary>The steps of a sequence, where the file leaves them open.</summary>
    public int? Length { get; init; }

    /// <summary>
    /// The most steps of a sequence, where the file leaves them open and sequences of any number are to be computed as by the model of the file:
    /// <c>max_length</c> in place of <c>length</c>. For Keras files, state dicts and ONNX graphs whose axis of steps is open.
    /// </summary>
    public int? MaxLength { get; init; }

    /// <summary>
    /// The path of a declaration (<c>.seqnet</c>) or of a Keras structure (JSON) that the weights belong to, for files that hold
    /// weights only.
    /// </summary>
    public string? Like { get; init; }

    /// <summary>The path of the file of weights, where the imported file is a structure only.</summary>
    public string? Weights { get; init; }

    /// <summary>
    /// What the axes of an ONNX graph's inputs are, where neither the file nor what the graph does with them says it: for an input's name the words
    /// <c>batch</c>, <c>steps</c> and <c>features</c> in the order of its axes, and <c>1</c> for a further axis of one entry, separated by commas.
    /// They count before the names that the axes have in the file.
    /// </summary>
    public IReadOnlyDictionary<string, string> Axes { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Numbers for the inputs of an ONNX graph that are one number each and choose what the graph does, such as a sample rate: the model is imported
    /// for these.
    /// </summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();
}
