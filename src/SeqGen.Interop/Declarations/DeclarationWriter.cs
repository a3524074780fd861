using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Declarations;

/// <summary>Writes a network as a declaration: chains of layers, with a branch where a chain ends.</summary>
internal sealed class DeclarationWriter
{
    /// <summary>More layers than any declaration may have, and few enough for the walk.</summary>
    public const int MostLayers = 2000;

    private readonly List<Layer> _order = [];
    private readonly HashSet<Layer> _visited = [];
    private readonly LayerNames _names;
    private readonly List<string> _lines = [];
    private readonly Dictionary<int, Layer> _layerOfLine = [];

    private DeclarationWriter(string model, Network network, ImportSource source)
    {
        Visit(network.Output!, source);
        foreach (Layer output in network.Outputs)
        {
            Visit(output, source);
        }

        List<Layer> inputs = [.. network.Inputs.Where(_visited.Contains)];
        List<Layer> natural = [.. _order.Where(layer => layer.Inputs.Count == 0)];
        if (inputs.Count > 1 && !natural.SequenceEqual(inputs))
        {
            _order.RemoveAll(inputs.Contains);
            _order.InsertRange(0, inputs);
        }

        _names = new LayerNames(_order);
        _lines.Add($"model {model}{(network.StreamBlock > 0 ? $" stream_block={network.StreamBlock}" : "")}");
        for (int index = 0; index < _order.Count; index++)
        {
            Write(_order[index], index == 0 ? null : _order[index - 1], natural.Count > 1);
        }

        _lines.AddRange(network.Outputs.Select(output => $"output {_names[output]}"));
    }

    /// <summary>The names that the layers of a network get.</summary>
    public static Dictionary<Layer, string> NamesOf(Network network, ImportSource source)
    {
        DeclarationWriter writer = new("Model", network, source);
        return writer._order.ToDictionary(layer => layer, layer => writer._names[layer]);
    }

    /// <summary>The text and the weights of a network.</summary>
    public static Declaration Write(string model, Network network, ImportSource source)
    {
        DeclarationWriter writer = new(model, network, source);
        Dictionary<string, (Layer Layer, WeightTensor Tensor)> weights = [];
        foreach (Layer layer in writer._order)
        {
            foreach ((string name, WeightTensor tensor) in layer.Weights)
            {
                weights.Add($"{writer._names[layer]}/{name}", (layer, tensor));
            }
        }

        return new(model, string.Join('\n', writer._lines) + "\n", writer._layerOfLine, weights);
    }

    /// <summary>Side inputs first, so that the main input comes directly above where that is possible.</summary>
    private void Visit(Layer layer, ImportSource source)
    {
        if (!_visited.Add(layer))
        {
            return;
        }

        if (_visited.Count > MostLayers)
        {
            throw source.Error($"The model has more than {MostLayers} layers: that is more than SeqGen compiles.");
        }

        foreach (Layer other in layer.Inputs.Skip(1).Concat(layer.StateFrom is { } state ? [state] : []).Concat(layer.Inputs.Take(1)))
        {
            Visit(other, source);
        }

        _order.Add(layer);
    }

    private void Write(Layer layer, Layer? above, bool namesBranches)
    {
        string? name = _names.IsWritten(layer) ? _names[layer] : null;
        if (layer.Inputs.Count == 0 && namesBranches)
        {
            _lines.Add($"branch {_names.Branch(layer.Name ?? layer.Word)}");
            name = _names[layer];
        }
        else if (layer.Inputs.Count > 0 && layer.Inputs[0] != above)
        {
            _lines.Add($"branch {_names.Branch($"{_names[layer.Inputs[0]]}_on")} from={_names[layer.Inputs[0]]}");
        }

        // An attention names its value first, and its key where that is another layer.
        bool isAttention = layer.Word.EndsWith("attention", StringComparison.Ordinal);
        List<string> words = [layer.Word];
        words.AddRange(layer.Inputs.Skip(1).Take(isAttention ? 1 : 0).Select(value => _names[value]));
        words.AddRange(layer.Options.Where(option => option.Name is null).Select(option => option.Value));
        words.AddRange(layer.Inputs.Skip(isAttention ? 2 : 1).Select(input => isAttention ? $"key={_names[input]}" : _names[input]));
        words.AddRange(layer.Options.Where(option => option.Name is not null).Select(option => $"{option.Name}={option.Value}"));
        words.AddRange(layer.StateFrom is { } state ? [$"initial_state={_names[state]}"] : []);
        words.AddRange(name is null ? [] : [$"name={name}"]);
        _layerOfLine.Add(_lines.Count, layer);
        _lines.Add(string.Join(' ', words));
    }
}
