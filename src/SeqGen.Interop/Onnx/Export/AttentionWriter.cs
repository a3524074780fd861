namespace SeqGen.Interop.Onnx.Export;

/// <summary>Attention layers; their inputs are query, value, and the key where it is not the value.</summary>
internal static class AttentionWriter
{
    /// <summary>What Keras takes from the score of a pair of steps that is hidden, and gives to it in multi-head attention.</summary>
    private const float Hidden = 1e9f;

    // The score of a step that a sequence of any length has not: less than any other.
    public const float Absent = -1e30f;

    /// <summary>The product of query and key, or the sum of the tanh of their sum.</summary>
    public static ExportValue Attention(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        ExportValue key = layer.Inputs[^1];
        string scores;
        if (layer.Word("score_mode") == "dot")
        {
            scores = g.Product(layer.Input.Name, g.Transpose(key.Name, 0, 2, 1));
            scores = layer.Flag("use_scale", false) ? g.Multiply(scores, layer.Constant("scale")) : scores;
        }
        else
        {
            string sum = Pairs(layer);
            sum = layer.Flag("use_scale", false) ? g.Multiply(sum, layer.Constant("scale")) : sum;
            scores = g.Multiply(Sum(g, g.Node("Tanh", [sum])), layer.Constant("concat_score_weight"));
        }

        return Attend(layer, scores);
    }

    /// <summary>The sum of the tanh of query and key, with a weight for each value.</summary>
    public static ExportValue Additive(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        string bent = g.Node("Tanh", [Pairs(layer)]);
        return Attend(layer, Sum(g, layer.Flag("use_scale", true) ? g.Multiply(bent, layer.Constant("scale")) : bent));
    }

    /// <summary>Several attentions side by side, on projections of their own.</summary>
    public static ExportValue MultiHead(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        int heads = layer.Integer("num_heads");
        int output = layer.Integer("output_shape");
        string Project(ExportValue value, string part, int size)
        {
            Graph.WeightTensor kernel = layer.Weight($"{part}/kernel").Reshape(value.Size, heads * size);
            string projected = g.Product(value.Name, g.Weights($"{part}/kernel", kernel));
            if (layer.Flag("use_bias", true))
            {
                projected = g.Add(projected, g.Weights($"{part}/bias", layer.Weight($"{part}/bias").Reshape(heads * size)));
            }

            return g.Reshape(projected, -1, value.Steps, heads, size);
        }

        int keySize = layer.Integer("key_dim");
        int valueSize = layer.Integer("value_dim");
        string query = g.Transpose(Project(layer.Input, "query", keySize), 0, 2, 1, 3);
        string key = g.Transpose(Project(layer.Inputs[^1], "key", keySize), 0, 2, 3, 1);
        string value = g.Transpose(Project(layer.Inputs[1], "value", valueSize), 0, 2, 1, 3);
        string scores = g.Multiply(g.Product(query, key), g.Number(1 / MathF.Sqrt(keySize)));
        if (VisiblePairs(layer, [layer.Input.Mask is { } asks ? g.Unsqueeze(asks, 2) : null, .. layer.Inputs.Skip(1).Select(input => input.Mask is { } mask ? g.Unsqueeze(mask, 1) : null)]) is { } visible)
        {
            scores = g.Where(g.Unsqueeze(visible, 1), scores, g.Number(-Hidden));
        }

        if (layer.Inputs[1].Presence is { } presence)
        {
            scores = g.Where(g.Unsqueeze(g.Unsqueeze(presence, 1), 1), scores, g.Number(Absent));
        }

        string attended = g.Transpose(g.Product(g.Node("Softmax", [scores], ("axis", -1)), value), 0, 2, 1, 3);
        string y = g.Product(
            g.Reshape(attended, -1, layer.Input.Steps, heads * valueSize),
            g.Weights("attention_output/kernel", layer.Weight("attention_output/kernel").Reshape(heads * valueSize, output)));
        y = layer.Flag("use_bias", true) ? g.Add(y, layer.Constant("attention_output/bias")) : y;
        return layer.Input with { Name = y, Size = output };
    }

    /// <summary>The sum of the steps, each by its share in a softmax of its product with the kernel.</summary>
    public static ExportValue WeightedAverage(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        string scores = g.Product(layer.Input.Name, layer.Constant("kernel"));
        string? isReal = layer.Input.Mask is { } mask ? g.Unsqueeze(mask, 2) : null;
        string weights = g.Node("Softmax", [isReal is null ? scores : g.Where(isReal, scores, g.Number(float.MinValue))], ("axis", 1));
        weights = isReal is null ? weights : g.Where(isReal, weights, g.Number(0));
        return new(g.Node("ReduceSum", [g.Multiply(weights, layer.Input.Name), g.Integers(1)], ("keepdims", 0)), 0, layer.Input.Size);
    }

    /// <summary>Query plus key for each pair of steps, [batch, steps of the query, steps of the key, size].</summary>
    private static string Pairs(ExportLayer layer) => layer.Graph.Add(layer.Graph.Unsqueeze(layer.Input.Name, 2), layer.Graph.Unsqueeze(layer.Inputs[^1].Name, 1));

    private static string Sum(GraphWriter g, string x) => g.Node("ReduceSum", [x, g.Integers(-1)], ("keepdims", 0));

    /// <summary>The weighted sums of the value's steps; zero at masked steps of the query.</summary>
    private static ExportValue Attend(ExportLayer layer, string scores)
    {
        GraphWriter g = layer.Graph;
        if (VisiblePairs(layer, [layer.Inputs[1].Mask is { } mask ? g.Unsqueeze(mask, 1) : null]) is { } visible)
        {
            scores = g.Where(visible, scores, g.Subtract(scores, g.Number(Hidden)));
        }

        if (layer.Inputs[1].Presence is { } presence)
        {
            scores = g.Where(g.Unsqueeze(presence, 1), scores, g.Number(Absent));
        }

        string y = g.Product(g.Node("Softmax", [scores], ("axis", -1)), layer.Inputs[1].Name);
        y = layer.Input.Mask is { } asks ? g.Where(g.Unsqueeze(asks, 2), y, g.Number(0)) : y;
        return layer.Input with { Name = y, Size = layer.Inputs[1].Size };
    }

    /// <summary>Which steps see which, [batch or 1, steps of the query, steps of the key]; null where all see all.</summary>
    private static string? VisiblePairs(ExportLayer layer, IEnumerable<string?> masks)
    {
        GraphWriter g = layer.Graph;
        List<string> all = [.. masks.OfType<string>()];
        if (layer.IsCausal)
        {
            int queries = layer.Input.Steps;
            int keys = layer.Inputs[^1].Steps;
            float[] sees = [.. Enumerable.Range(0, queries).SelectMany(t => Enumerable.Range(0, keys).Select(s => s <= t ? 1f : 0f))];
            all.Add(g.Cast(g.Weights("causal", new([1, queries, keys], sees)), OnnxTensors.Bool));
        }

        return all.Count == 0 ? null : all.Aggregate((a, b) => g.Node("And", [a, b]));
    }
}
