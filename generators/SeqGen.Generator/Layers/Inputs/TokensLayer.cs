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
        [LengthArgument, VocabularyArgument, SequencesArgument, .. SequenceArguments]);

    private static TokensLayer Read(ArgumentReader arguments) => new()
    {
        Length = arguments.Integer("length"),
        Vocabulary = arguments.Integer("vocabulary"),
        Padding = ReadSide(arguments, "padding"),
        Truncating = ReadSide(arguments, "truncating"),
        Mask = arguments.Flag("mask"),
        Sequences = ReadSequences(arguments),
    };

    public override Shape? InferShape(Shape input, ShapeContext context) => new(Length, Vocabulary, Mask, ShapeKind.Tokens) { Sequences = Sequences };
}
