using System.Globalization;
using System.Text.Json;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Syntax;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>
/// Options of Keras' configs as a declaration writes them. The names are the same, so the language's own table of arguments is the
/// list of what is known; beside it stand those that change nothing, and those of which one value is what SeqGen computes.
/// </summary>
internal static class KerasOptions
{
    /// <summary>How weights would be drawn, held or penalised in training, and how a loop runs: none of it changes what a trained model computes.</summary>
    private static readonly HashSet<string> WithoutEffect = ["name", "seed", "unroll", "implementation", "noise_shape", "unit_forget_bias", "sparse", "ragged", "optional",
        "batch_input_shape", "batch_shape", "input_shape", "build_input_shape", "input_length", "input_dtype", "consume_less", "synchronized", "fused", "query_shape", "key_shape", "value_shape",
        "flash_attention"];

    private static readonly string[] EffectlessEnds = ["_initializer", "_regularizer", "_constraint"];

    /// <summary>The values of an option that SeqGen computes, as JSON.</summary>
    private static readonly Dictionary<string, string[]> OnlyValues = new()
    {
        ["output_padding"] = ["null"],
        ["renorm"] = ["false"],
        ["causal"] = ["false"],
        ["attention_axes"] = ["null", "[1]"],
        ["data_format"] = ["\"channels_last\"", "null"],
        ["backward_layer"] = ["null"],
        ["dilation_rate"] = ["1", "[1]"],
        ["groups"] = ["1"],
        ["keepdims"] = ["false"],
        ["lora_rank"] = ["null"],
        ["lora_alpha"] = ["null"],
        ["quantization_config"] = ["null"],
        ["rms_scaling"] = ["false"],
        ["time_major"] = ["false"],
        ["use_gate"] = ["false"],
        ["virtual_batch_size"] = ["null"],
        ["weights"] = ["null"],
        ["zero_output_for_mask"] = ["false"],
        ["go_backwards"] = ["false"],
        ["stateful"] = ["false"],
        ["return_state"] = ["false"],
        ["cell_clip"] = ["null"],
    };

    /// <summary>Types of computation: float32 is what SeqGen computes in, and 16 bits were a choice of the training machine.</summary>
    private static readonly string[] FloatTypes = ["float32", "float16", "mixed_float16", "mixed_bfloat16", "bfloat16", "float64"];

    /// <summary>Adds the options of a config to a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="definition">Its definition, or that of a layer inside it.</param>
    /// <param name="config">The config.</param>
    /// <param name="version">The version that wrote it.</param>
    /// <param name="handled">Options that the caller has read.</param>
    public static void Add(Layer layer, LayerDefinition definition, JsonPlace config, KerasVersion version, params string[] handled)
    {
        HashSet<string> rest = [.. config.MemberNames.Except(handled)];
        bool isPositional = layer.Options.All(option => option.Name is null);
        foreach (ArgumentDefinition argument in definition.Arguments)
        {
            if (argument.Type is ArgumentType.Initializer or ArgumentType.Name || argument.Name is "seed" or "initial_state" || !rest.Remove(argument.Name) || config.Optional(argument.Name) is not { } place)
            {
                continue;
            }

            string value = Value(argument, place, version);
            bool isDefault = value == argument.Default || (argument.Type == ArgumentType.Number && argument.Default is not null && value == Layer.NumberText(double.Parse(argument.Default, CultureInfo.InvariantCulture)));
            isPositional &= argument.Positional && (!isDefault || argument.Required);
            if (!isDefault)
            {
                layer.With(isPositional ? null : argument.Name, value);
            }
        }

        foreach (string name in rest)
        {
            RequireLeftOut(config, name);
        }
    }

    /// <summary>An activation as a declaration writes it; nothing is linear.</summary>
    public static string Activation(JsonPlace place, KerasVersion version)
    {
        if (place.IsNull)
        {
            return "linear";
        }

        if (place.IsObject)
        {
            // Keras 3 writes a layer or a function that it cannot write as a word as an object.
            string name = place["class_name"].Text();
            JsonPlace? inner = place.Optional("config");
            return name == "function" && inner is { IsObject: false } ? Word(place, inner.Value.Text(), version)
                : ActivationLayer(name, inner, version) ?? throw place.Error($"is a {name}, which cannot be imported as an activation");
        }

        return Word(place, place.Text(), version);
    }

    /// <summary>The activation that a layer of activation is; null for any other layer.</summary>
    public static string? ActivationLayer(string className, JsonPlace? config, KerasVersion version)
    {
        double? Number(string name) => config?.Optional(name)?.Number();
        switch (className)
        {
            case "LeakyReLU":
                return $"leaky_relu({Layer.NumberText(Number("negative_slope") ?? Number("alpha") ?? 0.3)})";
            case "ELU":
                return $"elu({Layer.NumberText(Number("alpha") ?? 1)})";
            case "ReLU":
                double slope = Number("negative_slope") ?? 0;
                if (Number("max_value") is not null || (Number("threshold") ?? 0) != 0)
                {
                    return null;
                }

                return slope == 0 ? "relu" : $"leaky_relu({Layer.NumberText(slope)})";
            case "Softmax":
                return config?.Optional("axis") is not { } axis || (axis.IsNumber && axis.Value.GetRawText() == "-1") ? "softmax" : null;
            default:
                return null;
        }
    }

    private static string Word(JsonPlace place, string word, KerasVersion version) => word switch
    {
        "hard_sigmoid" => version.HardSigmoid == "hard_sigmoid(keras3)" ? "hard_sigmoid" : version.HardSigmoid,
        "elu" => "elu(1)",
        "leaky_relu" => "leaky_relu(0.2)",
        "swish" => "silu",
        _ when word.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') && word.Length > 0 => word,
        _ => throw place.Error("is no name of an activation"),
    };

    private static string Value(ArgumentDefinition argument, JsonPlace place, KerasVersion version)
    {
        if (argument.Type == ArgumentType.Activation)
        {
            return Activation(place, version);
        }

        // Keras writes the extent of a one-dimensional window as a list of one.
        if (place.IsList && place.Items() is { Count: 1 } items)
        {
            place = items[0];
        }

        return place.Value.ValueKind switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number when argument.Type == ArgumentType.Integer => place.Integer(int.MinValue).ToString(CultureInfo.InvariantCulture),
            JsonValueKind.Number => Layer.NumberText(place.Number()),
            JsonValueKind.String when place.Text() is { Length: > 0 } word && word.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') => word,
            _ => throw place.Error("has a value that is not understood"),
        };
    }

    /// <summary>An option that is not read must change nothing.</summary>
    public static void RequireLeftOut(JsonPlace config, string name)
    {
        JsonElement value = config.Value.GetProperty(name);
        bool isNull = value.ValueKind == JsonValueKind.Null;
        if (name == "dtype")
        {
            string type = DataType(value);
            if (!isNull && !FloatTypes.Contains(type) && !type.StartsWith("int", StringComparison.Ordinal))
            {
                throw config.Error($"computes in {type}, which cannot be imported");
            }

            return;
        }

        if (EffectlessEnds.Any(end => name.EndsWith(end, StringComparison.Ordinal)))
        {
            if (!isNull && !name.EndsWith("_initializer", StringComparison.Ordinal))
            {
                config.Context.Log.Skipped($"{config.Path}.{name}: it matters in training only");
            }

            return;
        }

        if (!WithoutEffect.Contains(name) && !(OnlyValues.TryGetValue(name, out string[]? values) && values.Contains(value.GetRawText())))
        {
            string raw = value.GetRawText();
            throw config.Error($"has the option {name}={(raw.Length > 60 ? raw[..60] + "..." : raw)}, which cannot be imported");
        }
    }

    private static string DataType(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Object when value.TryGetProperty("config", out JsonElement config) && config.ValueKind == JsonValueKind.Object && config.TryGetProperty("name", out JsonElement name) => DataType(name),
        _ => value.GetRawText(),
    };
}
