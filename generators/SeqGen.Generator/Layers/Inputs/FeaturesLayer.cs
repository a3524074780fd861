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
            LengthArgument with { Optional = true, Summary = "Steps of a sequence; left out for one vector without steps." },
            SequencesArgument,
            .. Sequence,
        ]);

    private static ImmutableArray<ArgumentDefinition> Sequence => [
        .. SequenceArguments.Select(argument => argument.Name is "padding" or "truncating" ? argument with { Default = null, Optional = true } : argument),
        ArgumentDefinition.Number("pad_value", "0", "The value of all features of a step that is filled up; by default that of a masking layer directly after.") with { Default = null, Optional = true },
    ];

    private static FeaturesLayer Read(ArgumentReader arguments)
    {
        int length = arguments.OptionalInteger("length") ?? 0;
        if (!arguments.IsGiven("length"))
        {
            foreach (ArgumentDefinition argument in Sequence.Add(SequencesArgument))
            {
                arguments.RejectIfGiven(argument.Name, "one vector without steps has nothing to pad, cut or mask; give a length");
            }
        }

        return new()
        {
            Size = arguments.Integer("size"),
            Length = length,
            Padding = ReadOptionalSide(arguments, "padding"),
            Truncating = ReadOptionalSide(arguments, "truncating"),
            PadValue = arguments.OptionalNumber("pad_value"),
            Mask = arguments.Flag("mask"),
            Sequences = length > 0 ? ReadSequences(arguments) : 0,
        };
    }

    public override Shape? InferShape(Shape input, ShapeContext context) => new(Length, Size, Mask, ShapeKind.Floats) { Sequences = Sequences };
}
