using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>Layers of which Keras says something in another form than a declaration: pairs, target shapes, functions that are layers here.</summary>
internal static class KerasShapes
{
    /// <summary>The class and the options of a declaration.</summary>
    /// <exception cref="NotSupportedCase">An option has a value that SeqGen does not have.</exception>
    public static (string ClassName, JsonObject Config) InOurWords(string className, JsonObject config)
    {
        config = config.DeepClone().AsObject();
        if (Take(config, "initial_state_weights")?.GetValue<bool>() == true)
        {
            config["initial_state"] = "weights";
        }

        switch (className)
        {
            case "ZeroPadding1D" or "ReflectionPadding1D":
                Pair(config, "padding");
                break;
            case "Cropping1D":
                Pair(config, "cropping");
                break;
            case "Reshape":
                int[] shape = Integers(Take(config, "target_shape")!);
                config["size"] = (double)shape[^1];
                if (shape.Length == 2)
                {
                    config["length"] = (double)shape[0];
                }
                else if (shape.Length != 1)
                {
                    throw new NotSupportedCase($"target shape of rank {shape.Length}");
                }

                break;
            case "PReLU":
                config["shared_axes"] = string.Join(',', Take(config, "shared_axes") is { } axes ? Integers(axes) : []) switch
                {
                    "" => "none",
                    "1" => "time",
                    "2" => "values",
                    "1,2" => "both",
                    string other => throw new NotSupportedCase($"shared_axes {other}"),
                };
                break;
            case "Activation" when HasAxis(config):
                string function = Take(config, "activation")!.GetValue<string>();
                JsonObject arguments = Take(config, "activation_args")?.AsObject() ?? [];
                GoldenKeys.RequireKnown(arguments, $"the arguments of {function}", "axis");
                config["axis"] = arguments["axis"]?.DeepClone() ?? -1.0;
                className = function switch
                {
                    "glu" => "GLU",
                    "softmax" => "Softmax",
                    "log_softmax" => "LogSoftmax",
                    _ => throw new NotSupportedCase($"argument axis of activation {function}"),
                };
                break;
        }

        return (className, config);
    }

    /// <summary>True for an activation along an axis that it names, or that halves it.</summary>
    public static bool HasAxis(JsonObject config) =>
        config["activation"]!.GetValue<string>() == "glu" || (config["activation_args"]?.AsObject().ContainsKey("axis") ?? false);

    /// <summary>One number for both sides, or one for each.</summary>
    private static void Pair(JsonObject config, string key)
    {
        int[] sides = Integers(Take(config, key)!);
        config["left"] = (double)sides[0];
        config["right"] = (double)sides[^1];
    }

    private static JsonNode? Take(JsonObject config, string key)
    {
        JsonNode? value = config[key];
        config.Remove(key);
        return value;
    }

    private static int[] Integers(JsonNode value) => value is JsonArray array ? [.. array.Select(element => element!.GetValue<int>())] : [value.GetValue<int>()];
}
