using System.Globalization;
using System.Text.Json;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>A layer of a compiled model as it is written: its options in Keras' words, its weights and what it takes.</summary>
/// <param name="Weights">The model's weights.</param>
/// <param name="Graph">Where it is written.</param>
/// <param name="ClassName">Keras' name of its class.</param>
/// <param name="Name">Its name, with which those of its weights begin.</param>
/// <param name="Options">Its options.</param>
/// <param name="Inputs">The outputs that it takes, main input first.</param>
internal sealed record ExportLayer(ExportWeights Weights, GraphWriter Graph, string ClassName, string Name, JsonElement Options, IReadOnlyList<ExportValue> Inputs)
{
    /// <summary>The main input.</summary>
    public ExportValue Input => Inputs[0];

    /// <summary>The states that it starts from, where they come from outside: values [batch, units].</summary>
    public IReadOnlyList<string> InitialStates { get; init; } = [];

    /// <summary>True where the graph is one step of a stream.</summary>
    public bool IsStep { get; init; }

    /// <summary>True where the main input begins with the steps before, so that windows need no padding.</summary>
    public bool HasPast { get; init; }

    /// <summary>True where the call that the structure describes has this flag.</summary>
    public bool IsCausal { get; init; }

    /// <summary>The states of a recurrent layer after the last step, each [batch, units]; a bidirectional one has them where they are asked for.</summary>
    public List<ExportValue> FinalStates { get; } = [];

    /// <summary>Of a step of a stream: the layer with the steps before in front of its main input. These are a state of the graph.</summary>
    /// <param name="steps">How many.</param>
    public ExportLayer AfterPast(int steps)
    {
        string state = $"{Name}/steps";
        Graph.Proto.Input.Add(GraphWriter.Describe(OnnxExport.StateBefore(state), OnnxTensors.Float, (steps, ""), (Input.Size, "")));
        string all = Graph.Node("Concat", [OnnxExport.StateBefore(state), Input.Name], ("axis", 1));
        Graph.Proto.Output.Add(GraphWriter.Describe(OnnxExport.StateAfter(state), OnnxTensors.Float, (steps, ""), (Input.Size, "")));
        Graph.End("Slice", [all, Graph.Integers(1), Graph.Integers(steps + 1), Graph.Integers(1)], OnnxExport.StateAfter(state));
        return this with { Inputs = [Input with { Name = all, Steps = steps + 1 }], HasPast = true };
    }

    public int Integer(string option) => Find(option).GetInt32();

    public float Number(string option, float otherwise = float.NaN) =>
        Options.TryGetProperty(option, out JsonElement value) ? value.GetSingle() : float.IsNaN(otherwise) ? throw Missing(option) : otherwise;

    public float? OptionalNumber(string option) => Options.TryGetProperty(option, out JsonElement value) ? value.GetSingle() : null;

    public bool Flag(string option, bool otherwise) => Options.TryGetProperty(option, out JsonElement value) ? value.GetBoolean() : otherwise;

    public string Word(string option) => Find(option).GetString()!;

    public int[] Integers(string option) => [.. Find(option).EnumerateArray().Select(item => item.GetInt32())];

    /// <summary>The same layer with other options and other weights: one direction of a bidirectional layer.</summary>
    public ExportLayer Inner(string className, JsonElement options) => this with { ClassName = className, Options = options };

    public bool Has(string weight) => Weights.Has($"{Name}/{weight}");

    /// <summary>A weight in Keras' layout.</summary>
    public WeightTensor Weight(string weight) => Weights.Get($"{Name}/{weight}");

    /// <summary>A weight as it lies, by its name in the graph.</summary>
    public string Constant(string weight) => Graph.Weights(weight, Weight(weight));

    /// <summary>The values of each step, worked on one by one: shape and mask stay.</summary>
    public ExportValue Passing(string name) => Input with { Name = name };

    /// <summary>What cannot be written.</summary>
    public NotSupportedException Refuse(string reason) => new($"Layer '{Name}' ({ClassName}) of model {Weights.Model} cannot be exported to ONNX: {reason}.");

    private JsonElement Find(string option) => Options.TryGetProperty(option, out JsonElement value) ? value : throw Missing(option);

    private NotSupportedException Missing(string option) => Refuse(string.Create(CultureInfo.InvariantCulture, $"the model's description says nothing of the option '{option}'"));
}
