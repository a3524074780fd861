namespace SeqGen.Generator.Networks;

/// <summary>On which side a sequence of another length is filled up or cut.</summary>
internal enum SequenceSide
{
    Pre,
    Post,
    Error,
}

/// <summary>What the first layers have in common: how many steps, and what happens to a sequence of another length.</summary>
internal abstract record InputLayer : LayerSpec
{
    private static readonly WordTable<SequenceSide> Sides = new(
        ("pre", SequenceSide.Pre),
        ("post", SequenceSide.Post),
        ("error", SequenceSide.Error));

    /// <summary>Steps of a sequence, the most where it has any number of them; 0 for one vector without steps.</summary>
    public required int Length { get; init; }

    /// <summary>True where a sequence has any number of steps up to <see cref="Length"/>.</summary>
    public bool IsVariable { get; init; }

    /// <summary>True where the runtime hands a mask in: that of the caller, or the steps that there are.</summary>
    public bool HasMask => Mask || IsVariable;

    /// <summary>Where a row is several sequences, how many; 0 for one.</summary>
    public int Sequences { get; init; }

    /// <summary>Where a shorter sequence is filled up; null where it is not declared.</summary>
    public required SequenceSide? Padding { get; init; }

    /// <summary>Where a longer sequence is cut; null where it is not declared.</summary>
    public required SequenceSide? Truncating { get; init; }

    /// <summary>Why there is nothing to say of what sequences are filled up with.</summary>
    protected const string NothingFilled = "with max_length a shorter sequence stays as it is: nothing is filled up";

    /// <summary>True where a mask comes with the values at run time.</summary>
    public required bool Mask { get; init; }

    /// <summary>The number of steps.</summary>
    protected static ArgumentDefinition LengthArgument { get; } =
        ArgumentDefinition.Integer("length", 1, Limits.Steps, "Steps of a sequence; this or max_length.") with { Instead = "max_length" };

    /// <summary>The most steps of a sequence that may have any number of them.</summary>
    protected static ArgumentDefinition MaxLengthArgument { get; } =
        ArgumentDefinition.Integer("max_length", 1, Limits.Steps, "The most steps of a sequence, which may have any number of them: each is computed as by a model of its length.") with { Optional = true };

    /// <summary>How many sequences a row is.</summary>
    protected static ArgumentDefinition SequencesArgument { get; } =
        ArgumentDefinition.Integer("sequences", 1, Limits.Steps, "How many sequences of that length a row is, for instance words of characters; left out for one.") with { Optional = true };

    /// <summary>The size of the vocabulary.</summary>
    protected static ArgumentDefinition VocabularyArgument { get; } =
        ArgumentDefinition.Integer("vocabulary", 1, Limits.Vocabulary, "Tokens lie in [0, vocabulary).");

    /// <summary>How a sequence gets its length, and whether it has a mask.</summary>
    protected static ImmutableArray<ArgumentDefinition> SequenceArguments { get; } =
    [
        ArgumentDefinition.Choice("padding", Sides.Words, "Where a shorter sequence is filled up.") with { Default = "pre" },
        ArgumentDefinition.Choice("truncating", Sides.Words, "Where a longer sequence is cut.") with { Default = "pre" },
        ArgumentDefinition.Flag("mask", false, "A mask (1 = real step) is handed in with the values."),
    ];

    public override bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => inputs[0] is { Kind: ShapeKind.Floats, Sequences: 0 };

    /// <summary>The caller's values are the output.</summary>
    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => planner.HasStepsInLanes && !input.HasStepsInLanes ? new LanesInputPlan(planner, Definition.ClassName, input)
        : planner.IsGivenAtBegin && (input.Buffer == BufferKind.Features || input.Mask != null)
        ? new KeptInputPlan(planner, Definition.ClassName, input)
        : new PassThroughPlan(planner, Definition.ClassName, input);

    /// <summary>Reads how many steps a sequence has: always, or at most.</summary>
    /// <param name="arguments">What is given.</param>
    /// <param name="otherwise">The steps where neither is given.</param>
    protected static (int Length, bool IsVariable) ReadLength(ArgumentReader arguments, int otherwise = 1)
    {
        if (!arguments.IsGiven(MaxLengthArgument.Name))
        {
            return (arguments.OptionalInteger(LengthArgument.Name) ?? otherwise, false);
        }

        arguments.RejectIfGiven(LengthArgument.Name, "sequences of any length have at most max_length steps; give one of the two");
        arguments.RejectIfGiven("padding", NothingFilled);
        arguments.RejectIfGiven("mask", "with max_length every step that is given is real, and no others are computed with");
        return (arguments.OptionalInteger(MaxLengthArgument.Name) ?? 1, true);
    }

    /// <summary>Reads how many sequences a row is: each of them has the declared length.</summary>
    protected static int ReadSequences(ArgumentReader arguments)
    {
        int sequences = arguments.OptionalInteger("sequences") ?? 0;
        if (sequences > 0)
        {
            foreach (ArgumentDefinition argument in SequenceArguments.Add(MaxLengthArgument))
            {
                arguments.RejectIfGiven(argument.Name, "each of several sequences has the declared length");
            }
        }

        return sequences;
    }

    /// <summary>The input whose number of steps its sequences have: itself, where that is not always the same.</summary>
    protected int? LengthOf(ShapeContext context) => IsVariable ? context.Layer : null;

    protected static SequenceSide ReadSide(ArgumentReader arguments, string name) => arguments.Choice(name, Sides);

    protected static SequenceSide? ReadOptionalSide(ArgumentReader arguments, string name) =>
        arguments.IsGiven(name) ? ReadSide(arguments, name) : null;
}
