using System.Text.Json;
using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>
/// What golden files may hold. A key that nobody reads would be an expectation that nobody checks, so every object is
/// looked through for keys that the harness does not know.
/// </summary>
internal static class GoldenKeys
{
    /// <summary>Keys that say nothing about numbers.</summary>
    private static readonly string[] Remarks = ["name", "note", "f32_err"];

    /// <summary>Families of layer cases.</summary>
    private static readonly string[] LayerFamilies =
    [
        "rnn_simple_rnn", "rnn_lstm", "rnn_gru", "rnn_peephole", "rnn_lstm_projection", "rnn_mingru", "bidirectional", "stacked", "embedding",
        "embedding_mask", "dense", "conv1d", "conv1d_more", "pooling", "shapes1d", "activations_more", "stateful_io", "time_distributed_more",
    ];

    /// <summary>Families of whole models.</summary>
    private static readonly string[] ModelFamilies = ["models", "merges", "multi_output"];

    /// <summary>The keys of a case of the other families.</summary>
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["losses"] = ["config", "y_true", "y_pred", "expected"],
        ["optimizers"] = ["class_name", "config", "params", "grads", "expected"],
        ["schedules"] = ["class_name", "config", "steps", "expected"],
        ["text_to_word_sequence"] = ["text", "filters", "lower", "split", "expected"],
        ["pad_sequences"] = ["sequences", "maxlen", "dtype", "padding", "truncating", "value", "expected"],
        ["tokenizer"] = ["config", "fit", "apply", "expected"],
        ["hashing_trick"] = ["text", "n", "hash_function", "filters", "lower", "split", "expected"],
        ["ngrams"] = ["tokens", "n", "expected"],
        ["treebank"] = ["text", "expected"],
        ["timeseries"] = ["function", "data", "targets", "config", "expected"],
    };

    public static bool IsKnownFamily(string family) => LayerFamilies.Contains(family) || ModelFamilies.Contains(family) || Others.ContainsKey(family);

    /// <summary>Looks through a case that is no model's.</summary>
    /// <exception cref="NotSupportedCase">The family, or a key, is unknown.</exception>
    public static void RequireKnown(string family, JsonElement golden) => RequireKnown(
        golden, "the case", [.. Others.GetValueOrDefault(family) ?? throw new NotSupportedCase($"family {family}"), .. Remarks]);

    /// <summary>Looks through an object of a case.</summary>
    /// <param name="owner">The object.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="known">The keys that somebody reads.</param>
    /// <exception cref="NotSupportedCase">It holds another key, or one of them twice.</exception>
    public static void RequireKnown(JsonElement owner, string what, params string[] known) => RequireKnown(owner.EnumerateObject().Select(property => property.Name), what, known);

    /// <inheritdoc cref="RequireKnown(JsonElement, string, string[])"/>
    public static void RequireKnown(JsonObject owner, string what, params string[] known) => RequireKnown(owner.Select(property => property.Key), what, known);

    /// <summary>The keys of a case of layers or of a model, beside remarks.</summary>
    public static void RequireKnownCase(JsonElement golden, params string[] known) => RequireKnown(golden, "the case", [.. known, .. Remarks]);

    private static void RequireKnown(IEnumerable<string> keys, string what, string[] known)
    {
        HashSet<string> seen = [];
        foreach (string key in keys)
        {
            if (!known.Contains(key) || !seen.Add(key))
            {
                throw new NotSupportedCase($"key {key} of {what}{(seen.Contains(key) ? ", given twice" : "")}");
            }
        }
    }
}
