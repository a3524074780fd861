using System.Text.Json;
using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Seeded small networks of several branches with random sizes.</summary>
internal static class RandomGraphs
{
    private const int Shapes = 15;
    private static readonly int SeedsPerShape = VectorWidths.IsQuick ? 1 : 3;

    public static IEnumerable<GraphCase> All() => Enumerable.Range(0, Shapes * SeedsPerShape).Select(Make);

    private static GraphCase Make(int index)
    {
        Random random = new(index);
        int Size() => 1 + random.Next(index % 2 == 0 ? 8 : 36);
        int size = Size();
        int units = Size();
        int steps = 1 + random.Next(7);
        int sourceSteps = 1 + random.Next(7);
        string cell = random.Next(3) switch { 0 => "LSTM", 1 => "GRU", _ => "SimpleRNN" };
        GraphInput[] twoTokens = [new("source", [sourceSteps], 6), new("target", [steps], 7)];
        GraphInput[] features = [new("values", [steps, size], 0)];
        (GraphInput[] inputs, LayerConfig[] layers) = (index % Shapes) switch
        {
            // One output taken three times, among them by an input of features itself.
            0 => (features, new[]
            {
                Layer("a", "Dense", new { units = size, activation = "tanh" }, "values"),
                Layer("b", "Dense", new { units = size }, "a"),
                Layer("sum", "Add", new { }, "b", "a", "values"),
                Recurrent("rnn", cell, units, true, "sum"),
                Layer("both", "Concatenate", new { }, "rnn", "a", "values"),
                Layer("last", "Dense", new { units = 3 }, "both"),
            }),

            // Encoder and decoder, with the states of both layers of the encoder.
            1 => (twoTokens, new[]
            {
                Embedding("words", 6, size, true, "source"),
                Recurrent("first", cell, units, true, "words"),
                Recurrent("second", cell, units, false, "first"),
                Embedding("targets", 7, size, false, "target"),
                Recurrent("decoder", cell, units, true, "targets") with { InitialStateFrom = "first" },
                Recurrent("decoder2", cell, units, true, "decoder") with { InitialStateFrom = "second" },
                Recurrent("decoder3", cell, units, true, "decoder2") with { InitialStateFrom = "first" },
                Layer("last", "Dense", new { units = 7, activation = "softmax" }, "decoder3"),
            }),

            // Bidirectional encoder, dot-product attention with masks of query and value.
            2 => (twoTokens, new[]
            {
                Embedding("words", 6, size, true, "source"),
                Both("encoder", cell, units, "words"),
                Embedding("targets", 7, size, true, "target"),
                Recurrent("decoder", cell, 2 * units, true, "targets") with { InitialStateFrom = "encoder" },
                Layer("attention", "Attention", new { use_scale = random.Next(2) == 0 }, "decoder", "encoder"),
                Layer("both", "Concatenate", new { }, "attention", "decoder"),
                Layer("last", "Dense", new { units = 5, activation = "tanh" }, "both"),
            }),

            // Additive attention with a key of its own; the encoder's output is used twice.
            3 => (twoTokens, new[]
            {
                Embedding("words", 6, size, true, "source"),
                Recurrent("encoder", cell, units, true, "words"),
                Layer("keys", "Dense", new { units }, "encoder"),
                Embedding("targets", 7, size, false, "target"),
                Recurrent("decoder", cell, units, true, "targets"),
                Layer("attention", "AdditiveAttention", new { use_scale = random.Next(2) == 0 }, "decoder", "encoder", "keys"),
                Recurrent("last", cell, 4, false, "attention"),
            }),

            // Keras' score_mode=concat.
            4 => (twoTokens, new[]
            {
                Embedding("words", 6, size, true, "source"),
                Recurrent("encoder", cell, units, true, "words"),
                Embedding("targets", 7, size, true, "target"),
                Recurrent("decoder", cell, units, true, "targets"),
                Layer("attention", "Attention", new { score_mode = "concat", use_scale = random.Next(2) == 0 }, "decoder", "encoder"),
                Layer("sum", "Add", new { }, "attention", "decoder"),
            }),

            // The context vector at every step of the decoder.
            5 => ([new("source", [sourceSteps], 6), new("values", [steps, size], 0)], new[]
            {
                Embedding("words", 6, size, false, "source"),
                Recurrent("encoder", cell, units, false, "words"),
                Layer("contexts", "RepeatVector", new { n = steps }, "encoder"),
                Layer("moved", "Dense", new { units = size }, "values"),
                Layer("joined", "Concatenate", new { }, "moved", "contexts"),
                Recurrent("decoder", cell, units, true, "joined") with { InitialStateFrom = "encoder" },
            }),

            // A sequence that attends to itself and to the caller's features.
            6 => (features, new[]
            {
                Layer("query", "Dense", new { units = size, activation = "tanh" }, "values"),
                Layer("attention", "Attention", new { }, "query", "query"),
                Layer("outer", "AdditiveAttention", new { }, "attention", "values", "query"),
                Layer("norm", "LayerNormalization", new { }, "outer"),
            }),

            // Flattened outputs and vectors.
            7 => ([new("values", [steps, size], 0), new("more", [steps * size], 0)], new[]
            {
                Layer("flat", "Flatten", new { }, "values"),
                Layer("wide", "Dense", new { units = steps * size }, "more"),
                Layer("sum", "Add", new { }, "wide", "flat", "more"),
                Layer("all", "Concatenate", new { }, "sum", "flat"),
                Layer("last", "Dense", new { units = 2 }, "all"),
            }),

            // Self-attention of several heads, that of tokens with a mask, that of a sequence that does not see later steps.
            8 => (twoTokens[..1], new[]
            {
                Embedding("words", 6, size, true, "source"),
                Layer("attention", "MultiHeadAttention", new { num_heads = 1 + random.Next(4), key_dim = Size(), use_bias = random.Next(2) == 0 }, "words", "words"),
                Layer("sum", "Add", new { }, "attention", "words"),
                Layer("norm", "LayerNormalization", new { }, "sum"),
                Layer("later", "MultiHeadAttention", new { num_heads = 2, key_dim = Size(), value_dim = Size(), use_causal_mask = true }, "norm", "norm"),
                Layer("last", "Dense", new { units = 3 }, "later"),
            }),

            // Attention of several heads to another sequence, with keys of its own, and to the caller's features.
            9 => ([.. twoTokens, new("values", [steps, size], 0)], new[]
            {
                Embedding("words", 6, size, true, "source"),
                Recurrent("encoder", cell, units, true, "words"),
                Layer("keys", "Dense", new { units = Size() }, "encoder"),
                Embedding("targets", 7, Size(), random.Next(2) == 0, "target"),
                Layer("attention", "MultiHeadAttention", new { num_heads = 3, key_dim = Size(), value_dim = Size(), output_shape = Size() }, "targets", "encoder", "keys"),
                Layer("outer", "MultiHeadAttention", new { num_heads = 1, key_dim = 70, value_dim = 65 }, "values", "attention"),
                Layer("causal", "Attention", new { use_causal_mask = true, score_mode = random.Next(2) == 0 ? "dot" : "concat" }, "outer", "values"),
            }),

            // More steps than a panel has columns.
            10 => ([new("values", [66, 3], 0)], new[]
            {
                Layer("attention", "MultiHeadAttention", new { num_heads = 2, key_dim = 5, value_dim = 18, use_causal_mask = index % 2 == 0 }, "values", "values"),
                Layer("last", "GlobalAveragePooling1D", new { }, "attention"),
            }),

            // Dropout of the weights of every kind of attention.
            11 => (twoTokens, new[]
            {
                Embedding("words", 6, size, true, "source"),
                Layer("keys", "Dense", new { units }, "words"),
                Embedding("targets", 7, units, index % 2 == 0, "target"),
                Layer("dot", "Attention", new { dropout = 0.3 }, "targets", "keys"),
                Layer("additive", "AdditiveAttention", new { dropout = 0.2 }, "dot", "keys"),
                Layer("heads", "MultiHeadAttention", new { num_heads = 3, key_dim = Size(), value_dim = Size(), dropout = 0.4 }, "additive", "words"),
                Layer("last", "Dense", new { units = 3 }, "heads"),
            }),

            // One channel, one vector and one value stand for all.
            12 => ([new("values", [steps, size], 0), new("more", [size], 0)], new[]
            {
                Layer("a", "Dense", new { units = size, activation = "tanh" }, "values"),
                Layer("gate", "Dense", new { units = 1, activation = "sigmoid" }, "a"),
                Layer("weighted", "Multiply", new { }, "gate", "a", "values"),
                Layer("context", "Dense", new { units = size }, "more"),
                Layer("shifted", "Add", new { }, "weighted", "context"),
                Layer("top", "Maximum", new { }, "more", "shifted"),
                Layer("low", "Minimum", new { }, "a", "top", "weighted"),
                Layer("one", "Dense", new { units = 1 }, "more"),
                Layer("scaled", "Multiply", new { }, "one", "low"),
                Layer("difference", "Subtract", new { }, "scaled", "gate"),
                Layer("mean", "Average", new { }, "difference", "one", "context"),
                Layer("last", "Dense", new { units = 3 }, "mean"),
            }),

            // Merged masks, and a product with a vector, which has none.
            13 => (twoTokens[..1], new[]
            {
                Embedding("words", 6, units, true, "source"),
                Recurrent("rnn", cell, units, true, "words"),
                Layer("product", "Multiply", new { }, "words", "rnn"),
                Recurrent("second", cell, units, true, "product"),
                Layer("mean", "GlobalAveragePooling1D", new { }, "second"),
                Layer("open", "Subtract", new { }, "mean", "second"),
                Recurrent("last", cell, 4, false, "open"),
            }),

            // A bidirectional layer starts from another one's states; masks are joined.
            _ => (twoTokens, new[]
            {
                Embedding("words", 6, size, true, "source"),
                Both("encoder", cell, units, "words"),
                Layer("summary", "GlobalAveragePooling1D", new { }, "encoder"),
                Layer("contexts", "RepeatVector", new { n = steps }, "summary"),
                Embedding("targets", 7, 2 * units, true, "target"),
                Both("decoder", cell, units, "targets") with { InitialStateFrom = "encoder" },
                Layer("masked", "Add", new { }, "decoder", "targets"),
                Layer("open", "Concatenate", new { }, "masked", "contexts"),
                Recurrent("last", cell, 4, false, "masked"),
                Layer("other", "GlobalMaxPooling1D", new { }, "open"),
                Layer("joined", "Concatenate", new { }, "other", "last"),
            }),
        };
        return new(inputs, layers, [.. ReferenceGraph.WeightShapes(inputs, layers).Select(weight => (weight.Name, Uniform(random, weight.Shape, 0.6)))]);
    }

    public static GoldenTensor Uniform(Random random, int[] shape, double limit) => new(
        shape, [.. Enumerable.Range(0, shape.Aggregate(1, (product, extent) => product * extent)).Select(_ => (double)(float)(((2 * random.NextDouble()) - 1) * limit))]);

    private static LayerConfig Embedding(string name, int vocabulary, int size, bool maskZero, string from) =>
        Layer(name, "Embedding", new { input_dim = vocabulary, output_dim = size, mask_zero = maskZero }, from);

    private static LayerConfig Recurrent(string name, string cell, int units, bool sequences, string from) => Layer(name, cell, Cell(cell, units, sequences), from);

    private static LayerConfig Both(string name, string cell, int units, string from) =>
        Layer(name, "Bidirectional", new { merge_mode = "concat", layer = new { class_name = cell, config = Cell(cell, units, true) } }, from);

    private static Dictionary<string, object> Cell(string cell, int units, bool sequences)
    {
        Dictionary<string, object> config = new() { ["units"] = units, ["activation"] = "tanh", ["return_sequences"] = sequences, ["return_state"] = true };
        if (cell != "SimpleRNN")
        {
            config["recurrent_activation"] = "sigmoid";
        }

        if (cell == "GRU")
        {
            config["reset_after"] = true;
        }

        return config;
    }

    private static LayerConfig Layer(string name, string className, object config, params string[] inbound) =>
        new(name, className, JsonNode.Parse(JsonSerializer.Serialize(config))!.AsObject()) { Inbound = inbound };
}
