using System.Text.Json;
using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Reference;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>One layer of a golden case, in Keras' words.</summary>
/// <param name="Name">The layer's name, the first part of its weights' names.</param>
/// <param name="ClassName">Keras' class.</param>
/// <param name="Config">Keras' config, without what the other properties say.</param>
internal sealed record LayerConfig(string Name, string ClassName, JsonObject Config)
{
    /// <summary>The name of a layer case's input, for layers that take it beside others.</summary>
    public const string OnlyInput = "input";

    public bool Trainable { get; init; } = true;

    /// <summary>True where it stands in a TimeDistributed.</summary>
    public bool IsTimeDistributed { get; init; }

    /// <summary>The layers and inputs that it takes; empty in a plain chain.</summary>
    public IReadOnlyList<string> Inbound { get; init; } = [];

    /// <summary>The layer whose final states it starts from.</summary>
    public string? InitialStateFrom { get; init; }

    /// <summary>True for a layer with a state, also inside a Bidirectional.</summary>
    public bool IsRecurrent => ClassName == "Bidirectional" || ReferenceCell.Knows(ClassName);

    /// <summary>True where states go on from batch to batch, so that the caller has them without asking.</summary>
    public bool IsStateful => Config["stateful"]?.GetValue<bool>() == true;

    /// <summary>Reads a layer of a chain.</summary>
    /// <exception cref="NotSupportedCase">It holds something unknown.</exception>
    public static LayerConfig ReadOfChain(JsonElement layer)
    {
        GoldenKeys.RequireKnown(layer, "a layer", "name", "class_name", "config", "trainable");
        return Read(layer);
    }

    /// <summary>Reads a layer of a whole model.</summary>
    /// <exception cref="NotSupportedCase">It holds something unknown.</exception>
    public static LayerConfig ReadOfModel(JsonElement layer)
    {
        GoldenKeys.RequireKnown(layer, "a layer", "name", "class_name", "config", "trainable", "inbound", "initial_state_from");
        return Read(layer) with
        {
            Inbound = [.. layer.GetProperty("inbound").EnumerateArray().Select(name => name.GetString()!)],
            InitialStateFrom = layer.TryGetProperty("initial_state_from", out JsonElement source) ? source.GetString() : null,
        };
    }

    private static LayerConfig Read(JsonElement layer)
    {
        JsonObject config = JsonNode.Parse(layer.GetProperty("config").GetRawText())!.AsObject();
        bool isTrainable = !layer.TryGetProperty("trainable", out JsonElement trainable) || trainable.GetBoolean();
        if (config.TryGetPropertyValue("trainable", out JsonNode? option))
        {
            isTrainable &= option!.GetValue<bool>();
            config.Remove("trainable");
        }

        string name = layer.GetProperty("name").GetString()!;
        string className = layer.GetProperty("class_name").GetString()!;
        if (className != "TimeDistributed")
        {
            return new(name, className, config) { Trainable = isTrainable };
        }

        JsonObject inner = config["layer"]!.AsObject();
        GoldenKeys.RequireKnown(config, className, "name", "layer");
        GoldenKeys.RequireKnown(inner, "the layer of TimeDistributed", "name", "class_name", "config");
        return new(name, inner["class_name"]!.GetValue<string>(), inner["config"]!.DeepClone().AsObject()) { Trainable = isTrainable, IsTimeDistributed = true };
    }
}
