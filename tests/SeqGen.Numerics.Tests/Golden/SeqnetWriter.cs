using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SeqGen.Generator.Layers;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>
/// Writes golden layers as a .seqnet file. Classes and options are looked up in the generator's own catalogue, so a
/// layer that is new there can be run at once; what the catalogue does not have is not supported.
/// </summary>
internal static class SeqnetWriter
{
    /// <summary>Options that have no effect on given weights and given inputs.</summary>
    private static readonly HashSet<string> Irrelevant =
        ["name", "dtype", "seed", "trainable", "implementation", "batch_input_shape", "batch_shape", "input_length", "data_format"];

    /// <summary>Options whose 1 means that they are off.</summary>
    private static readonly HashSet<string> OffAtOne = ["dilation_rate", "groups"];

    /// <summary>The model of a layer case.</summary>
    public static string Write(string model, LayerCase golden)
    {
        bool hasTokens = golden.Layers[0].ClassName == "Embedding";
        List<string> lines = [$"model {model}", Input(golden.Input.Shape[1..], hasTokens, golden.Layers[0], golden.Mask is not null)];
        int firstRecurrent = golden.Layers.ToList().FindIndex(layer => layer.IsRecurrent);
        for (int i = 0; i < golden.Layers.Count; i++)
        {
            string line = Layer(golden.Layers[i]);
            if (i == firstRecurrent)
            {
                line += golden.InitialStates.Count > 0 ? " initial_state=input" : "";
                line += golden.MaskEndsAtFirstRecurrentLayer ? " propagate_mask=false" : "";
            }

            lines.Add(line);
        }

        return string.Join('\n', lines);
    }

    /// <summary>The line of an input.</summary>
    /// <param name="shape">The shape of one sequence.</param>
    /// <param name="hasTokens">True for tokens of an embedding.</param>
    /// <param name="first">The layer that takes the input.</param>
    /// <param name="hasMask">True where a mask is given with it.</param>
    public static string Input(int[] shape, bool hasTokens, LayerConfig first, bool hasMask)
    {
        string mask = hasMask ? " mask=true" : "";
        return (hasTokens, shape.Length) switch
        {
            (true, 1) => $"tokens length={shape[0]} vocabulary={first.Config["input_dim"]}{mask}",
            (false, 1) => $"features size={shape[0]}{mask}",
            (false, 2) => $"features length={shape[0]} size={shape[1]}{mask}",
            _ => throw new NotSupportedCase($"{(hasTokens ? "token" : "feature")} input of rank {shape.Length}"),
        };
    }

    /// <summary>The line of a layer.</summary>
    public static string Layer(LayerConfig layer)
    {
        LayerDefinition definition = Find(layer.ClassName);
        List<string> words = [definition.Word, $"name={layer.Name}"];
        JsonObject config = layer.Config;
        if (layer.ClassName == "Bidirectional")
        {
            JsonObject inner = config["layer"]!.AsObject();
            LayerDefinition cell = Find(inner["class_name"]!.GetValue<string>());
            if (!definition.Arguments.Single(argument => argument.Name == "cell").Words.Contains(cell.Word))
            {
                throw new NotSupportedCase($"layer {cell.ClassName} in Bidirectional");
            }

            words.Add($"cell={cell.Word}");
            words.Add($"merge_mode={config["merge_mode"]?.GetValue<string>() ?? throw new NotSupportedCase("Bidirectional without merge_mode")}");
            config = inner["config"]!.AsObject();
        }

        words.AddRange(config.Select(option => Option(layer.ClassName, definition, config, option.Key, option.Value)).OfType<string>());
        if (!layer.Trainable)
        {
            words.Add("trainable=false");
        }

        return string.Join(' ', words);
    }

    private static LayerDefinition Find(string className) =>
        LayerCatalog.All.FirstOrDefault(definition => definition.ClassName == className && definition.ClassName != "InputLayer")
        ?? throw new NotSupportedCase($"layer {className}");

    /// <summary>An option as a declaration writes it; null where it need not be written.</summary>
    private static string? Option(string className, LayerDefinition definition, JsonObject config, string key, JsonNode? value)
    {
        bool isArgumentOfActivation = key.EndsWith("_args", StringComparison.Ordinal);
        bool isVocabulary = className == "Embedding" && key == "input_dim";
        if (value is null || isVocabulary || isArgumentOfActivation || Irrelevant.Contains(key) || key.EndsWith("_initializer", StringComparison.Ordinal))
        {
            return null;
        }

        if (definition.Arguments.FirstOrDefault(argument => argument.Name == key) is not { } known)
        {
            return IsOff(key, value) ? null : throw new NotSupportedCase($"option {key}={value.ToJsonString()} of {className}");
        }

        return $"{key}={(known.Type == ArgumentType.Activation ? ActivationWriter.Write(config, key) : Value(value))}";
    }

    private static bool IsOff(string key, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number => value.GetValue<double>() == (OffAtOne.Contains(key) ? 1 : 0),
        _ => false,
    };

    /// <summary>A value; Keras writes the extent of a one-dimensional window as a list of one.</summary>
    private static string Value(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => value.GetValue<double>().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.Array when value.AsArray().Count == 1 => Value(value[0]!),
        _ => throw new NotSupportedCase($"value {value.ToJsonString()}"),
    };
}
