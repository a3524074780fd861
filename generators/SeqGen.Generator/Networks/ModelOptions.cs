namespace SeqGen.Generator.Networks;

/// <summary>What a declaration says of the model as a whole: the arguments of the line <c>model</c> and of the attribute <c>[SequenceModel]</c>.</summary>
/// <param name="Weights">How inference stores its matrices.</param>
/// <param name="Gates">How recurrent cells compute sigmoid and tanh.</param>
/// <param name="StreamBlock">Steps that a stream processes at once where it is given so many; 0 for one by one.</param>
internal sealed record ModelOptions(WeightFormat Weights = WeightFormat.Float32, GateForm Gates = GateForm.Fast, int StreamBlock = 0)
{
    public static WordTable<WeightFormat> WeightWords { get; } = new(("float32", WeightFormat.Float32), ("bfloat16", WeightFormat.BFloat16));

    public static WordTable<GateForm> GateWords { get; } = new(("fast", GateForm.Fast), ("precise", GateForm.Precise), ("coarse", GateForm.Coarse));

    public const string AccessibilityWord = "accessibility";

    public static WordTable<bool> AccessibilityWords { get; } = new((ClassSpec.Public, true), (ClassSpec.Internal, false));

    public const string StreamBlockWord = "stream_block";

    public static ImmutableArray<ArgumentDefinition> Arguments { get; } =
    [
        ArgumentDefinition.Choice("weights", WeightWords.Words, "How inference stores the matrices that it multiplies by.") with { Default = "float32" },
        ArgumentDefinition.Choice("gates", GateWords.Words, "How recurrent cells compute sigmoid and tanh.") with { Default = "fast" },
        ArgumentDefinition.Integer(StreamBlockWord, 0, Limits.StreamBlock, "Steps that a stream processes at once, with kernels of their own, where it is given so many; 0 for one by one.") with { Default = "0" },
    ];

    /// <summary>The same, with what a line declares and a class declares in C#.</summary>
    public static ImmutableArray<ArgumentDefinition> LineArguments { get; } =
    [
        ArgumentDefinition.Choice(AccessibilityWord, AccessibilityWords.Words, "Whether other projects see the class.") with { Positional = true, Default = ClassSpec.Public },
        .. Arguments,
    ];

    public static ModelOptions Read(ArgumentReader arguments) =>
        new(arguments.Choice("weights", WeightWords), arguments.Choice("gates", GateWords), arguments.Integer(StreamBlockWord));
}
