using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace SeqGen.Generator.Parsing;

/// <summary>
/// Reads a .seqnet file: <c>model Name name=value...</c>, perhaps <c>namespace A.B</c>, then one layer per line as
/// <c>word values... name=value...</c>. A <c>#</c> starts a comment. A file may hold several models.
/// </summary>
internal sealed class SeqnetParser
{
    /// <summary>Where a model without a namespace goes in a project without one.</summary>
    public const string DefaultNamespace = "SeqGen.Models";

    private readonly string _path;
    private readonly SourceText _source;
    private readonly string _text;
    private readonly string _rootNamespace;
    private SourcePosition? _rootNamespaceUse;
    private readonly List<ModelSyntax> _models = [];
    private readonly List<Problem> _fileProblems = [];
    private readonly List<LayerSyntax> _layers = [];
    private readonly List<Problem> _problems = [];
    private ModelSyntax? _model;
    private bool _namespaceGiven;

    private SeqnetParser(string path, SourceText source, string? rootNamespace)
    {
        _path = path;
        _source = source;
        _text = source.ToString();
        _rootNamespace = NamespaceOf(rootNamespace);
    }

    /// <summary>Where models without a namespace of their own go.</summary>
    /// <param name="rootNamespace">The project's root namespace, where it has one; it may be any text.</param>
    public static string NamespaceOf(string? rootNamespace) =>
        rootNamespace is null || Names.SafeNamespace(rootNamespace) is not { Length: > 0 } made ? DefaultNamespace : made;

    /// <param name="path">The file's path, for positions.</param>
    /// <param name="source">Its text.</param>
    /// <param name="rootNamespace">The project's root namespace, where it has one.</param>
    public static SeqnetFile Parse(string path, SourceText source, string? rootNamespace) =>
        new SeqnetParser(path, source, rootNamespace).Parse();

    private SeqnetFile Parse()
    {
        foreach (TextLine line in _source.Lines)
        {
            ValueScanner scanner = new(_text, line.Start, line.End);
            if (!scanner.AtEnd() && !ParseLine(scanner))
            {
                ReportLine(line, scanner);
            }
        }

        EndModel();
        if (_models.Count == 0 && _fileProblems.Count == 0)
        {
            Report(DiagnosticCatalog.MissingModelLine, Place(0, 0), "is empty");
        }

        return new(_models.ToEquatableArray(), _fileProblems.ToEquatableArray(), _rootNamespaceUse);
    }

    /// <summary>Says what is wrong with a line: that it was pasted from Keras, or what the scanner knows.</summary>
    private void ReportLine(TextLine line, ValueScanner scanner)
    {
        string written = KerasCall.WithoutComment(line.ToString());
        if (KerasCall.Translate(written) is { } words)
        {
            int start = written.Length - written.TrimStart().Length;
            Report(DiagnosticCatalog.KerasCall, Place(line.Start + start, line.Start + written.Length), words);
            return;
        }

        Report(DiagnosticCatalog.SyntaxError, Place(scanner.ErrorSpan.Start, scanner.ErrorSpan.End), scanner.Error);
    }

    /// <summary>False where the scanner knows of an error.</summary>
    private bool ParseLine(ValueScanner scanner)
    {
        int start = scanner.Position;
        if (scanner.ReadWord() is not { } word)
        {
            return false;
        }

        SourcePosition position = Place(start, scanner.Position);
        switch (word)
        {
            case "model":
                return ParseModel(scanner, position);
            case "namespace":
                return ParseNamespace(scanner, position);
            default:
                return ParseLayer(scanner, word, position);
        }
    }

    private bool ParseModel(ValueScanner scanner, SourcePosition word)
    {
        EndModel();
        if (ReadName(scanner) is not ({ } name, { } position))
        {
            return false;
        }

        string? obstacle = Names.IsIdentifier(name) ? MemberNames.ObstacleOfName(name) : Names.ObstacleOfModel(name) ?? Names.IdentifierRule;
        List<ArgumentSyntax>? options = ReadArguments(scanner);

        _model = new()
        {
            Class = new(name, _rootNamespace, ClassSpec.Public),
            IsClassSound = obstacle is null,
            IsOfFile = true,
            Position = position,
            Options = new("model", (options ?? []).ToEquatableArray(), word),
            Layers = [],
            Problems = [],
        };
        if (obstacle is not null)
        {
            Report(DiagnosticCatalog.InvalidName, position, name, "a model", obstacle);
        }

        return options is not null;
    }

    private bool ParseNamespace(ValueScanner scanner, SourcePosition word)
    {
        if (ReadName(scanner) is not ({ } name, { } position))
        {
            return false;
        }

        if (!scanner.AtEnd())
        {
            int rest = scanner.Position;
            Report(DiagnosticCatalog.SyntaxError, Place(rest, _source.Lines.GetLineFromPosition(rest).End), "Only a comment may follow the name");
        }

        if (_model is null || _layers.Count > 0 || _namespaceGiven)
        {
            Report(DiagnosticCatalog.MisplacedLine, word, "namespace", "directly after the line of the model, once");
            return true;
        }

        if (!Names.IsNamespace(name))
        {
            Report(DiagnosticCatalog.InvalidName, position, name, "a namespace", Names.NamespaceRule);
        }

        _namespaceGiven = true;
        _model = _model with { Class = _model.Class with { Namespace = name }, NamespacePosition = position, IsClassSound = _model.IsClassSound && Names.IsNamespace(name) };
        return true;
    }

    private bool ParseLayer(ValueScanner scanner, string word, SourcePosition position)
    {
        if (ReadArguments(scanner) is not { } arguments)
        {
            return false;
        }

        if (_model is null)
        {
            if (_fileProblems.Count == 0)
            {
                Report(DiagnosticCatalog.MissingModelLine, position, $"starts with '{word}'");
            }

            return true;
        }

        _layers.Add(new(word, arguments.ToEquatableArray(), position));
        return true;
    }

    /// <summary>Values and name=value pairs to the end of the line; null where the scanner knows of an error.</summary>
    private List<ArgumentSyntax>? ReadArguments(ValueScanner scanner)
    {
        List<ArgumentSyntax> arguments = [];
        while (!scanner.AtEnd())
        {
            int start = scanner.Position;
            string? name = scanner.TryReadName();
            if (scanner.ReadValue() is not { } value)
            {
                return null;
            }

            arguments.Add(new(name, value, Place(start, scanner.Position)));
        }

        return arguments;
    }

    /// <summary>The name of a model or namespace; nulls where the scanner knows of an error.</summary>
    private (string? Name, SourcePosition? Position) ReadName(ValueScanner scanner)
    {
        scanner.SkipBlanks();
        int start = scanner.Position;
        string? name = scanner.ReadWord();
        if (name is null)
        {
            return (null, null);
        }

        return (name, Place(start, scanner.Position));
    }

    private void EndModel()
    {
        if (_model is not null)
        {
            _rootNamespaceUse ??= _namespaceGiven ? null : _model.Position;
            _models.Add(_model with { Layers = _layers.ToEquatableArray(), Problems = _problems.ToEquatableArray() });
        }

        _model = null;
        _namespaceGiven = false;
        _layers.Clear();
        _problems.Clear();
    }

    private SourcePosition Place(int start, int end) => SourcePosition.Of(_path, _source, start, end);

    /// <summary>A problem of the model, or of the file before its first model.</summary>
    private void Report(DiagnosticDescriptor descriptor, SourcePosition position, params string[] arguments) =>
        (_model is null ? _fileProblems : _problems).Add(new(descriptor, position, arguments.ToEquatableArray()));
}
