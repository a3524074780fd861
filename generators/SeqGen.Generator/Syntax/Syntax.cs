namespace SeqGen.Generator.Syntax;

/// <summary>How a value was written.</summary>
internal enum ValueKind
{
    Integer,
    Number,
    Flag,

    /// <summary>A word, perhaps with arguments in parentheses.</summary>
    Word,

    /// <summary>A quoted string.</summary>
    Text,

    /// <summary>A number that was cast to an enumeration without such a member.</summary>
    Undefined,

    /// <summary>Something that the C# compiler already reports.</summary>
    Invalid,
}

/// <summary>A value as written in either language.</summary>
/// <param name="Kind">How it was written.</param>
/// <param name="Text">The word, the string, or the number as written.</param>
/// <param name="Amount">The number; 1 for true.</param>
/// <param name="Arguments">The values in the parentheses after a word; never words with arguments of their own.</param>
internal sealed record ValueSyntax(ValueKind Kind, string Text, double Amount, EquatableArray<ValueSyntax> Arguments)
{
    public static ValueSyntax Invalid { get; } = new(ValueKind.Invalid, "", 0, []);

    public static ValueSyntax Flag(bool value) => new(ValueKind.Flag, value ? "true" : "false", value ? 1 : 0, []);

    public static ValueSyntax OfText(string text) => new(ValueKind.Text, text, 0, []);

    /// <summary>What it is, for messages.</summary>
    public string Describe() => Kind switch
    {
        ValueKind.Integer => "a whole number",
        ValueKind.Number => "a number",
        ValueKind.Flag => "true or false",
        ValueKind.Undefined => "not a member of the enumeration",
        ValueKind.Word => Arguments.Count == 0 ? "a word" : "a word with arguments",
        _ => "a text",
    };

    /// <summary>As it was written.</summary>
    public override string ToString() => Arguments.Count == 0 ? Text : $"{Text}({string.Join(",", Arguments)})";
}

/// <summary>An argument as written in either language.</summary>
/// <param name="Name">Keras' name, or null where the value has no name.</param>
/// <param name="Value">The value.</param>
/// <param name="Position">The position of name and value.</param>
internal sealed record ArgumentSyntax(string? Name, ValueSyntax Value, SourcePosition Position);

/// <summary>A layer, or the loss, as written in either language.</summary>
/// <param name="Word">Keras' name in snake case.</param>
/// <param name="Arguments">The arguments in the order of writing.</param>
/// <param name="Position">The position of the word.</param>
internal sealed record LayerSyntax(string Word, EquatableArray<ArgumentSyntax> Arguments, SourcePosition Position);

/// <summary>A model as written in either language.</summary>
internal sealed record ModelSyntax
{
    public required ClassSpec Class { get; init; }

    /// <summary>False where the class itself cannot be emitted, whatever the layers are.</summary>
    public required bool IsClassSound { get; init; }

    /// <summary>The position of the name.</summary>
    public required SourcePosition Position { get; init; }

    /// <summary>True for a model of a .seqnet file.</summary>
    public bool IsOfFile { get; init; }

    /// <summary>Where the line with the namespace has its name; null where there is none.</summary>
    public SourcePosition? NamespacePosition { get; init; }

    /// <summary>The accessibility that the class is written with in C#, or null.</summary>
    public string? WrittenAccessibility { get; init; }

    /// <summary>The members of the class in C# that may be the same as emitted ones.</summary>
    public EquatableArray<MemberSyntax> Members { get; init; } = [];

    /// <summary>What is said of the model as a whole: the word <c>model</c> with its arguments.</summary>
    public required LayerSyntax Options { get; init; }

    /// <summary>Layers and loss in the order of writing.</summary>
    public required EquatableArray<LayerSyntax> Layers { get; init; }

    /// <summary>What is wrong with the writing itself.</summary>
    public required EquatableArray<Problem> Problems { get; init; }
}
