// features: vectors of floats, one a step, or one vector without steps where no length is given.
//
//     input   [steps][size] floats, or [size]
//     weights none
//
// A sequence of another length is filled up or cut only where that is declared: numbers that are made up must not be read
// as data. Where steps that are filled up are masked (a mask, a pad value, or a masking layer directly after), it is as
// for tokens.

namespace SeqGen.Generator.Layers;

/// <summary>The input of a model of feature vectors.</summary>
internal sealed record FeaturesLayer : InputLayer
{
    public required int Size { get; init; }

    /// <summary>What steps are filled up with; null where it is not declared.</summary>
    public required float? PadValue { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "features", "InputLayer", "Vectors of floats, one a step; without a length one vector without steps.", Read,
        [
            ArgumentDefinition.Integer("size", 1, Limits.Features, "Values of a vector."),
            LengthArgument with { Optional = true, Summary = "Steps of a sequence; with neither this nor max_length one vector without steps." },
            MaxLengthArgument,
            SequencesArgument,
            .. Sequence,
        ]);

    private static ImmutableArray<ArgumentDefinition> Sequence => [
        .. SequenceArguments.Select(argument => argument.Name is "padding" or "truncating" ? argument with { Default = null, Optional = true } : argument),
        ArgumentDefinition.Number("pad_value", "0", "The value of all features of a step that is filled up; by default that of a masking layer directly after.") with { Default = null, Optional = true },
    ];

    private static FeaturesLayer Read(ArgumentReader arguments)
    {
        (int length, bool isVariable) = ReadLength(arguments, otherwise: 0);
        if (isVariable)
        {
            arguments.RejectIfGiven("pad_value", NothingFilled);
        }

        if (length == 0)
        {
            foreach (ArgumentDefinition argument in Sequence.Add(SequencesArgument))
            {
                arguments.RejectIfGiven(argument.Name, "one vector without steps has nothing to pad, cut or mask; give a length or max_length");
            }
        }

        return new()
        {
            Size = arguments.Integer("size"),
            Length = length,
            IsVariable = isVariable,
            Padding = ReadOptionalSide(arguments, "padding"),
            Truncating = ReadOptionalSide(arguments, "truncating"),
            PadValue = arguments.OptionalNumber("pad_value"),
            Mask = arguments.Flag("mask"),
            Sequences = length > 0 ? ReadSequences(arguments) : 0,
        };
    }

    public override Shape? InferShape(Shape input, ShapeContext context) => new(Length, Size, HasMask, ShapeKind.Floats) { Sequences = Sequences, LengthOf = LengthOf(context) };
}
