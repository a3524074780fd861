using System.Text.Json.Nodes;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>A layer of a Keras model with what it became.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ClassName">Its class.</param>
/// <param name="Layer">The layer; null where it computes nothing.</param>
internal sealed record KerasLayer(string Name, string ClassName, Layer? Layer)
{
    /// <summary>Of a Normalization: how its constants are set.</summary>
    public KerasNormalization? Normalization { get; init; }
}

/// <summary>Reads the structure that <c>model.to_json()</c> writes, Sequential or Functional, of Keras 1 to 3.</summary>
internal sealed class KerasStructure
{
    /// <summary>Layers that work in training only.</summary>
    private static readonly HashSet<string> OfTraining = ["GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization"];

    private readonly ImportContext _context;
    private readonly List<KerasLayer> _layers = [];
    private readonly Dictionary<string, Layer> _outputs = [];
    private readonly List<Layer> _inputs = [];

    private KerasStructure(ImportContext context, KerasVersion version) => (_context, Version) = (context, version);

    public KerasVersion Version { get; }

    /// <summary>All layers of the model, in the file's order.</summary>
    public IReadOnlyList<KerasLayer> Layers => _layers;

    public required Network Network { get; set; }

    /// <summary>Reads a structure.</summary>
    /// <param name="root">The object with <c>class_name</c> and <c>config</c>.</param>
    /// <param name="version">The version that wrote it.</param>
    public static KerasStructure Read(JsonPlace root, KerasVersion version)
    {
        KerasStructure structure = new(root.Context, version) { Network = null! };
        string className = root["class_name"].Text();
        structure.Network = className switch
        {
            "Sequential" => structure.Sequential(root["config"]),
            "Model" or "Functional" => structure.Functional(root["config"]),
            _ => throw root["class_name"].Error($"is '{className}'; Sequential, Functional and Model can be imported"),
        };
        return structure;
    }

    private Network Sequential(JsonPlace config)
    {
        List<JsonPlace> layers = (config.IsList ? config : config["layers"]).Items();
        Layer? current = null;
        JsonPlace? built = config.IsObject ? config.Optional("build_input_shape") : null;
        for (int index = 0; index < layers.Count; index++)
        {
            (string className, JsonPlace options) = Open(layers[index]);
            if (className == "InputLayer")
            {
                // The layer after it says whether tokens come in.
                current = Input(options, index + 1 < layers.Count ? [Open(layers[index + 1])] : [], Name(options), BatchShape(options) ?? built);
                _layers.Add(new(Name(options), className, current));
                continue;
            }

            current ??= Input(options, [(className, options)], "input", BatchShape(options) ?? built);
            current = Add(className, options, [current]);
        }

        return new(current ?? throw config.Error("has no layers")) { Inputs = _inputs };
    }

    private Network Functional(JsonPlace config)
    {
        List<JsonPlace> layers = config["layers"].Items();
        Dictionary<string, (string ClassName, JsonPlace Options)> opened = [];
        foreach (JsonPlace layer in layers)
        {
            (string ClassName, JsonPlace Options) open = Open(layer);
            if (!opened.TryAdd(NameOf(layer, open.Options), open))
            {
                throw layer.Error($"is a second layer '{NameOf(layer, open.Options)}'");
            }
        }

        Dictionary<string, List<KerasNode>> nodes = layers.ToDictionary(layer => NameOf(layer, opened.Values.First(open => open.Options.Path.StartsWith(layer.Path + ".", StringComparison.Ordinal)).Options), KerasNode.ReadAll);

        // The order of the list is nearly always one in which inputs precede; where it is not, layers wait for their turn.
        List<string> waiting = [.. opened.Keys];
        while (waiting.Count > 0)
        {
            int before = waiting.Count;
            foreach (string name in waiting.ToArray())
            {
                if (nodes[name].All(node => node.All.All(source => _outputs.ContainsKey(source.Layer))))
                {
                    waiting.Remove(name);
                    Place(name, opened, nodes);
                }
            }

            if (waiting.Count == before)
            {
                throw config.Error($"has the layer '{waiting[0]}', whose inputs are not layers of the model");
            }
        }

        List<KerasTensor> outputs = KerasTensor.ReadList(config["output_layers"]);
        if (outputs.Count == 0)
        {
            throw config["output_layers"].Error("names no output");
        }

        List<Layer> inputs = [.. KerasTensor.ReadList(config["input_layers"]).Select(input => Find(input, config["input_layers"]))];
        Layer[] ends = [.. outputs.Select(output => Find(output, config["output_layers"]))];
        if (ends.Distinct().Count() < ends.Length)
        {
            throw config["output_layers"].Error($"names one layer twice ({string.Join(", ", outputs.Select(output => output.Layer))}), which a model can give once");
        }

        return new(ends[0]) { Inputs = inputs, Outputs = ends.Length > 1 ? ends : [] };
    }

    private Layer Find(KerasTensor tensor, JsonPlace place) => _outputs.TryGetValue(tensor.Layer, out Layer? layer) ? layer : throw place.Error($"names '{tensor.Layer}', which is no layer");

    private void Place(string name, Dictionary<string, (string ClassName, JsonPlace Options)> opened, Dictionary<string, List<KerasNode>> nodes)
    {
        (string className, JsonPlace options) = opened[name];
        if (className == "InputLayer")
        {
            (string ClassName, JsonPlace Options)[] takers = [.. opened.Where(other => nodes[other.Key].Any(node => node.All.Any(source => source.Layer == name))).Select(other => other.Value)];
            Layer input = Input(options, takers, name, BatchShape(options));
            _outputs.Add(name, input);
            _layers.Add(new(name, className, input));
            return;
        }

        if (nodes[name].Count != 1)
        {
            throw options.Error($"is a layer that is used {nodes[name].Count} times; a layer that shares its weights between places cannot be imported");
        }

        KerasNode node = nodes[name][0];
        if (node.Inputs.FirstOrDefault(source => source.Index != 0) is { } state)
        {
            throw options.Error($"takes the final state of '{state.Layer}' as a value; only initial_state can take it");
        }

        Layer layer = Add(className, options, [.. node.Inputs.Select(source => _outputs[source.Layer])]);
        if (node.States.Count > 0)
        {
            string[] sources = [.. node.States.Select(source => source.Layer).Distinct()];
            if (sources.Length != 1)
            {
                throw options.Error($"starts from the states of {string.Join(" and ", sources)}; they must be those of one layer");
            }

            layer.StateFrom = _outputs[sources[0]];
        }

        _outputs.Add(name, layer);
    }

    /// <summary>A layer's class and config, in Keras 2's words.</summary>
    private (string ClassName, JsonPlace Options) Open(JsonPlace layer)
    {
        string className = layer["class_name"].Text();
        JsonPlace config = layer["config"];
        if (Version.Major > 1)
        {
            return (className, config);
        }

        className = Keras1.ClassName(className);
        using System.Text.Json.JsonDocument renamed = System.Text.Json.JsonDocument.Parse(Keras1.Config(className, JsonNode.Parse(config.Value.GetRawText())!.AsObject()).ToJsonString());
        return (className, config with { Value = renamed.RootElement.Clone() });
    }

    private static string NameOf(JsonPlace layer, JsonPlace options) => layer.Optional("name")?.Text() ?? Name(options);

    private static string Name(JsonPlace options) => options.Optional("name")?.Text() ?? "input";

    private static JsonPlace? BatchShape(JsonPlace options) => options.Optional("batch_input_shape") ?? options.Optional("batch_shape");

    /// <summary>An input: of tokens where an embedding takes it, else of features.</summary>
    private Layer Input(JsonPlace options, (string ClassName, JsonPlace Options)[] takers, string name, JsonPlace? batchShape)
    {
        string origin = $"the input '{name}'";
        if (batchShape is not { } shape)
        {
            throw _context.Error($"{origin} has no shape in the file: the model was saved before it had seen data. Save it with an Input layer in front.");
        }

        int?[] extents = [.. shape.Items().Skip(1).Select(extent => extent.IsNull ? (int?)null : extent.Integer(1))];
        JsonPlace[] embeddings = [.. takers.Select(taker => EmbeddingOf(taker.ClassName, taker.Options)).OfType<JsonPlace>()];
        Layer input;
        if (embeddings.Length > 0)
        {
            int[] sizes = [.. embeddings.Select(options => options["input_dim"].Integer(1)).Distinct()];
            if (embeddings.Length != takers.Length || sizes.Length != 1 || extents.Length is not (1 or 2))
            {
                throw shape.Error("belongs to an input of tokens that something else than embeddings of one size takes, or that has another shape than [steps] or [sequences, steps]");
            }

            input = _context.WithLength(new Layer("tokens", origin), extents[^1], origin).With("vocabulary", sizes[0]);
        }
        else if (extents.Length is 1 or 2 or 3 && extents[^1] is { } size)
        {
            input = new Layer("features", origin).With("size", size);
            if (extents.Length > 1)
            {
                _context.WithLength(input, extents[^2], origin);
            }
        }
        else
        {
            throw shape.Error($"is {shape.Value.GetRawText()}; [steps, features], [sequences, steps, features] and [features] with a known number of features can be imported, and [steps] or [sequences, steps] of tokens before an embedding");
        }

        if (extents.Length == (embeddings.Length > 0 ? 2 : 3))
        {
            input.With("sequences", extents[0] ?? throw shape.Error("says not how many sequences a row is; save the model with a known number"));
        }

        _inputs.Add(input.Named(name));
        return input;
    }

    /// <summary>The options of an embedding, also of one on each of several sequences; null of another layer.</summary>
    private static JsonPlace? EmbeddingOf(string className, JsonPlace options) => className switch
    {
        "Embedding" => options,
        "TimeDistributed" when options["layer"]["class_name"].Text() == "Embedding" => options["layer"]["config"],
        _ => null,
    };

    /// <summary>A layer and what it takes; a layer of training alone is left out.</summary>
    private Layer Add(string className, JsonPlace options, Layer[] inputs)
    {
        string name = Name(options);
        string origin = $"layer '{name}' ({className})";
        if (OfTraining.Contains(className))
        {
            _context.Log.Skipped($"{origin}: it works in training only");
            _layers.Add(new(name, className, null));
            return inputs[0];
        }

        if (className == "Normalization")
        {
            KerasNormalization normalization = new(options, origin, name, inputs[0]);
            _layers.Add(new(name, className, normalization.Layer) { Normalization = normalization });
            return normalization.Layer;
        }

        Layer layer = KerasLayers.Read(className, options, origin, Version).Named(name).Take(inputs);
        _layers.Add(new(name, className, layer));
        return layer;
    }
}

/// <summary>An output of a layer: Keras counts a layer's uses and the outputs of each.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Index">0 for the output, more for final states.</param>
internal sealed record KerasTensor(string Layer, int Index)
{
    /// <summary>Reads <c>["name", 0, 0]</c>, or a list of such.</summary>
    public static List<KerasTensor> ReadList(JsonPlace place)
    {
        List<JsonPlace> items = place.Items();
        return items.Count > 0 && items[0].Value.ValueKind == System.Text.Json.JsonValueKind.String ? [Read(place)] : [.. items.Select(Read)];
    }

    public static KerasTensor Read(JsonPlace place)
    {
        List<JsonPlace> items = place.Items();
        return items.Count >= 3 ? new(items[0].Text(), items[2].Integer()) : throw place.Error("is no reference to a layer's output");
    }
}

/// <summary>One use of a layer.</summary>
/// <param name="Inputs">What it takes.</param>
/// <param name="States">The final states that it starts from.</param>
internal sealed record KerasNode(IReadOnlyList<KerasTensor> Inputs, IReadOnlyList<KerasTensor> States)
{
    public IEnumerable<KerasTensor> All => Inputs.Concat(States);

    /// <summary>Reads all uses of a layer.</summary>
    public static List<KerasNode> ReadAll(JsonPlace layer) => [.. (layer.Optional("inbound_nodes")?.Items() ?? []).Select(node => node.IsObject ? ReadKeras3(node) : ReadKeras2(node))];

    private static KerasNode ReadKeras2(JsonPlace node)
    {
        List<KerasTensor> inputs = [];
        List<KerasTensor> states = [];
        foreach (JsonPlace source in node.Items())
        {
            inputs.Add(KerasTensor.Read(source));
            if (source.Items() is { Count: > 3 } parts)
            {
                ReadKeywords(parts[3], states);
            }
        }

        return new(inputs, states);
    }

    private static KerasNode ReadKeras3(JsonPlace node)
    {
        List<KerasTensor> inputs = [];
        List<KerasTensor> states = [];
        foreach (JsonPlace argument in node["args"].Items())
        {
            Collect(argument, inputs);
        }

        if (node.Optional("kwargs") is { } keywords)
        {
            ReadKeywords(keywords, states);
        }

        return new(inputs, states);
    }

    private static void ReadKeywords(JsonPlace keywords, List<KerasTensor> states)
    {
        foreach (string name in keywords.MemberNames)
        {
            if (keywords.Optional(name) is not { } value)
            {
                continue;
            }

            switch (name)
            {
                case "initial_state":
                    Collect(value, states);
                    break;
                case "training" when value.Value.ValueKind == System.Text.Json.JsonValueKind.False:
                    break;
                default:
                    throw value.Error("is an argument of a call that cannot be imported");
            }
        }
    }

    private static void Collect(JsonPlace value, List<KerasTensor> tensors)
    {
        if (value.IsObject && value.Optional("config")?.Optional("keras_history") is { } history)
        {
            tensors.Add(KerasTensor.Read(history));
        }
        else if (value.IsList && value.Items() is [{ Value.ValueKind: System.Text.Json.JsonValueKind.String }, ..])
        {
            tensors.Add(KerasTensor.Read(value));
        }
        else if (value.IsList)
        {
            value.Items().ForEach(item => Collect(item, tensors));
        }
        else if (!value.IsNull)
        {
            throw value.Error("is a value in a call of a layer that cannot be imported");
        }
    }
}
