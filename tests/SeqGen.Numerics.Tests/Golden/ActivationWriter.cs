using System.Globalization;
using System.Text.Json.Nodes;
using SeqGen.Generator.Model;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>Writes an activation and its arguments as a declaration does, for instance <c>elu(0.3)</c>.</summary>
internal static class ActivationWriter
{
    /// <param name="config">A layer's config.</param>
    /// <param name="key"><c>activation</c> or <c>recurrent_activation</c>; its arguments are under the same key with <c>_args</c>.</param>
    public static string Write(JsonObject config, string key)
    {
        string word = config[key]!.GetValue<string>();
        JsonObject arguments = config[key + "_args"]?.AsObject() ?? [];
        if (!ActivationSpec.Words.Words.Contains(word))
        {
            throw new NotSupportedCase($"activation {word}");
        }

        string? argument = null;
        foreach ((string name, JsonNode? value) in arguments)
        {
            string? found = (word, name) switch
            {
                ("gelu", "approximate") => value?.GetValue<bool>() == true ? "tanh" : null,
                ("hard_sigmoid", "variant") => value?.GetValue<string>(),
                ("elu" or "celu", "alpha") or ("soft_shrink" or "hard_shrink", "threshold") or ("squareplus", "b") or ("leaky_relu", "negative_slope" or "alpha") => value?.GetValue<double>().ToString("R", CultureInfo.InvariantCulture),
                _ => throw new NotSupportedCase($"argument {name} of activation {word}"),
            };
            argument = found ?? argument;
        }

        return argument is null ? word : $"{word}({argument})";
    }
}
