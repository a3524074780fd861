namespace SeqGen.Generator.Parsing;

/// <summary>What reading a declaration gave.</summary>
/// <param name="Class">The class to emit, or null where the mistake is in the class itself.</param>
/// <param name="Spec">The network, or null where something is wrong.</param>
/// <param name="Positions">The positions of its layers.</param>
/// <param name="Problems">What is wrong.</param>
internal sealed record ReadResult(ClassSpec? Class, NetworkSpec? Spec, DeclarationPositions Positions, EquatableArray<Problem> Problems)
{
    /// <summary>The model's namespace and name.</summary>
    public required string FullName { get; init; }

    /// <summary>The position of the model's name.</summary>
    public required SourcePosition Position { get; init; }

    /// <summary>The members that the class has in C#, which a placeholder leaves alone.</summary>
    public EquatableArray<MemberSyntax> Members { get; init; } = [];

    /// <summary>What is left of a declaration whose reading failed.</summary>
    public static ReadResult Failed(ModelSyntax model, Problem problem) =>
        new(model.IsClassSound ? model.Class : null, null, new([]), [problem]) { FullName = model.Class.FullName, Position = model.Position, Members = model.Members };
}

/// <summary>Reads the syntax of either language into a spec.</summary>
internal sealed class SpecReader
{
    private const string LossWord = "loss";

    /// <summary>What a line may start with, after that of the model: layers, loss, branches and outputs.</summary>
    public static ImmutableArray<string> Words { get; } = [.. LayerCatalog.Words, LossWord, BranchLine.Word, OutputLine.Word];

    /// <summary>The arguments of a line of the word, or of the attribute of that name; null where there is neither.</summary>
    public static ImmutableArray<ArgumentDefinition>? Table(string word) => word switch
    {
        "sequence_model" => ModelOptions.Arguments,
        LossWord => LossSpec.Arguments,
        BranchLine.Word => BranchLine.Arguments,
        OutputLine.Word => OutputLine.Arguments,
        _ => LayerCatalog.Find(word)?.Arguments,
    };

    private readonly ModelSyntax _model;
    private readonly List<Problem> _problems;
    private readonly List<LayerSpec> _layers = [];
    private readonly List<(string? Name, LayerPositions Positions)> _written = [];
    private readonly List<WrittenSources> _sources = [];
    private readonly List<BranchLine> _branches = [];
    private readonly List<OutputLine> _outputs = [];
    private ClassSpec _class;
    private ModelOptions _options = new();
    private LossSpec? _loss;
    private LayerPositions? _lossPositions;
    private bool _hasInvalidValue;

    private SpecReader(ModelSyntax model)
    {
        _model = model;
        _class = model.Class;
        _problems = [.. model.Problems];
    }

    /// <param name="model">The declaration.</param>
    /// <param name="isDuplicate">True where another declaration of the same name came first.</param>
    /// <param name="isNamespace">True where another model's namespace has the name.</param>
    public static ReadResult Read(ModelSyntax model, bool isDuplicate = false, bool isNamespace = false) => new SpecReader(model).ReadAll(isDuplicate, isNamespace);

    private ReadResult ReadAll(bool isDuplicate, bool isNamespace)
    {
        if (isNamespace)
        {
            _problems.Add(new(DiagnosticCatalog.NameIsTaken, _model.Position, [_model.Class.FullName, "another model's namespace"]));
        }

        if (isDuplicate)
        {
            _problems.Add(new(DiagnosticCatalog.DuplicateModel, _model.Position, [_model.Class.FullName]));
        }

        if (_model.Layers.All(line => line.Word is LossWord or OutputLine.Word) && _problems.Count == 0)
        {
            _problems.Add(new(DiagnosticCatalog.EmptyModel, _model.Position, [_model.Class.Name]));
        }

        ReadOptions(_model.Options);
        for (int index = 0; index < _model.Layers.Count && _layers.Count <= Limits.Layers; index++)
        {
            LayerSyntax line = _model.Layers[index];
            if (line.Word == LossWord)
            {
                ReadLoss(line, isLast: index == _model.Layers.Count - 1);
            }
            else if (line.Word == OutputLine.Word)
            {
                ReadOutput(line, areLast: _model.Layers.Skip(index).All(later => later.Word is OutputLine.Word or LossWord));
            }
            else if (line.Word == BranchLine.Word)
            {
                ReadBranch(line);
            }
            else
            {
                ReadLayer(line);
            }
        }

        EquatableArray<LayerSpec> layers = NameLayers();
        (EquatableArray<LayerSources> sources, EquatableArray<OutputSpec> outputs) =
            new GraphReader(layers, _sources, _branches, _outputs, [.. _written.Select(written => written.Positions)], _problems).Resolve();
        DeclarationPositions positions = new(_written.Select(written => written.Positions)
            .Concat(_outputs.Select(output => output.Positions))
            .Concat(_lossPositions is null ? [] : [_lossPositions])
            .ToEquatableArray());
        bool isClassSound = _model.IsClassSound && !isDuplicate && !isNamespace;
        NetworkSpec? spec = isClassSound && _problems.Count == 0 && !_hasInvalidValue ? Build(layers, sources, outputs) : null;
        if (spec is not null && HasMemberClash(spec))
        {
            spec = null;
            isClassSound = false;
        }

        return new(isClassSound ? _class : null, spec, positions, _problems.ToEquatableArray()) { FullName = _model.Class.FullName, Position = _model.Position, Members = _model.Members };
    }

    private bool HasMemberClash(NetworkSpec spec)
    {
        if (_model.Members.Count == 0 || ShapeInference.Infer(spec) is not { IsSound: true } shapes)
        {
            return false;
        }

        int before = _problems.Count;
        _problems.AddRange(MemberRules.Check(spec, shapes, _model.Members));
        return _problems.Count > before;
    }

    private NetworkSpec Build(EquatableArray<LayerSpec> layers, EquatableArray<LayerSources> sources, EquatableArray<OutputSpec> outputs) => new()
    {
        Class = _class,
        Options = _options,
        Layers = layers,
        Sources = sources,
        Branches = _branches.Select(branch => new BranchSpec(branch.Name!, branch.First)).ToEquatableArray(),
        Outputs = _outputs.Count > 0 ? outputs : [new("", layers.Count - 1, _loss, 1)],
    };

    private void ReadOptions(LayerSyntax line)
    {
        ArgumentReader arguments = new(line, _model.IsOfFile ? ModelOptions.LineArguments : ModelOptions.Arguments, _problems);
        _options = ModelOptions.Read(arguments);
        _hasInvalidValue |= arguments.HasInvalidValue;
        if (_model.IsOfFile)
        {
            ReadAccessibility(arguments);
        }
    }

    /// <summary>The line of the model declares it, or a part of the class in C#; where both do, they agree.</summary>
    private void ReadAccessibility(ArgumentReader arguments)
    {
        string said = arguments.Choice(ModelOptions.AccessibilityWord, ModelOptions.AccessibilityWords) ? ClassSpec.Public : ClassSpec.Internal;
        if (!arguments.IsGiven(ModelOptions.AccessibilityWord))
        {
            _class = _class with { Accessibility = _model.WrittenAccessibility ?? said };
        }
        else if (_model.WrittenAccessibility is { } written && written != said)
        {
            SourcePosition place = arguments.Positions.Arguments.Items.First(argument => argument.Argument == ModelOptions.AccessibilityWord).Position;
            _problems.Add(new(DiagnosticCatalog.AccessibilityDiffers, place, [_class.Name, said, written]));
            _class = _class with { Accessibility = written };
        }
        else
        {
            _class = _class with { Accessibility = said };
        }
    }

    private void ReadLayer(LayerSyntax line)
    {
        if (LayerCatalog.Find(line.Word) is not { } definition)
        {
            _problems.Add(new(DiagnosticCatalog.UnknownLayer, line.Position, [line.Word, Names.DidYouMean(line.Word, Words)]));
            return;
        }

        if (_layers.Count == Limits.Layers)
        {
            _problems.Add(new(DiagnosticCatalog.TooLarge, line.Position, ["the number of layers", "more than that", $"{Limits.Layers}"]));
        }

        ArgumentReader arguments = new(line, definition.Arguments, _problems);
        _layers.Add(definition.Read(arguments));
        _written.Add((arguments.Name("name"), arguments.Positions));
        _sources.Add(new(arguments.JoinedLayers, arguments.StateSource));
        _hasInvalidValue |= arguments.HasInvalidValue;
    }

    private void ReadBranch(LayerSyntax line)
    {
        ArgumentReader arguments = new(line, BranchLine.Arguments, _problems);
        _branches.Add(BranchLine.Read(line, _layers.Count, arguments));
        _hasInvalidValue |= arguments.HasInvalidValue;
    }

    private void ReadOutput(LayerSyntax line, bool areLast)
    {
        if (!areLast)
        {
            _problems.Add(new(DiagnosticCatalog.MisplacedLine, line.Position, [OutputLine.Word, "after the last layer, where only other outputs follow"]));
        }

        if (_outputs.Count == Limits.Outputs)
        {
            _problems.Add(new(DiagnosticCatalog.TooLarge, line.Position, ["the number of outputs", "more than that", $"{Limits.Outputs}"]));
        }

        ArgumentReader arguments = new(line, OutputLine.Arguments, _problems);
        _outputs.Add(OutputLine.Read(arguments));
        _hasInvalidValue |= arguments.HasInvalidValue;
    }

    private void ReadLoss(LayerSyntax line, bool isLast)
    {
        if (_outputs.Count > 0)
        {
            _problems.Add(new(DiagnosticCatalog.MisplacedLine, line.Position, [LossWord, "in the lines of the outputs, each with its own"]));
        }
        else if (!isLast)
        {
            _problems.Add(new(DiagnosticCatalog.MisplacedLine, line.Position, [LossWord, "after the last layer, once"]));
        }

        ArgumentReader arguments = new(line, LossSpec.Arguments, _problems);
        _loss = LossSpec.Read(arguments);
        _lossPositions = arguments.Positions;
        _hasInvalidValue |= arguments.HasInvalidValue;
    }

    /// <summary>Written names first; the others are the layer's word, then with _1, _2 and so on, as in Keras.</summary>
    private EquatableArray<LayerSpec> NameLayers()
    {
        Dictionary<string, string> taken = [];
        IEnumerable<(string?, SourcePosition)> branches = _branches.Select(branch => (branch.Name, branch.NamePosition));
        IEnumerable<(string?, SourcePosition)> names = _written.Where(written => written.Name is not null)
            .Select(written => (written.Name, written.Positions.Arguments.First(argument => argument.Argument == "name").Position));
        foreach ((string? name, SourcePosition position) in branches.Concat(names))
        {
            if (name is null)
            {
                continue;
            }

            if (taken.TryGetValue(Names.LayerKey(name), out string? other))
            {
                _problems.Add(new(DiagnosticCatalog.DuplicateLayerName, position, [name, other]));
            }
            else
            {
                taken.Add(Names.LayerKey(name), name);
            }
        }

        return _layers.Select((layer, index) => layer with { Name = _written[index].Name ?? NextName(layer.Definition.Word, taken) }).ToEquatableArray();
    }

    private static string NextName(string word, Dictionary<string, string> taken)
    {
        string name = word;
        for (int number = 1; taken.ContainsKey(Names.LayerKey(name)); number++)
        {
            name = $"{word}_{number}";
        }

        taken.Add(Names.LayerKey(name), name);
        return name;
    }
}
