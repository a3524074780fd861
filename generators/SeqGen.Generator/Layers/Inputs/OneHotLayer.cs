// one_hot: integer tokens, one a step, that stand for one-hot vectors. The vectors are never formed:
// a product with a one-hot vector is a row of the matrix.
//
//     input   [steps] integers in [0, vocabulary)
//     weights none

namespace SeqGen.Generator.Layers;

/// <summary>The input of a model of one-hot tokens.</summary>
internal sealed record OneHotLayer : InputLayer
{
    public required int Vocabulary { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "one_hot", "InputLayer", "Integer tokens that stand for one-hot vectors; a recurrent or dense layer follows.", Read,
        [LengthArgument, MaxLengthArgument, VocabularyArgument, .. SequenceArguments]);

    private static OneHotLayer Read(ArgumentReader arguments)
    {
        (int length, bool isVariable) = ReadLength(arguments);
        return new()
        {
            Length = length,
            IsVariable = isVariable,
            Vocabulary = arguments.Integer("vocabulary"),
            Padding = ReadSide(arguments, "padding"),
            Truncating = ReadSide(arguments, "truncating"),
            Mask = arguments.Flag("mask"),
        };
    }

    public override Shape? InferShape(Shape input, ShapeContext context) => new(Length, Vocabulary, HasMask, ShapeKind.OneHot) { LengthOf = LengthOf(context) };
}
