using System.Text.Json;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>
/// Writes a compiled model as an ONNX graph. It walks the structure that every model knows of itself, Keras' JSON, in its order, and takes weights
/// and states by their names.
/// </summary>
internal sealed class ModelWriter
{
    private const int IrVersion = 8;

    private readonly SequenceModel _model;
    private readonly ExportWeights _weights;
    private readonly bool _isStep;
    private readonly GraphWriter _graph = new();
    private readonly Dictionary<(string Layer, int Output), ExportValue> _values = [];

    private ModelWriter(SequenceModel model, bool isStep) => (_model, _weights, _isStep) = (model, ExportWeights.Of(model), isStep);

    /// <summary>The file of a model.</summary>
    /// <exception cref="NotSupportedException">A layer cannot be exported, or the model does not stream.</exception>
    public static ModelProto Write(SequenceModel model, OnnxExportOptions options)
    {
        string? obstacle = !options.Stream ? null : model.Description.StreamObstacle
            ?? (model.Description.Inputs.Count > 1 ? "it has several inputs, of which all but the last one are not given step by step; export whole sequences" : null);
        return obstacle is null ? new ModelWriter(model, options.Stream).Write()
            : throw new NotSupportedException($"A step of model {model.Description.Name} cannot be exported to ONNX: {obstacle}.");
    }

    private ModelProto Write()
    {
        using JsonDocument structure = JsonDocument.Parse(_model.Description.StructureJson);
        JsonElement config = structure.RootElement.GetProperty("config");
        bool isChain = structure.RootElement.GetProperty("class_name").GetString() == "Sequential";
        string last = "";
        foreach (JsonElement layer in config.GetProperty("layers").EnumerateArray())
        {
            JsonElement options = layer.GetProperty("config");
            string name = options.GetProperty("name").GetString()!;
            string className = layer.GetProperty("class_name").GetString()!;
            _graph.Layer = name;
            if (className == "InputLayer")
            {
                _values[(name, 0)] = Input(isChain ? _model.Description.Inputs[0] : _model.Description.Inputs.Single(input => input.Name == name));
            }
            else
            {
                Call call = isChain ? new([_values[(last, 0)]], [], false) : Call.Read(layer.GetProperty("inbound_nodes")[0], _values);
                Add(new ExportLayer(_weights, _graph, className, name, options, call.Inputs) { IsCausal = call.IsCausal, IsStep = _isStep, InitialStates = [.. call.States] });
            }

            last = name;
        }

        End(isChain ? [last] : [.. config.GetProperty("output_layers").EnumerateArray().Select(layer => layer[0].GetString()!)]);
        _graph.Proto.Name = _model.Description.Name;
        ModelProto model = new() { IrVersion = IrVersion, ProducerName = "SeqGen", Graph = _graph.Proto };
        string[] variable = _isStep ? [] : [.. _model.Description.Inputs.Where(input => input.IsVariable).Select(input => input.Name)];
        if (variable.Length > 0)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = OnnxExport.AnyLengthEntry, Value = string.Join(',', variable) });
        }

        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxExport.Opset });
        return model;
    }

    private ExportValue Input(InputDescription input)
    {
        bool isFeatures = input.Kind == InputKind.Features;
        int steps = _isStep ? Math.Min(input.Length, 1) : input.Length;
        (int, string)[] time = steps > 0 ? [(steps, OnnxMeaning.TimeAxis)] : [];
        _graph.Proto.Input.Add(isFeatures
            ? GraphWriter.Describe(input.Name, OnnxTensors.Float, [.. time, (input.Size, OnnxMeaning.FeatureAxis)])
            : GraphWriter.Describe(input.Name, OnnxTensors.Long, time));
        string? mask = null;
        bool isVariable = input.IsVariable && !_isStep;
        if (input.HasMask || isVariable)
        {
            mask = OnnxExport.MaskOf(input.Name);
            _graph.Proto.Input.Add(GraphWriter.Describe(mask, OnnxTensors.Bool, time));
        }

        string? presence = isVariable ? mask : null;
        return input.Kind switch
        {
            InputKind.Features => new(input.Name, steps, input.Size) { Mask = mask, Presence = presence },
            InputKind.Tokens => new(input.Name, steps, input.Vocabulary) { Mask = mask, Presence = presence, IsTokens = true },
            _ => new(OneHot(input), steps, input.Vocabulary) { Mask = mask, Presence = presence },
        };
    }

    private string OneHot(InputDescription input) =>
        _graph.Node("OneHot", [input.Name, _graph.Integer(input.Vocabulary), _graph.Weights("off_and_on", Graph.WeightTensor.Vector(0, 1))], ("axis", -1));

    private void Add(ExportLayer layer)
    {
        bool isRecurrent = layer.Options.TryGetProperty("return_state", out _) || layer.Options.TryGetProperty("merge_mode", out _);
        string[] ownStates = isRecurrent ? [.. StatesOf(_isStep ? _model.Description.StreamStates : _model.Description.InitialStates, layer.Name).Select(state => State(state, isBefore: true))] : [];
        layer = ownStates.Length == 0 ? layer : layer with { InitialStates = ownStates };
        LayerDescription? described = _model.Description.Layers.FirstOrDefault(description => description.Name == layer.Name);
        ExportValue output = WithPresence(LayerWriters.Write(layer), layer, described);
        _values[(layer.Name, 0)] = output;
        for (int state = 0; state < layer.FinalStates.Count; state++)
        {
            _values[(layer.Name, state + 1)] = layer.FinalStates[state];
        }

        if (!_isStep && described is not null && described.OutputShape != output.ShapeText)
        {
            throw layer.Refuse($"its output would be {output.ShapeText} instead of {described.OutputShape}");
        }
    }

    /// <summary>The output of a layer, with the steps that there are where the model's description says that they are those of a sequence of any length.</summary>
    private static ExportValue WithPresence(ExportValue output, ExportLayer layer, LayerDescription? described)
    {
        string? presence = layer.Inputs.Select(input => input.Presence).FirstOrDefault(name => name is not null);
        ExportValue alike = output with { Presence = presence, Mask = output.Mask ?? presence };
        return presence is not null && output.IsSequence && described?.OutputShape == alike.ShapeText ? alike : output with { Presence = null };
    }

    private static IEnumerable<StateDescription> StatesOf(IEnumerable<StateDescription> states, string layer) => states.Where(state => state.Name.StartsWith(layer + "/", StringComparison.Ordinal));

    /// <summary>An input of a state.</summary>
    private string State(StateDescription state, bool isBefore)
    {
        string name = isBefore ? OnnxExport.StateBefore(state.Name) : OnnxExport.StateAfter(state.Name);
        (isBefore ? _graph.Proto.Input : _graph.Proto.Output).Add(GraphWriter.Describe(name, OnnxTensors.Float, (state.Units, "")));
        return name;
    }

    /// <summary>The outputs: those of the model, each with its mask, and the states after the last step, of which there may be some already.</summary>
    private void End(IReadOnlyList<string> layers)
    {
        int place = 0;
        foreach (string layer in layers)
        {
            ExportValue output = _values[(layer, 0)];
            _graph.Layer = layer;
            string name = OnnxExport.OutputOf(_model.Description, layer);
            _graph.Proto.Output.Insert(place++, output.IsSequence
                ? GraphWriter.Describe(name, OnnxTensors.Float, (output.Steps, OnnxMeaning.TimeAxis), (output.Size, OnnxMeaning.FeatureAxis))
                : GraphWriter.DescribeVector(name, output.Size));
            _graph.End("Identity", [output.Name], name);
            if (output is { IsSequence: true, Mask: { } mask })
            {
                _graph.Proto.Output.Insert(place++, GraphWriter.Describe(OnnxExport.MaskOf(name), OnnxTensors.Bool, (output.Steps, OnnxMeaning.TimeAxis)));
                _graph.End("Identity", [mask], OnnxExport.MaskOf(name));
            }
        }

        // In a stream the states of convolutions have ended with their layers.
        IEnumerable<StateDescription> finals = _isStep ? _model.Description.StreamStates.Where(state => _values.ContainsKey((LayerOf(state), 1))) : _model.Description.FinalStates;
        foreach (IGrouping<string, StateDescription> states in finals.GroupBy(LayerOf))
        {
            int index = 0;
            foreach (StateDescription state in states)
            {
                _graph.Layer = states.Key;
                _graph.End("Identity", [_values[(states.Key, ++index)].Name], State(state, isBefore: false));
            }
        }
    }

    private static string LayerOf(StateDescription state) => state.Name[..state.Name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>What a layer of a Functional structure takes.</summary>
    private sealed record Call(IReadOnlyList<ExportValue> Inputs, IReadOnlyList<string> States, bool IsCausal)
    {
        public static Call Read(JsonElement node, IReadOnlyDictionary<(string, int), ExportValue> values)
        {
            JsonElement keywords = node.GetProperty("kwargs");
            return new(
                [.. Tensors(node.GetProperty("args")).Select(tensor => values[tensor])],
                keywords.TryGetProperty("initial_state", out JsonElement states) ? [.. Tensors(states).Select(tensor => values[tensor].Name)] : [],
                keywords.TryGetProperty("use_causal_mask", out JsonElement causal) && causal.GetBoolean());
        }

        private static IEnumerable<(string, int)> Tensors(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                return element.EnumerateArray().SelectMany(Tensors);
            }

            JsonElement history = element.GetProperty("config").GetProperty("keras_history");
            return [(history[0].GetString()!, history[2].GetInt32())];
        }
    }
}
