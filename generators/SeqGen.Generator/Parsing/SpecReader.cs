namespace SeqGen.Generator.Parsing;

/// <summary>What reading a declaration gave.</summary>
/// <param name="Spec">The network, or null where something is wrong.</param>
/// <param name="Positions">Where its layers stand.</param>
/// <param name="Problems">What is wrong.</param>
internal sealed record ReadResult(NetworkSpec? Spec, DeclarationPositions Positions, EquatableArray<Problem> Problems);

/// <summary>Reads the syntax of either language into a spec.</summary>
internal sealed class SpecReader
{
    private readonly ModelSyntax _model;
    private readonly List<Problem> _problems;
    private readonly List<LayerSpec> _layers = [];
    private readonly List<(string? Name, LayerPositions Positions)> _written = [];
    private LossSpec? _loss;
    private LayerPositions? _lossPositions;
    private bool _hasInvalidValue;

    private SpecReader(ModelSyntax model)
    {
        _model = model;
        _problems = [.. model.Problems];
    }

    /// <param name="model">The declaration.</param>
    /// <param name="isDuplicate">True where another declaration of the same name came first.</param>
    public static ReadResult Read(ModelSyntax model, bool isDuplicate) => new SpecReader(model).Read(isDuplicate);

    private ReadResult Read(bool isDuplicate)
    {
        if (isDuplicate)
        {
            _problems.Add(new(DiagnosticCatalog.DuplicateModel, _model.Position, [_model.FullName]));
        }

        if (_model.Layers.Count == 0 && _problems.Count == 0)
        {
            _problems.Add(new(DiagnosticCatalog.EmptyModel, _model.Position, [_model.Name]));
        }

        for (int index = 0; index < _model.Layers.Count && _layers.Count <= Limits.Layers; index++)
        {
            LayerSyntax line = _model.Layers[index];
            if (line.Word == "loss")
            {
                ReadLoss(line, isLast: index == _model.Layers.Count - 1);
            }
            else
            {
                ReadLayer(line);
            }
        }

        EquatableArray<LayerSpec> layers = NameLayers();
        DeclarationPositions positions = new(_written.Select(written => written.Positions)
            .Concat(_lossPositions is null ? [] : [_lossPositions])
            .ToEquatableArray());
        bool isSound = _problems.Count == 0 && !_hasInvalidValue;
        return new(isSound ? Build(layers) : null, positions, _problems.ToEquatableArray());
    }

    private NetworkSpec Build(EquatableArray<LayerSpec> layers) => new()
    {
        Name = _model.Name,
        Namespace = _model.Namespace,
        Accessibility = _model.Accessibility,
        Layers = layers,
        Loss = _loss,
    };

    private void ReadLayer(LayerSyntax line)
    {
        if (LayerCatalog.Find(line.Word) is not { } definition)
        {
            _problems.Add(new(DiagnosticCatalog.UnknownLayer, line.Position, [line.Word, Names.DidYouMean(line.Word, LayerCatalog.Words.Add("loss"))]));
            return;
        }

        if (_layers.Count == Limits.Layers)
        {
            _problems.Add(new(DiagnosticCatalog.TooLarge, line.Position, ["the number of layers", "more than that", $"{Limits.Layers}"]));
        }

        ArgumentReader arguments = new(line, definition.Arguments, _problems);
        _layers.Add(definition.Read(arguments));
        _written.Add((arguments.Name("name"), arguments.Positions));
        _hasInvalidValue |= arguments.HasInvalidValue;
    }

    private void ReadLoss(LayerSyntax line, bool isLast)
    {
        if (!isLast)
        {
            _problems.Add(new(DiagnosticCatalog.MisplacedLine, line.Position, ["loss", "behind the last layer, once"]));
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
        foreach ((string? name, LayerPositions positions) in _written)
        {
            if (name is null)
            {
                continue;
            }

            if (taken.TryGetValue(Names.LayerKey(name), out string? other))
            {
                SourcePosition position = positions.Arguments.First(argument => argument.Argument == "name").Position;
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
