using System.Globalization;

namespace SeqGen.Generator.Syntax;

/// <summary>What an argument's value is.</summary>
internal enum ArgumentType
{
    Integer,
    Number,
    Flag,
    Word,
    Activation,
    Initializer,
    Name,

    /// <summary>The name of a layer or branch above.</summary>
    Layer,

    /// <summary>One of the words, or the name of a layer above whose final states are meant.</summary>
    State,
}

/// <summary>One argument of a layer: the only description of it, from which both languages are read, checked and documented.</summary>
internal sealed record ArgumentDefinition
{
    /// <summary>Keras' name, in snake case.</summary>
    public required string Name { get; init; }

    public required ArgumentType Type { get; init; }

    /// <summary>One sentence of documentation.</summary>
    public required string Summary { get; init; }

    /// <summary>The default as a declaration would write it; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>True where the argument may be left out although it has no default.</summary>
    public bool Optional { get; init; }

    /// <summary>The argument that may be given in place of this one; null where there is none.</summary>
    public string? Instead { get; init; }

    /// <summary>True where the value may stand without a name, in the order of the table.</summary>
    public bool Positional { get; init; }

    /// <summary>True where a positional argument takes all values that are left.</summary>
    public bool Many { get; init; }

    /// <summary>The least value of a number.</summary>
    public double Minimum { get; init; } = double.MinValue;

    /// <summary>The greatest value of a number.</summary>
    public double Maximum { get; init; } = double.MaxValue;

    /// <summary>True where a number must stay below the maximum.</summary>
    public bool BelowMaximum { get; init; }

    /// <summary>The words of a <see cref="ArgumentType.Word"/>, an activation or an initialiser.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    public bool Required => Default is null && !Optional;

    public static ArgumentDefinition Integer(string name, int minimum, int maximum, string summary) =>
        new() { Name = name, Type = ArgumentType.Integer, Summary = summary, Minimum = minimum, Maximum = maximum };

    public static ArgumentDefinition Number(string name, string @default, string summary) =>
        new() { Name = name, Type = ArgumentType.Number, Summary = summary, Default = @default };

    /// <summary>The factor of a penalty: 0 or more.</summary>
    public static ArgumentDefinition Penalty(string name, string summary) => Number(name, "0", summary) with { Minimum = 0 };

    public static ArgumentDefinition Flag(string name, bool @default, string summary) =>
        new() { Name = name, Type = ArgumentType.Flag, Summary = summary, Default = @default ? "true" : "false" };

    public static ArgumentDefinition Choice(string name, ImmutableArray<string> words, string summary) =>
        new() { Name = name, Type = ArgumentType.Word, Summary = summary, Words = words };

    public static ArgumentDefinition Activation(string name, string? @default, string summary) =>
        new() { Name = name, Type = ArgumentType.Activation, Summary = summary, Default = @default, Words = ActivationSpec.Words.Words };

    public static ArgumentDefinition Initializer(string name, string @default, string summary) =>
        new() { Name = name, Type = ArgumentType.Initializer, Summary = summary, Default = @default, Words = InitializerSpec.Words.Words };

    public static ArgumentDefinition Layer(string name, string summary) =>
        new() { Name = name, Type = ArgumentType.Layer, Summary = summary };

    /// <summary>The range of a number in words, for messages and documentation.</summary>
    public string Range()
    {
        string upper = BelowMaximum ? "less than" : "at most";
        string minimum = Minimum.ToString("R", CultureInfo.InvariantCulture);
        string maximum = Maximum.ToString("R", CultureInfo.InvariantCulture);
        return (Minimum > double.MinValue, Maximum < double.MaxValue) switch
        {
            (true, true) => $"at least {minimum} and {upper} {maximum}",
            (true, false) => $"at least {minimum}",
            (false, true) => $"{upper} {maximum}",
            _ => "a number that a float can hold",
        };
    }

    /// <summary>The type of value in words, for messages.</summary>
    public string Expected() => Type switch
    {
        ArgumentType.Integer => "a whole number",
        ArgumentType.Number => "a number",
        ArgumentType.Flag => "true or false",
        ArgumentType.Activation => "the word of an activation",
        ArgumentType.Initializer => "the word of an initialiser",
        ArgumentType.Name => "a name",
        ArgumentType.Layer => "the name of a layer or branch above",
        ArgumentType.State => $"the name of a layer above, or one of the words {string.Join(", ", Words)}",
        _ => $"one of the words {string.Join(", ", Words)}",
    };
}
