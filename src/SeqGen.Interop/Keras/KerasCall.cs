using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>What a call of a layer takes: inputs, states to start from, and options of the call.</summary>
/// <param name="Inputs">What goes in, in the language's order.</param>
/// <param name="States">The final states that it starts from.</param>
/// <param name="Flags">Options of the call that are true.</param>
internal sealed record KerasCall(IReadOnlyList<KerasTensor> Inputs, IReadOnlyList<KerasTensor> States, IReadOnlyList<string> Flags)
{
    /// <summary>The arguments of an operation, which are values too; null for a layer.</summary>
    public IReadOnlyList<(string? Name, JsonPlace Value)>? Operation { get; private init; }

    /// <summary>The masks that the call is given, and the number of the input that each belongs to.</summary>
    public IReadOnlyList<(int Input, KerasTensor Mask)> Masks { get; private init; } = [];

    /// <summary>The arguments of an attention, in the language's order.</summary>
    private static readonly string[] OfAttention = ["query", "value", "key"];

    /// <summary>Arguments that are the mask of an input.</summary>
    private static readonly Dictionary<string, int> OfMasks = new() { ["mask"] = 0, ["query_mask"] = 0, ["value_mask"] = 1, ["key_mask"] = 2 };

    private static readonly string[] Recurrent = ["LSTM", "GRU", "SimpleRNN", "Bidirectional", "CuDNNLSTM", "CuDNNGRU"];

    /// <summary>Arguments of a call that change nothing where they are false.</summary>
    private static readonly string[] OffByDefault = ["training", "return_attention_scores", "return_scores"];

    /// <summary>Reads a call.</summary>
    /// <param name="node">The arguments.</param>
    /// <param name="className">The class of what is called.</param>
    /// <param name="options">Its config, for messages.</param>
    /// <param name="isOperation">True for an operation.</param>
    public static KerasCall Read(KerasNode node, string className, JsonPlace options, bool isOperation)
    {
        if (isOperation)
        {
            RequireValues(node.All, options);
            return new([], [], []) { Operation = node.Arguments };
        }

        ImportException NoOutput(JsonPlace value) => options.Context.Error($"{(options.Optional("name") is { } name ? $"layer '{name.Text()}'" : "A layer")} ({className}) takes a constant in its call ({value.Path}); only outputs of layers can be imported: give positions by a layer Embedding, and a number for each value of a step by Rescaling.");
        List<KerasTensor> inputs = [];
        List<KerasTensor> states = [];
        List<string> flags = [];
        Dictionary<string, KerasTensor> named = [];
        List<(int, KerasTensor)> masks = [];
        foreach ((string? name, JsonPlace value) in node.Arguments)
        {
            switch (name)
            {
                case null:
                    inputs.AddRange(Outputs(value, NoOutput));
                    break;
                case "initial_state":
                    states.AddRange(Outputs(value, NoOutput));
                    break;
                case "inputs" or "sequences" or "sequence" when inputs.Count == 0:
                    inputs.AddRange(Outputs(value, NoOutput));
                    break;
                case { } when OfMasks.TryGetValue(name, out int input) && KerasTensor.Of(value) is { } mask:
                    masks.Add((input, mask));
                    break;
                case "use_causal_mask" when value.Flag():
                    flags.Add(name);
                    break;
                case "use_causal_mask":
                    break;
                case { } when className == "MultiHeadAttention" && OfAttention.Contains(name):
                    named.Add(name, Outputs(value, NoOutput) is [var tensor] ? tensor : throw value.Error("is not one output of a layer"));
                    break;
                case { } when OffByDefault.Contains(name) && value.Value.ValueKind == System.Text.Json.JsonValueKind.False:
                    break;
                default:
                    throw value.Error("is an argument of a call that cannot be imported");
            }
        }

        foreach (string name in OfAttention.Where(named.ContainsKey))
        {
            _ = OfAttention[Math.Min(inputs.Count, OfAttention.Length - 1)] == name ? true : throw options.Error($"is called with {name}, but without what comes before it ({string.Join(", ", OfAttention)})");
            inputs.Add(named[name]);
        }

        // Keras 1 and 2 have the states among the inputs.
        if (Recurrent.Contains(className) && inputs.Count > 1)
        {
            states.AddRange(inputs.Skip(1));
            inputs.RemoveRange(1, inputs.Count - 1);
        }

        RequireValues(inputs, options);
        return inputs.Count > 0 ? new(inputs, states, flags) { Masks = masks } : throw options.Error("is called with no output of a layer");
    }

    private static void RequireValues(IEnumerable<KerasTensor> tensors, JsonPlace options)
    {
        if (tensors.FirstOrDefault(source => source.Index != 0) is { } state)
        {
            throw options.Error($"takes the final state of '{state.Layer}' as a value; only initial_state can take it");
        }
    }

    /// <summary>The outputs of layers that a value is; anything else in it is an error.</summary>
    private static List<KerasTensor> Outputs(JsonPlace value, Func<JsonPlace, ImportException> noOutput) => KerasTensor.Of(value) is { } tensor ? [tensor]
        : value.IsList ? [.. value.Items().SelectMany(item => Outputs(item, noOutput))]
        : throw noOutput(value);
}
