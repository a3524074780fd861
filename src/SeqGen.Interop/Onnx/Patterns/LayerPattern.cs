using System.Text.Json;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Export;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Patterns;

/// <summary>A layer that the export writes as several operators, with one choice of the options that change which.</summary>
internal sealed class LayerPattern
{
    /// <summary>The operator of a node that stands for such a layer.</summary>
    public const string Op = "SeqGen.Layer";

    // Numbers that stand for any others: extents, and parameters.
    private const int Steps = 13;
    private const int OtherSteps = 17;
    private const int Heads = 3;
    private const int KeySize = 19;
    private const int ValueSize = 23;
    private const float Threshold = 0.3125f;
    private const float Slope = 0.1875f;
    private const float Most = 0.6875f;

    private static readonly Lazy<LayerPattern[]> Every = new(() => [.. MultiHeads(), .. Attentions(), .. Pools(), .. WeightedAverages(), .. MaskedSoftmaxes(), .. Glus(), .. Relus()]);

    private readonly Template _template;
    private readonly Func<OnnxWalk.PatternReader, DataValue> _read;

    private LayerPattern(string className, object options, Func<OnnxWalk.PatternReader, DataValue> read, string[] inputs, ExportValue[] values, bool isCausal = false, Func<string, bool>? has = null, params float[] open)
    {
        GraphWriter graph = new();
        ExportLayer layer = new(new("", has ?? (_ => true), Weight), graph, className, "", JsonSerializer.SerializeToElement(options), values) { IsCausal = isCausal };
        Inputs = inputs;
        _template = new(graph, LayerWriters.Write(layer).Name, inputs, open);
        _read = read;
    }

    /// <summary>The values that it takes, by their names in the template: data, then masks.</summary>
    public string[] Inputs { get; }

    /// <summary>Puts a node in the place of the nodes of each such layer.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="constants">Its constants.</param>
    /// <returns>The graph's nodes, and what the new ones among them stand for.</returns>
    public static (List<NodeProto> Nodes, Dictionary<NodeProto, (LayerPattern Pattern, Match Match)> Found) Of(GraphProto graph, IReadOnlyDictionary<string, Constant> constants)
    {
        string[] kept = [.. graph.Output.Select(output => output.Name)];
        Dictionary<NodeProto, (LayerPattern, Match)> found = [];
        Rewriter rewriter = new(graph.Node, constants.GetValueOrDefault, kept);

        // From the end: a layer is found before what it is made of.
        foreach (NodeProto node in graph.Node.Reverse().Where(node => node.Output.Count == 1))
        {
            foreach (LayerPattern pattern in Every.Value)
            {
                if (rewriter.Find(pattern._template, node) is { } match)
                {
                    NodeProto layer = new() { OpType = Op, Name = node.Name };
                    layer.Input.AddRange(pattern.Inputs.Select(input => match.Values[input]));
                    layer.Output.Add(node.Output[0]);
                    rewriter.Replace(node, match, layer);
                    found.Add(layer, (pattern, match));
                    break;
                }
            }
        }

        return (Normalized.Of(rewriter.Result(), constants.GetValueOrDefault, kept), found);
    }

    /// <summary>Makes the layer.</summary>
    public DataValue Read(OnnxWalk.PatternReader reader) => _read(reader);

    private static IEnumerable<LayerPattern> Relus()
    {
        foreach ((bool hasThreshold, bool hasSlope, bool hasMost) in from threshold in new[] { true, false } from slope in new[] { true, false } from most in new[] { true, false } where threshold || most select (threshold, slope, most))
        {
            // With a threshold the slope is a number of its own, also where it is 0.
            if (hasThreshold && !hasSlope)
            {
                continue;
            }

            Dictionary<string, object> options = new() { ["negative_slope"] = hasSlope ? Slope : 0f, ["threshold"] = hasThreshold ? Threshold : 0f };
            if (hasMost)
            {
                options["max_value"] = Most;
            }

            yield return new("ReLU", options, reader =>
            {
                Layer layer = reader.Layer("relu");
                layer.Unless(0.0, "negative_slope", !hasSlope ? 0.0 : hasThreshold ? reader.Number(Slope) : reader.Attribute(Slope));
                layer.Unless(0.0, "threshold", hasThreshold ? reader.Number(Threshold) : 0.0);
                return reader.Finish(hasMost ? layer.With("max_value", reader.Number(Most)) : layer);
            }, ["x"], [new ExportValue("x", Steps, 1)], open: [Threshold, Slope, Most]);
        }
    }

    private static IEnumerable<LayerPattern> Glus() => new[] { 1, -1 }.Select(axis =>
        new LayerPattern("GLU", new { axis }, reader => reader.Glu(), ["x"], [new ExportValue("x", Steps, 2)]));

    private static IEnumerable<LayerPattern> MaskedSoftmaxes() => new[] { ("Softmax", "softmax"), ("LogSoftmax", "log_softmax") }.Select(softmax =>
        new LayerPattern(softmax.Item1, new { axis = 1 }, reader => reader.Finish(reader.Layer(softmax.Item2).With("axis", 1), 0), ["x", "mask"], [new ExportValue("x", Steps, 1) { Mask = "mask" }]));

    private static IEnumerable<LayerPattern> Pools() => new[] { true, false }.Select(keepdims =>
        new LayerPattern("GlobalAveragePooling1D", new { keepdims }, reader => reader.Pooled(reader.Layer("global_average_pooling1d").Unless(false, "keepdims", keepdims), keepdims), ["x", "mask"], [new ExportValue("x", Steps, 1) { Mask = "mask" }]));

    private static IEnumerable<LayerPattern> WeightedAverages() => new[] { true, false }.Select(isMasked => new LayerPattern(
        "AttentionWeightedAverage",
        new { },
        reader => reader.Pooled(reader.Layer("attention_weighted_average").Weight("kernel", reader.Weight("kernel")), keepsSteps: false),
        isMasked ? ["x", "mask"] : ["x"],
        [new ExportValue("x", Steps, 1) { Mask = isMasked ? "mask" : null }]));

    private static IEnumerable<LayerPattern> Attentions() =>
        from word in new[] { "attention", "additive_attention" }
        from isConcat in word == "attention" ? new[] { false, true } : [false]
        from useScale in new[] { true, false }
        from isCausal in word == "attention" ? new[] { false, true } : [false]
        from ofQuery in new[] { true, false }
        from ofValue in new[] { true, false }
        select new LayerPattern(
            word == "attention" ? "Attention" : "AdditiveAttention",
            new { score_mode = isConcat ? "concat" : "dot", use_scale = useScale },
            reader =>
            {
                Layer layer = reader.Layer(word).Unless("dot", "score_mode", isConcat ? "concat" : "dot").Unless(word == "additive_attention", "use_scale", useScale);
                if (useScale)
                {
                    layer.Weight("scale", word == "attention" ? reader.Weight("scale").Reshape() : reader.Weight("scale"));
                }

                layer.Weight("concat_score_weight", isConcat ? reader.Weight("concat_score_weight").Reshape() : null);
                return reader.Attention(layer, isCausal, reader.ChannelsOf(1));
            },
            ["query", "value", "key", .. ofQuery ? new[] { "query_mask" } : [], .. ofValue ? new[] { "value_mask" } : []],
            [new("query", Steps, 1) { Mask = ofQuery ? "query_mask" : null }, new("value", OtherSteps, 1) { Mask = ofValue ? "value_mask" : null }, new("key", OtherSteps, 1)],
            isCausal);

    private static IEnumerable<LayerPattern> MultiHeads() =>
        from isCausal in new[] { false, true }
        from hasBias in new[] { true, false }
        from ofQuery in new[] { true, false }
        from ofValue in new[] { true, false }
        from ofKey in new[] { false, true }
        where !ofKey || ofValue
        select new LayerPattern(
            "MultiHeadAttention",
            new { num_heads = Heads, key_dim = KeySize, value_dim = ValueSize, output_shape = 1, use_bias = hasBias },
            reader => reader.MultiHead(isCausal, hasBias, [Heads, KeySize], [Heads, ValueSize], 1 / MathF.Sqrt(KeySize)),
            ["query", "value", "key", .. ofQuery ? new[] { "query_mask" } : [], .. ofValue ? new[] { "value_mask" } : [], .. ofKey ? new[] { "key_mask" } : []],
            [new("query", Steps, 1) { Mask = ofQuery ? "query_mask" : null }, new("value", OtherSteps, 1) { Mask = ofValue ? "value_mask" : null }, new("key", OtherSteps, 1) { Mask = ofKey ? "key_mask" : null }],
            isCausal,
            null,
            Steps,
            OtherSteps,
            Heads,
            KeySize,
            ValueSize,
            Heads * ValueSize,
            1 / MathF.Sqrt(KeySize));

    /// <summary>Weights of which only the number of values matters.</summary>
    private static WeightTensor Weight(string name)
    {
        int length = name switch
        {
            "/query/kernel" or "/query/bias" or "/key/kernel" or "/key/bias" => Heads * KeySize,
            "/value/kernel" or "/value/bias" or "/attention_output/kernel" => Heads * ValueSize,
            _ => 1,
        };
        return new([length], new float[length]);
    }

    /// <summary>What a walk needs to make the layer of a pattern.</summary>
    public OnnxWalk.PatternReader Reader(OnnxWalk walk, OnnxNode node, OnnxValue?[] inputs, Match match) => new(walk, node, inputs, Inputs, match, _template.Weights);
}
