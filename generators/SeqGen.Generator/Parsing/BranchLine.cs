namespace SeqGen.Generator.Parsing;

/// <summary>A line that starts a new chain of layers.</summary>
/// <param name="Name">The branch's name, or null where it cannot be read.</param>
/// <param name="First">The index of its first layer.</param>
/// <param name="From">The layer or branch that it starts from; null where it starts with an input.</param>
/// <param name="Position">The position of the word.</param>
/// <param name="NamePosition">The position of the name.</param>
internal sealed record BranchLine(string? Name, int First, LayerReference? From, SourcePosition Position, SourcePosition NamePosition)
{
    public const string Word = "branch";

    public static ImmutableArray<ArgumentDefinition> Arguments { get; } =
    [
        new() { Name = "name", Type = ArgumentType.Name, Positional = true, Summary = "The branch's name, which is also that of its input." },
        ArgumentDefinition.Layer("from", "The layer or branch above that the branch starts from; left out where it starts with an input.") with { Optional = true },
    ];

    public static BranchLine Read(LayerSyntax line, int first, ArgumentReader arguments)
    {
        string? name = arguments.Name("name");
        arguments.Layers("from");
        LayerPositions positions = arguments.Positions;
        SourcePosition place = positions.Arguments.Items.FirstOrDefault(argument => argument.Argument == "name").Position ?? line.Position;
        return new(name, first, arguments.JoinedLayers.FirstOrDefault(), line.Position, place);
    }
}
