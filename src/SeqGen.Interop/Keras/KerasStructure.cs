using System.Text.Json.Nodes;
using SeqGen.Generator.Shapes;
using SeqGen.Interop.Declarations;
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

    /// <summary>The layers of a model inside the model, which are layers of the model around it; empty for a layer.</summary>
    public IReadOnlyList<KerasLayer> Inner { get; init; } = [];
}

/// <summary>Reads the structure that <c>model.to_json()</c> writes, Sequential or Functional, of Keras 1 to 3.</summary>
internal sealed partial class KerasStructure
{
    /// <summary>Layers that work in training only.</summary>
    private static readonly HashSet<string> OfTraining = ["GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization"];

    private readonly ImportContext _context;
    private readonly List<KerasLayer> _layers = [];
    private readonly Dictionary<string, Layer> _outputs = [];
    private readonly List<Layer> _inputs;
    private readonly IReadOnlyList<Layer> _given;
    private readonly string _place;
    private readonly Dictionary<string, Use> _uses = [];

    /// <param name="context">The import.</param>
    /// <param name="version">The version that wrote the structure.</param>
    /// <param name="inputs">The inputs of the model as a whole.</param>
    /// <param name="given">Of a model inside a model: what goes in.</param>
    /// <param name="place">Of a model inside a model: which one it is, for messages.</param>
    private KerasStructure(ImportContext context, KerasVersion version, List<Layer> inputs, IReadOnlyList<Layer> given, string place) => (_context, Version, _inputs, _given, _place) = (context, version, inputs, given, place);

    public KerasVersion Version { get; }

    /// <summary>The layers of the model, in the file's order.</summary>
    public IReadOnlyList<KerasLayer> Layers => _layers;

    /// <summary>The layers, and those of models inside the model, whose names have that of the inner model in front.</summary>
    public IEnumerable<KerasLayer> AllLayers => All(_layers, "");

    private static IEnumerable<KerasLayer> All(IEnumerable<KerasLayer> layers, string path) =>
        layers.SelectMany(layer => layer.Inner.Count > 0 ? All(layer.Inner, $"{path}{layer.Name}/") : [layer with { Name = path + layer.Name }]);

    public required Network Network { get; set; }

    /// <summary>Reads a structure.</summary>
    /// <param name="root">The object with <c>class_name</c> and <c>config</c>.</param>
    /// <param name="version">The version that wrote it.</param>
    public static KerasStructure Read(JsonPlace root, KerasVersion version)
    {
        KerasStructure structure = new(root.Context, version, [], [], "") { Network = null! };
        string className = root["class_name"].Text();
        structure.Network = structure.Model(className, root["config"]) ?? throw root["class_name"].Error($"is '{className}'; Sequential, Functional and Model can be imported");
        return structure;
    }

    private Network? Model(string className, JsonPlace config) => className switch
    {
        "Sequential" => Sequential(config),
        "Model" or "Functional" => Functional(config),
        _ => null,
    };

    private Network Sequential(JsonPlace config)
    {
        List<JsonPlace> layers = (config.IsList ? config : config["layers"]).Items();
        Layer? current = _given.Count > 0 ? Given(config, 0, 1) : null;
        JsonPlace? built = config.IsObject ? config.Optional("build_input_shape") : null;
        for (int index = 0; index < layers.Count; index++)
        {
            (string className, JsonPlace options) = Open(layers[index]);
            if (className == "InputLayer")
            {
                // The layer after it says whether tokens come in.
                current ??= Input(options, index + 1 < layers.Count ? [Open(layers[index + 1])] : [], Name(options), BatchShape(options) ?? built);
                // What goes into a model inside the model is the output of another layer, whose weights are its own.
                _layers.Add(new(Name(options), className, _given.Count > 0 ? null : current));
                continue;
            }

            current ??= Input(options, [(className, options)], "input", ShapeOfFirst(className, options) ?? built);
            current = Add(className, options, [current]);
        }

        return new(layers.Count > 0 ? current! : throw config.Error($"{_place}has no layers")) { Inputs = _inputs };
    }

    /// <summary>An input of a model inside the model.</summary>
    private Layer Given(JsonPlace config, int index, int count) => _given.Count == count ? _given[index] : throw config.Error($"{_place}is a model of {count} inputs that is called with {_given.Count}");

    /// <summary>The shape that a layer says its input has, or the first layer of a model inside the model.</summary>
    private JsonPlace? ShapeOfFirst(string className, JsonPlace options) => FirstOf(className, options) is { } first ? ShapeOfFirst(first.ClassName, first.Options) : BatchShape(options);

    /// <summary>The first layer of a model inside the model; null of a layer.</summary>
    private (string ClassName, JsonPlace Options)? FirstOf(string className, JsonPlace options) =>
        className is "Sequential" or "Model" or "Functional" && (options.IsList ? options : options["layers"]).Items() is [var first, ..] ? Open(first) : null;

    private Network Functional(JsonPlace config)
    {
        List<string> waiting = [];
        List<KerasTensor> given = _given.Count > 0 ? KerasTensor.ReadList(config["input_layers"]) : [];
        for (int index = 0; index < given.Count; index++)
        {
            _outputs.Add(given[index].Layer, Given(config, index, given.Count));
        }

        foreach (JsonPlace place in config["layers"].Items())
        {
            (string className, JsonPlace options) = Open(place);
            string name = place.Optional("name")?.Text() ?? Name(options);
            if (!_uses.TryAdd(name, new(className, options, place, KerasNode.ReadAll(place))))
            {
                throw place.Error($"is a second layer '{name}'");
            }

            waiting.Add(name);
        }

        // The order of the list is nearly always one in which inputs precede; where it is not, layers wait for their turn.
        while (waiting.Count > 0)
        {
            int before = waiting.Count;
            foreach (string name in waiting.ToArray())
            {
                if (_uses[name].Nodes.All(node => node.All.All(source => _outputs.ContainsKey(source.Layer) || _masks.ContainsKey(source.Layer))))
                {
                    waiting.Remove(name);
                    Place(name, _uses[name]);
                }
            }

            if (waiting.Count == before)
            {
                throw config.Error($"has the layer '{waiting[0]}', whose inputs are not layers of the model");
            }
        }

        // A layer that had to wait stands in its place, too: folders of weights are counted in the file's order.
        string[] order = [.. _uses.Keys];
        _layers.Sort((a, b) => Array.IndexOf(order, a.Name) - Array.IndexOf(order, b.Name));
        JsonPlace outputs = config["output_layers"];
        Layer[] ends = [.. KerasTensor.ReadList(outputs).Where(output => !IsFinalState(output)).Select(output => Find(output, outputs))];
        if (ends.Length == 0)
        {
            throw outputs.Error("names no output of values; a model of final states alone cannot be imported: let it give the output of that layer too");
        }

        List<Layer> inputs = [.. KerasTensor.ReadList(config["input_layers"]).Select(input => Find(input, config["input_layers"]))];
        if (ends.Distinct().Count() < ends.Length)
        {
            throw outputs.Error("names one layer twice, which a model can give once");
        }

        return new(ends[0]) { Inputs = inputs, Outputs = ends.Length > 1 ? ends : [] };
    }

    private Layer Find(KerasTensor tensor, JsonPlace place) => _outputs.TryGetValue(tensor.Layer, out Layer? layer) ? layer : throw place.Error($"names '{tensor.Layer}', which is no layer");

    /// <summary>Final states that a model gives are read from its predictor.</summary>
    private bool IsFinalState(KerasTensor output)
    {
        if (output.Index > 0)
        {
            _context.Log.Recognized($"final state {output.Index} of '{output.Layer}', an output of the file: predictor.FinalState gives it");
        }

        return output.Index > 0;
    }

    private void Place(string name, Use use)
    {
        if (use.ClassName == "InputLayer" && _outputs.ContainsKey(name))
        {
            _layers.Add(new(name, use.ClassName, null));
            return;
        }

        if (use.ClassName == "InputLayer")
        {
            (string ClassName, JsonPlace Options)[] takers = [.. _uses.Values.Where(other => !IsMask(other) && other.Nodes.Any(node => node.All.Any(source => source.Layer == name))).Select(other => (other.ClassName, other.Options))];
            Layer input = Input(use.Options, takers, name, BatchShape(use.Options));
            _outputs.Add(name, input);
            _layers.Add(new(name, use.ClassName, input));
            return;
        }

        if (use.Nodes.Count != 1)
        {
            throw use.Options.Error($"is a layer that is used {use.Nodes.Count} times; a layer that shares its weights between places cannot be imported");
        }

        KerasCall call = KerasCall.Read(use.Nodes[0], use.ClassName, use.Options, isOperation: KerasOperation.IsOne(use.Place, use.ClassName));
        if (call.Operation is not null)
        {
            if (IsMask(use))
            {
                _masks.Add(name, ReadMask(name, use, call));
                return;
            }

            RequireValues(use, call.Operation.SelectMany(argument => KerasNode.Tensors(argument.Value)));
            Layer operation = new KerasOperation(name, use.ClassName, use.Place, call, _outputs, ShapeOf).Read().Named(name);
            _layers.Add(new(name, use.ClassName, operation));
            _outputs.Add(name, operation);
            return;
        }

        RequireValues(use, call.Inputs.Concat(call.States));
        Layer layer = Add(use.ClassName, use.Options, [.. call.Inputs.Select(source => _outputs[source.Layer])]);
        foreach ((int input, KerasTensor mask) in call.Masks)
        {
            RequireMask(use, call.Inputs[Math.Min(input, call.Inputs.Count - 1)], mask);
        }

        foreach (string flag in call.Flags)
        {
            layer.With(flag, true);
        }

        if (call.States.Count > 0)
        {
            layer.StateFrom = StateSource(layer, call.States, use.Options);
        }

        _outputs.Add(name, layer);
    }

    /// <summary>The layer that a layer starts from: all its final states, each in its own place.</summary>
    private Layer StateSource(Layer layer, IReadOnlyList<KerasTensor> states, JsonPlace options)
    {
        string[] sources = [.. states.Select(source => source.Layer).Distinct()];
        if (sources.Length != 1)
        {
            throw options.Error($"starts from the states of {string.Join(" and ", sources)}; they must be those of one layer");
        }

        if (states.Any(state => state.Index == 0))
        {
            throw options.Error($"starts from the {(_inputs.Contains(_outputs[sources[0]]) ? "input" : "output")} '{sources[0]}', which cannot be imported; final states of a layer (return_state=True) can, and states that a caller passes are declared with initial_state=input");
        }

        string cell = layer.Word == "bidirectional" ? layer.Options[0].Value : layer.Word;
        int count = (cell == "lstm" ? 2 : 1) * (layer.Word == "bidirectional" ? 2 : 1);
        return states.Select(state => state.Index).SequenceEqual(Enumerable.Range(1, count)) ? _outputs[sources[0]]
            : throw options.Error($"starts from the final states {string.Join(", ", states.Select(state => state.Index))} of '{sources[0]}'; all {count} in their order can be imported");
    }

    private Shape ShapeOf(Layer layer) => DeclarationCheck.ShapeOf(layer, _inputs, _context.Source);

    /// <summary>The axes of a layer's output, with the batch.</summary>
    private int RankOf(Layer layer) => KerasOperation.RankOf(ShapeOf(layer));

    /// <summary>A layer's class and config, in Keras 2's words.</summary>
    private (string ClassName, JsonPlace Options) Open(JsonPlace layer)
    {
        string className = KerasLayers.ClassOf(layer);
        JsonPlace config = layer["config"];
        if (Version.Major > 1)
        {
            return (className, config);
        }

        className = Keras1.ClassName(className);
        using System.Text.Json.JsonDocument renamed = System.Text.Json.JsonDocument.Parse(Keras1.Config(className, JsonNode.Parse(config.Value.GetRawText())!.AsObject()).ToJsonString());
        return (className, config with { Value = renamed.RootElement.Clone() });
    }

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
        JsonPlace[] embeddings = [.. takers.Select(EmbeddingOf).OfType<JsonPlace>()];
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
    private JsonPlace? EmbeddingOf((string ClassName, JsonPlace Options) taker) => taker.ClassName switch
    {
        "Embedding" => taker.Options,
        "TimeDistributed" when taker.Options["layer"]["class_name"].Text() == "Embedding" => taker.Options["layer"]["config"],
        "Sequential" or "Model" or "Functional" => (taker.Options.IsList ? taker.Options : taker.Options["layers"]).Items().Select(Open).FirstOrDefault(layer => layer.ClassName != "InputLayer") is { ClassName: not null } first ? EmbeddingOf(first) : null,
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

        if (className is "Sequential" or "Model" or "Functional")
        {
            KerasStructure inner = new(_context, Version, _inputs, inputs, $"of {origin} ") { Network = null! };
            Network network = inner.Model(className, options)!;
            _layers.Add(new(name, className, null) { Inner = inner.Layers });
            _context.Log.Step($"{origin}: its layers are layers of the model around it");
            return network.Outputs.Count == 0 ? network.Output! : throw options.Error($"is a model inside the model that gives {network.Outputs.Count} outputs, which cannot be imported: call its layers one after the other in the model around it, and save that");
        }

        if (className == "Normalization")
        {
            KerasLayers.RequireLastAxis(className, options, () => RankOf(inputs[0]));
            KerasNormalization normalization = new(options, origin, name, inputs[0]);
            _layers.Add(new(name, className, normalization.Layer) { Normalization = normalization });
            return normalization.Layer;
        }

        Layer layer = KerasLayers.Read(className, options, origin, Version, () => RankOf(inputs[0])).Named(name).Take(inputs);
        _layers.Add(new(name, className, layer));
        return layer;
    }

    /// <summary>A layer of a Functional model and the calls of it.</summary>
    private sealed record Use(string ClassName, JsonPlace Options, JsonPlace Place, IReadOnlyList<KerasNode> Nodes);
}
