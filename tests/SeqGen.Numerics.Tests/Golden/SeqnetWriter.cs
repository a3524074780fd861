using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Syntax;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>
/// Writes golden layers as a .seqnet file. Classes and options are looked up in the generator's own catalogue, so a
/// layer that is new there can be run at once; what the catalogue does not have is not supported.
/// </summary>
internal static class SeqnetWriter
{
    /// <summary>The model of a layer case.</summary>
    public static string Write(string model, LayerCase golden)
    {
        bool hasTokens = golden.Layers[0].ClassName == "Embedding";
        string input = Input(golden.Input.Shape[1..], hasTokens, golden.Layers[0], golden.Mask is not null);
        List<string> lines = [$"model {model} {golden.ModelOptions}".TrimEnd(), $"{input} name={LayerConfig.OnlyInput}"];
        int firstRecurrent = golden.Layers.ToList().FindIndex(layer => layer.IsRecurrent);
        for (int i = 0; i < golden.Layers.Count; i++)
        {
            LayerConfig layer = golden.Layers[i];
            if (layer.Inbound.Count > 0 && layer.Inbound[0] != (i == 0 ? LayerConfig.OnlyInput : golden.Layers[i - 1].Name))
            {
                lines.Add($"branch to_{layer.Name} from={layer.Inbound[0]}");
            }

            string line = Layer(layer) + Joined(layer);
            if (i == firstRecurrent)
            {
                line += golden.InitialStates.Count > 0 && !layer.IsStateful ? " initial_state=input" : "";
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
            (true, 2) => $"tokens sequences={shape[0]} length={shape[1]} vocabulary={first.Config["input_dim"]}{mask}",
            (false, 3) => $"features sequences={shape[0]} length={shape[1]} size={shape[2]}{mask}",
            _ => throw new NotSupportedCase($"{(hasTokens ? "token" : "feature")} input of rank {shape.Length}"),
        };
    }

    /// <summary>What a layer takes beside the line above it.</summary>
    public static string Joined(LayerConfig layer) => string.Concat(layer.Inbound.Skip(1).Select((name, index) =>
        index == 1 && layer.ClassName.EndsWith("Attention", StringComparison.Ordinal) ? $" key={name}" : $" {name}"));

    /// <summary>The line of a layer.</summary>
    public static string Layer(LayerConfig layer)
    {
        (string className, JsonObject config) = KerasShapes.InOurWords(layer.ClassName, layer.Config);
        LayerDefinition definition = Find(className);
        List<string> words = [definition.Word, $"name={layer.Name}"];
        if (layer.ClassName == "Bidirectional")
        {
            JsonObject inner = config["layer"]!.AsObject();
            GoldenKeys.RequireKnown(inner, "the layer of Bidirectional", "name", "class_name", "config");
            LayerDefinition cell = Find(inner["class_name"]!.GetValue<string>());
            if (!definition.Arguments.Single(argument => argument.Name == "cell").Words.Contains(cell.Word))
            {
                throw new NotSupportedCase($"layer {cell.ClassName} in Bidirectional");
            }

            words.Add($"cell={cell.Word}");
            words.Add($"merge_mode={config["merge_mode"]?.GetValue<string>() ?? throw new NotSupportedCase("Bidirectional without merge_mode")}");
            RequireLeftOut(layer.ClassName, config.Where(option => option.Key is not ("layer" or "merge_mode")));
            config = KerasShapes.InOurWords(cell.ClassName, inner["config"]!.AsObject()).Config;
            if (config["trainable"]?.GetValue<bool>() == true)
            {
                config = config.DeepClone().AsObject();
                config.Remove("trainable");
            }
        }

        words.AddRange(Options(className, definition, config));
        if (layer.IsTimeDistributed)
        {
            words.Add("time_distributed=true");
        }

        if (!layer.Trainable)
        {
            words.Add("trainable=false");
        }

        return string.Join(' ', words);
    }

    private static LayerDefinition Find(string className) =>
        LayerCatalog.All.FirstOrDefault(definition => definition.ClassName == className && definition.ClassName != "InputLayer")
        ?? throw new NotSupportedCase($"layer {className}");

    /// <summary>The options as a declaration writes them; null of an argument stands for its default.</summary>
    private static IEnumerable<string> Options(string className, LayerDefinition definition, JsonObject config)
    {
        HashSet<string> rest = [.. config.Select(option => option.Key)];
        foreach (ArgumentDefinition argument in definition.Arguments.Where(argument => argument.Name != "trainable" && rest.Remove(argument.Name)))
        {
            bool isActivation = argument.Type == ArgumentType.Activation;
            string? value = config[argument.Name] is not { } given ? null : isActivation ? ActivationWriter.Write(config, argument.Name) : Value(given);
            if (isActivation)
            {
                rest.Remove(argument.Name + "_args");
            }

            if (value is not null && argument.Type != ArgumentType.Initializer)
            {
                yield return $"{argument.Name}={value}";
            }
        }

        // The vocabulary is said by the input.
        rest.RemoveWhere(key => className == "Embedding" && key == "input_dim");
        RequireLeftOut(className, config.Where(option => rest.Contains(option.Key)));
    }

    private static void RequireLeftOut(string className, IEnumerable<KeyValuePair<string, JsonNode?>> options)
    {
        foreach ((string key, JsonNode? value) in options)
        {
            if (!LayerOptions.MayBeLeftOut(key, value))
            {
                throw new NotSupportedCase($"option {key}={value?.ToJsonString() ?? "null"} of {className}");
            }
        }
    }

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
