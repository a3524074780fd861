using System.Globalization;
using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Syntax;

/// <summary>The name of a layer or branch, as written.</summary>
internal sealed record LayerReference(string Name, SourcePosition Position);

/// <summary>
/// Reads the arguments of one layer, from either language, against the layer's table. A mistake is reported once,
/// at its place, and the reader continues with a stand-in, so that all mistakes of a layer are found.
/// </summary>
internal sealed class ArgumentReader
{
    private readonly LayerSyntax _syntax;
    private ImmutableArray<ArgumentDefinition> _table;
    private readonly List<Problem> _problems;
    private readonly Dictionary<string, ArgumentSyntax> _given = [];
    private readonly List<ArgumentSyntax> _moreLayers = [];
    private readonly List<LayerReference> _layers = [];

    public ArgumentReader(LayerSyntax syntax, ImmutableArray<ArgumentDefinition> table, List<Problem> problems)
    {
        _syntax = syntax;
        _table = table;
        _problems = problems;
        Resolve();
    }

    /// <summary>True where something was wrong that the C# compiler reports by itself.</summary>
    public bool HasInvalidValue { get; private set; }

    /// <summary>The places of the word and of the arguments that are written.</summary>
    public LayerPositions Positions =>
        new(_syntax.Position, _given.Select(pair => (pair.Key, pair.Value.Position)).ToEquatableArray());

    /// <summary>The layers and branches whose outputs the layer joins, as far as they were read.</summary>
    public IReadOnlyList<LayerReference> JoinedLayers => _layers;

    /// <summary>The layer whose final states the layer starts from, where one was read.</summary>
    public LayerReference? StateSource { get; private set; }

    /// <summary>True where the layer's table has the argument.</summary>
    public bool Knows(string name) => _table.Any(argument => argument.Name == name);

    /// <summary>True where the argument is written, not left to its default.</summary>
    public bool IsGiven(string name) => _given.ContainsKey(name);

    /// <summary>Reads with another table, that of a layer inside this one.</summary>
    public T With<T>(ImmutableArray<ArgumentDefinition> table, Func<ArgumentReader, T> read)
    {
        ImmutableArray<ArgumentDefinition> outer = _table;
        _table = table;
        ReportMissing(argument => !outer.Any(known => known.Name == argument.Name && known.Required));
        T inner = read(this);
        _table = outer;
        return inner;
    }

    public int Integer(string name) => OptionalInteger(name) ?? 1;

    public int? OptionalInteger(string name) =>
        ReadNumber(name, ValueKind.Integer) is { } value ? (int)value : null;

    public float Number(string name) => OptionalNumber(name) ?? 0;

    public float? OptionalNumber(string name) => (float?)ReadNumber(name, ValueKind.Number);

    public bool Flag(string name)
    {
        (ArgumentDefinition definition, ValueSyntax? value) = Find(name);
        return value is not null && Is(definition, value, ValueKind.Flag) && value.Amount != 0;
    }

    public T Choice<T>(string name, WordTable<T> words)
        where T : struct => ReadChoice(name, words, out T choice) is null ? default : choice;

    public ActivationSpec Activation(string name)
    {
        if (ReadChoice(name, ActivationSpec.Words, out ActivationKind kind) is not { } value)
        {
            return ActivationSpec.Linear;
        }

        if (kind == ActivationKind.Clip)
        {
            return Clip(name, value);
        }

        if (value.Arguments.Count > 1)
        {
            WrongType(name, $"at most one argument for '{value.Text}'", value);
            return ActivationSpec.Linear;
        }

        ValueSyntax? argument = value.Arguments.Count == 1 ? value.Arguments[0] : null;
        return (kind, argument) switch
        {
            (_, null) => new(kind, ActivationSpec.NumberOf(kind) ?? 0),
            (_, { Kind: ValueKind.Integer or ValueKind.Number }) when ActivationSpec.NumberOf(kind) != null =>
                new(kind, ToFloat(name, argument, ActivationSpec.LeastNumberOf(kind))),
            (ActivationKind.Gelu, { Kind: ValueKind.Word, Text: "tanh" }) => new(ActivationKind.GeluTanh),
            (ActivationKind.HardSigmoid, { Kind: ValueKind.Word, Text: "keras2" }) => new(ActivationKind.HardSigmoidKeras2),
            (ActivationKind.HardSigmoid, { Kind: ValueKind.Word, Text: "keras3" }) => new(kind),
            _ => WrongVariant(name, kind, value),
        };
    }

    public InitializerSpec Initializer(string name)
    {
        if (ReadChoice(name, InitializerSpec.Words, out InitializerKind kind) is not { } value)
        {
            return new(InitializerKind.Zeros);
        }

        if (kind != InitializerKind.Uniform)
        {
            if (value.Arguments.Count > 0)
            {
                WrongType(name, $"no argument for '{value.Text}'", value);
            }

            return new(kind);
        }

        EquatableArray<ValueSyntax> limits = value.Arguments;
        return limits.Count switch
        {
            0 => new(kind, -InitializerSpec.DefaultUniformLimit, InitializerSpec.DefaultUniformLimit),
            2 when limits.All(limit => limit.Kind is ValueKind.Integer or ValueKind.Number) => Uniform(name, limits[0], limits[1]),
            _ => WrongLimits(name, value),
        };
    }

    /// <summary>An initialiser of a vector.</summary>
    public InitializerSpec BiasInitializer(string name)
    {
        InitializerSpec initializer = Initializer(name);
        if (initializer.Kind == InitializerKind.Orthogonal)
        {
            RejectIfGiven(name, "a bias is a vector, and only a matrix can be orthogonal");
        }

        return initializer;
    }

    /// <summary>A name as a word or a text, or null where none is written.</summary>
    public string? Name(string name)
    {
        (ArgumentDefinition definition, ValueSyntax? value) = Find(name);
        if (value is null)
        {
            return null;
        }

        if (value.Kind is not (ValueKind.Word or ValueKind.Text) || value.Arguments.Count > 0)
        {
            WrongType(name, definition.Expected(), value);
            return null;
        }

        if (!Names.IsLayerName(value.Text))
        {
            Report(DiagnosticCatalog.InvalidName, name, value.Text, "a layer", Names.LayerRule);
        }

        return value.Text;
    }

    /// <summary>Reads the layers or branches that an argument names; returns how many there are.</summary>
    public int Layers(string name)
    {
        if (Find(name).Value is null)
        {
            return 0;
        }

        ImmutableArray<ArgumentSyntax> all = [_given[name], .. Find(name).Definition.Many ? _moreLayers : []];
        _layers.AddRange(all.Select(argument => Reference(name, argument)).OfType<LayerReference>());
        return all.Length;
    }

    /// <summary>One of the words; where a layer is named instead, <paramref name="ofLayer"/>.</summary>
    public T State<T>(string name, WordTable<T> words, T ofLayer)
        where T : struct
    {
        ValueSyntax? value = Find(name).Value;
        if (value is { Kind: ValueKind.Word, Arguments.Count: 0 } && words.TryFind(value.Text, out T word))
        {
            return word;
        }

        StateSource = value is null ? null : Reference(name, _given[name]);
        return ofLayer;
    }

    /// <summary>The name of a layer or branch, or null where there is none.</summary>
    private LayerReference? Reference(string name, ArgumentSyntax argument)
    {
        ValueSyntax value = argument.Value;
        if (value.Kind is ValueKind.Word or ValueKind.Text && value.Arguments.Count == 0)
        {
            return new(value.Text, argument.Position);
        }

        if (value.Kind != ValueKind.Invalid)
        {
            Report(DiagnosticCatalog.WrongType, argument.Position, name, Find(name).Definition.Expected(), value.ToString(), value.Describe());
        }

        return null;
    }

    /// <summary>Says that an argument has no meaning together with the others, where it is written.</summary>
    public void RejectIfGiven(string name, string reason)
    {
        if (IsGiven(name))
        {
            Report(DiagnosticCatalog.NotApplicable, name, name, reason);
        }
    }

    /// <summary>Finds the table's argument for each one that is written.</summary>
    private void Resolve()
    {
        ImmutableArray<string> positional = [.. _table.Where(argument => argument.Positional).Select(argument => argument.Name)];
        int next = 0;
        foreach (ArgumentSyntax argument in _syntax.Arguments)
        {
            HasInvalidValue |= argument.Value.Kind == ValueKind.Invalid;
            if (argument.Name is null && next >= positional.Length)
            {
                Report(DiagnosticCatalog.TooManyValues, argument.Position, _syntax.Word, positional.Length == 0
                    ? "no values without a name"
                    : $"{positional.Length} value(s) without a name ({string.Join(", ", positional)})");
                continue;
            }

            bool takesAll = argument.Name is null && _table.First(known => known.Name == positional[next]).Many;
            string name = argument.Name ?? positional[takesAll ? next : next++];
            if (takesAll && _given.ContainsKey(name))
            {
                _moreLayers.Add(argument);
                continue;
            }

            if (!Knows(name))
            {
                // An attribute's misspelt option is a mistake to the C# compiler too, which does not know what was meant.
                string meant = Names.DidYouMean(name, _table.Select(known => known.Name));
                if (argument.Value.Kind != ValueKind.Invalid || meant.Length > 0)
                {
                    Report(DiagnosticCatalog.UnknownArgument, argument.Position, _syntax.Word, name, meant);
                }
            }
            else if (_given.ContainsKey(name))
            {
                Report(DiagnosticCatalog.DuplicateArgument, argument.Position, _syntax.Word, name);
            }
            else
            {
                _given.Add(name, argument);
            }
        }

        ReportMissing(_ => true);
    }

    private void ReportMissing(Func<ArgumentDefinition, bool> isNew)
    {
        foreach (ArgumentDefinition argument in _table.Where(argument => argument.Required && !IsGiven(argument.Name) && !(argument.Instead is { } other && IsGiven(other)) && isNew(argument)))
        {
            string name = argument.Instead is { } instead ? $"{argument.Name}' or '{instead}" : argument.Name;
            Report(DiagnosticCatalog.MissingArgument, _syntax.Position, _syntax.Word, name, argument.Expected());
        }
    }

    /// <summary>The value as written, or the default; null where there is neither, or none that can be read.</summary>
    private (ArgumentDefinition Definition, ValueSyntax? Value) Find(string name)
    {
        ArgumentDefinition definition = _table.First(argument => argument.Name == name);
        if (_given.TryGetValue(name, out ArgumentSyntax? argument))
        {
            return (definition, argument.Value.Kind == ValueKind.Invalid ? null : argument.Value);
        }

        return (definition, definition.Default is { } written ? new ValueScanner(written, 0, written.Length).ReadValue() : null);
    }

    private bool Is(ArgumentDefinition definition, ValueSyntax value, ValueKind kind)
    {
        bool fits = value.Kind == kind || (kind == ValueKind.Number && value.Kind == ValueKind.Integer);
        if (!fits)
        {
            WrongType(definition.Name, definition.Expected(), value, kind == ValueKind.Flag ? Names.DidYouMean(value.Text, ["true", "false"]) : "");
        }

        return fits;
    }

    private double? ReadNumber(string name, ValueKind kind)
    {
        (ArgumentDefinition definition, ValueSyntax? value) = Find(name);
        if (value is null || !Is(definition, value, kind))
        {
            return null;
        }

        // A float is what is kept, so a float must lie in the range.
        double amount = kind == ValueKind.Number ? (float)value.Amount : value.Amount;
        bool aboveMaximum = definition.BelowMaximum ? amount >= definition.Maximum : amount > definition.Maximum;
        if (amount < definition.Minimum || aboveMaximum || double.IsInfinity(amount) || double.IsNaN(amount))
        {
            Report(DiagnosticCatalog.OutOfRange, name, name, definition.Range(), value.Text);
            return null;
        }

        return amount + 0.0;
    }

    /// <summary>The value with one of the words, or null where there is none.</summary>
    private ValueSyntax? ReadChoice<T>(string name, WordTable<T> words, out T choice)
        where T : struct
    {
        choice = default;
        (ArgumentDefinition definition, ValueSyntax? value) = Find(name);
        if (value is null || !Is(definition, value, ValueKind.Word))
        {
            return null;
        }

        if (!words.TryFind(value.Text, out choice))
        {
            Report(DiagnosticCatalog.UnknownWord, name, name, value.Text, Names.DidYouMean(value.Text, words.Words), string.Join(", ", words.Words));
            return null;
        }

        if (definition.Type == ArgumentType.Word && value.Arguments.Count > 0)
        {
            WrongType(name, $"no argument for '{value.Text}'", value);
            return null;
        }

        return value;
    }

    private ActivationSpec WrongVariant(string name, ActivationKind kind, ValueSyntax value)
    {
        WrongType(name, kind switch
        {
            _ when ActivationSpec.NumberOf(kind) != null => $"a number in the parentheses of '{value.Text}'",
            ActivationKind.Gelu => "'tanh' or nothing in the parentheses of 'gelu'",
            ActivationKind.HardSigmoid => "'keras2' or 'keras3' in the parentheses of 'hard_sigmoid'",
            _ => $"no argument for '{value.Text}'",
        }, value);
        return ActivationSpec.Linear;
    }

    private ActivationSpec Clip(string name, ValueSyntax value)
    {
        if (value.Arguments.Count != 2 || value.Arguments.Any(limit => limit.Kind is not (ValueKind.Integer or ValueKind.Number)))
        {
            WrongType(name, $"two numbers in the parentheses of '{value.Text}'", value);
            return ActivationSpec.Linear;
        }

        (float lower, float upper) = Range(name, value.Arguments[0], value.Arguments[1]);
        return new(ActivationKind.Clip, lower, upper);
    }

    private InitializerSpec WrongLimits(string name, ValueSyntax value)
    {
        WrongType(name, $"two numbers in the parentheses of '{value.Text}'", value);
        return new(InitializerKind.Zeros);
    }

    private InitializerSpec Uniform(string name, ValueSyntax minimum, ValueSyntax maximum)
    {
        (float lower, float upper) = Range(name, minimum, maximum);
        return new(InitializerKind.Uniform, lower, upper);
    }

    private (float Lower, float Upper) Range(string name, ValueSyntax minimum, ValueSyntax maximum)
    {
        float lower = ToFloat(name, minimum, double.MinValue);
        float upper = ToFloat(name, maximum, double.MinValue);
        if (lower > upper)
        {
            Report(DiagnosticCatalog.OutOfRange, name, name, "a range with its lower limit first", $"{minimum.Text} to {maximum.Text}");
        }

        return (lower, upper);
    }

    private float ToFloat(string name, ValueSyntax value, double least)
    {
        float amount = (float)value.Amount;
        if (float.IsInfinity(amount) || float.IsNaN(amount) || amount < least)
        {
            string range = least >= 0 ? "at least " + ((float)least).ToString("R", CultureInfo.InvariantCulture) : "a number that a float can hold";
            Report(DiagnosticCatalog.OutOfRange, name, name, range, value.Text);
        }

        return amount + 0f;
    }

    private void WrongType(string name, string expected, ValueSyntax value, string meant = "") =>
        Report(DiagnosticCatalog.WrongType, name, name, expected, value.ToString(), value.Describe() + meant);

    private void Report(DiagnosticDescriptor descriptor, string name, params string[] arguments) =>
        Report(descriptor, _given.TryGetValue(name, out ArgumentSyntax? argument) ? argument.Position : _syntax.Position, arguments);

    private void Report(DiagnosticDescriptor descriptor, SourcePosition position, params string[] arguments) =>
        _problems.Add(new(descriptor, position, arguments.ToEquatableArray()));
}
