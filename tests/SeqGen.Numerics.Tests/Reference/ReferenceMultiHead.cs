using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Attention with several heads by Keras' definition, pair of steps by pair of steps, for one sequence.</summary>
internal static class ReferenceMultiHead
{
    /// <summary>Adds the layer's weights; returns its output's shape.</summary>
    public static int[] AddWeights(string name, JsonObject config, IReadOnlyList<int[]> shapes, List<(string Name, int[] Shape)> weights)
    {
        (int heads, int keyDim, int valueDim) = Sizes(config);
        int output = config["output_shape"]?.GetValue<int>() ?? shapes[0][^1];
        Add("query", [shapes[0][^1], heads, keyDim], [heads, keyDim]);
        Add("key", [shapes[^1][^1], heads, keyDim], [heads, keyDim]);
        Add("value", [shapes[1][^1], heads, valueDim], [heads, valueDim]);
        Add("attention_output", [heads, valueDim, output], [output]);
        return [shapes[0][0], output];

        void Add(string part, int[] kernel, int[] bias)
        {
            weights.Add(($"{name}/{part}/kernel", kernel));
            if (UseBias(config))
            {
                weights.Add(($"{name}/{part}/bias", bias));
            }
        }
    }

    public static Flow Run(Tape tape, JsonObject config, IReadOnlyList<Flow> inputs, Func<string, Variable> weight, Func<int, double> dropout)
    {
        (int heads, int keyDim, int valueDim) = Sizes(config);
        bool causal = config["use_causal_mask"]?.GetValue<bool>() ?? false;
        (Flow query, Flow value) = (inputs[0], inputs[1]);
        Flow? key = inputs.Count > 2 ? inputs[2] : null;
        Variable[] queries = Project("query", query, heads * keyDim);
        Variable[] keys = Project("key", key ?? value, heads * keyDim);
        Variable[] values = Project("value", value, heads * valueDim);
        Variable[] steps = [.. queries.Select((q, t) =>
        {
            Variable[] contexts = [.. Enumerable.Range(0, heads).Select(head => Attend(q, t, head))];
            Variable all = tape.Concat(contexts);
            Variable kernel = weight("attention_output/kernel");
            int output = kernel.Length / all.Length;
            return Biased(tape.Product(all, kernel, output, 0, output), "attention_output");
        })];
        return new(steps, query.Mask);

        Variable Attend(Variable q, int t, int head)
        {
            Variable part = tape.Part(q, head * keyDim, keyDim);
            Variable[] scores = [.. keys.Select((k, s) => IsHidden(t, s)
                ? new Variable([-1e9])
                : tape.Scale(tape.Product(part, tape.Part(k, head * keyDim, keyDim), 1, 0, 1), 1 / Math.Sqrt(keyDim)))];
            Variable shares = ReferenceJoins.Drop(tape, tape.Softmax(tape.Concat(scores)), (head * queries.Length) + t, dropout);
            return values
                .Select((v, s) => tape.Product(tape.Part(shares, s, 1), tape.Part(v, head * valueDim, valueDim), valueDim, 0, valueDim))
                .Aggregate(tape.Add);
        }

        bool IsHidden(int t, int s) =>
            !((query.Mask?[t] ?? true) && (value.Mask?[s] ?? true) && (key?.Mask?[s] ?? true)) || (causal && s > t);

        Variable[] Project(string part, Flow input, int columns) =>
            Array.ConvertAll(input.Steps, x => Biased(tape.Product(x, weight(part + "/kernel"), columns, 0, columns), part));

        Variable Biased(Variable sum, string part) => UseBias(config) ? tape.Add(sum, weight(part + "/bias")) : sum;
    }

    private static (int Heads, int KeyDim, int ValueDim) Sizes(JsonObject config)
    {
        int keyDim = config["key_dim"]!.GetValue<int>();
        return (config["num_heads"]!.GetValue<int>(), keyDim, config["value_dim"]?.GetValue<int>() ?? keyDim);
    }

    private static bool UseBias(JsonObject config) => config["use_bias"]?.GetValue<bool>() ?? true;
}
