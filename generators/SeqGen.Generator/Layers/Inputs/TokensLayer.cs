// tokens: integer tokens, one a step, to be looked up in an embedding.
//
//     input   [steps] integers in [0, vocabulary)
//     weights none

namespace SeqGen.Generator.Layers;

/// <summary>The input of a model of tokens.</summary>
internal sealed record TokensLayer : InputLayer
{
    public required int Vocabulary { get; init; }

    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "tokens", "InputLayer", "Integer tokens, one a step; an embedding follows.", Read,
        [LengthArgument, MaxLengthArgument, VocabularyArgument, SequencesArgument, .. SequenceArguments]);

    private static TokensLayer Read(ArgumentReader arguments)
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
            Sequences = ReadSequences(arguments),
        };
    }

    public override Shape? InferShape(Shape input, ShapeContext context) => new(Length, Vocabulary, HasMask, ShapeKind.Tokens) { Sequences = Sequences, LengthOf = LengthOf(context) };
}
