using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>
/// Options of Keras' configs that a declaration does not have: those that change no number of a case, and those of which
/// one value is what SeqGen does. Every other option is not supported.
/// </summary>
internal static class LayerOptions
{
    /// <summary>Weights and dropout factors are given, so neither how nor from what they would be drawn matters; nor does how a loop runs.</summary>
    private static readonly HashSet<string> WithoutEffect = ["name", "seed", "unroll", "implementation"];

    /// <summary>The values of an option that SeqGen computes, as JSON.</summary>
    private static readonly Dictionary<string, string[]> OnlyValues = new()
    {
        ["data_format"] = ["\"channels_last\"", "null"],
        ["dtype"] = ["\"float32\"", "null"],
        ["activity_regularizer"] = ["null"],
        ["backward_layer"] = ["null"],
        ["axis"] = ["-1"],
        ["dims"] = ["[2,1]"],
        ["dilation_rate"] = ["1", "[1]"],
        ["groups"] = ["1"],
        ["go_backwards"] = ["false"],
        ["lora_rank"] = ["null"],
        ["output_padding"] = ["null"],
        ["noise_shape"] = ["null"],
        ["quantization_config"] = ["null"],
        ["rms_scaling"] = ["false"],
        ["stateful"] = ["false"],
        ["synchronized"] = ["false"],
        ["time_major"] = ["false"],
        ["weights"] = ["null"],
        ["zero_output_for_mask"] = ["false"],
    };

    /// <summary>Says whether an option that no argument stands for may be left out of a declaration.</summary>
    public static bool MayBeLeftOut(string key, JsonNode? value) =>
        WithoutEffect.Contains(key)
        || key.EndsWith("_initializer", StringComparison.Ordinal)
        || (value is null && (key.EndsWith("_regularizer", StringComparison.Ordinal) || key.EndsWith("_constraint", StringComparison.Ordinal)))
        || (OnlyValues.TryGetValue(key, out string[]? values) && values.Contains(value?.ToJsonString() ?? "null"));
}
