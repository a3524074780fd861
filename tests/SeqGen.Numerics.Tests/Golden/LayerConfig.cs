using System.Text.Json;
using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>One layer of a golden case, in Keras' words.</summary>
/// <param name="Name">The layer's name, the first part of its weights' names.</param>
/// <param name="ClassName">Keras' class.</param>
/// <param name="Config">Keras' config.</param>
internal sealed record LayerConfig(string Name, string ClassName, JsonObject Config)
{
    public bool Trainable { get; init; } = true;

    /// <summary>The layers and inputs that it takes; empty in a plain chain.</summary>
    public IReadOnlyList<string> Inbound { get; init; } = [];

    /// <summary>The layer whose final states it starts from.</summary>
    public string? InitialStateFrom { get; init; }

    /// <summary>True for a layer with a state, also inside a Bidirectional.</summary>
    public bool IsRecurrent => ClassName is "SimpleRNN" or "LSTM" or "GRU" or "PeepholeLSTM" or "Bidirectional";

    public static LayerConfig Read(JsonElement layer) => new(
        layer.GetProperty("name").GetString()!,
        layer.GetProperty("class_name").GetString()!,
        layer.TryGetProperty("config", out JsonElement config) ? JsonObject.Create(config)! : [])
    {
        Inbound = layer.TryGetProperty("inbound", out JsonElement inbound) ? [.. inbound.EnumerateArray().Select(name => name.GetString()!)] : [],
        InitialStateFrom = layer.TryGetProperty("initial_state_from", out JsonElement source) ? source.GetString() : null,
        Trainable = !layer.TryGetProperty("trainable", out JsonElement trainable) || trainable.GetBoolean(),
    };
}
