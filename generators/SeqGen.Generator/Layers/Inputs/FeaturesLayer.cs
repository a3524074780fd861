// features: vectors of floats, one a step, or one vector without steps where no length is given.
//
//     input   [steps][size] floats, or [size]
//     weights none

namespace SeqGen.Generator.Layers;

/// <summary>The input of a model of feature vectors.</summary>
internal sealed record FeaturesLayer : InputLayer
{
    public required int Size { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "features", "InputLayer", "Vectors of floats, one a step; without a length one vector without steps.", Read,
        [
            ArgumentDefinition.Integer("size", 1, Limits.Features, "Values of a vector."),
            LengthArgument with { Optional = true, Summary = "Steps of a sequence; left out for one vector without steps." },
            .. SequenceArguments,
        ]);

    private static FeaturesLayer Read(ArgumentReader arguments)
    {
        int length = arguments.OptionalInteger("length") ?? 0;
        if (!arguments.IsGiven("length"))
        {
            foreach (ArgumentDefinition argument in SequenceArguments)
            {
                arguments.RejectIfGiven(argument.Name, "one vector without steps has nothing to pad, cut or mask; give a length");
            }
        }

        return new()
        {
            Size = arguments.Integer("size"),
            Length = length,
            Padding = ReadSide(arguments, "padding"),
            Truncating = ReadSide(arguments, "truncating"),
            Mask = arguments.Flag("mask"),
        };
    }

    public override Shape? InferShape(Shape input, ShapeContext context) => new(Length, Size, Mask, ShapeKind.Floats);
}
