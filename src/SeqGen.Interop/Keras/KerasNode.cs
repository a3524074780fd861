using System.Text.Json;
using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>An output of a layer: Keras counts a layer's uses and the outputs of each.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Index">0 for the output, more for final states.</param>
internal sealed record KerasTensor(string Layer, int Index)
{
    /// <summary>Reads <c>["name", 0, 0]</c>, or a list of such.</summary>
    public static List<KerasTensor> ReadList(JsonPlace place) => IsReference(place) ? [Read(place)] : [.. place.Items().Select(Read)];

    /// <summary>True for <c>["name", 0, 0]</c>.</summary>
    public static bool IsReference(JsonPlace place) => place.IsList && place.Items() is [{ Value.ValueKind: JsonValueKind.String } name, { IsNumber: true }, { IsNumber: true }, ..] && name.Text() != Constant;

    /// <summary>What Keras 2 writes in the place of a layer's name before a constant.</summary>
    public const string Constant = "_CONSTANT_VALUE";

    public static KerasTensor Read(JsonPlace place)
    {
        List<JsonPlace> items = place.Items();
        return items.Count >= 3 ? new(items[0].Text(), items[2].Integer()) : throw place.Error("is no reference to a layer's output");
    }

    /// <summary>The output that a value of a call is; null for any other value.</summary>
    public static KerasTensor? Of(JsonPlace value) => value.IsObject && value.Optional("config") is { IsObject: true } config && config.Optional("keras_history") is { } history ? Read(history)
        : IsReference(value) ? Read(value)
        : null;
}

/// <summary>One use of a layer.</summary>
/// <param name="Arguments">The values of the call in order; those of keywords with their names. Nulls are left out.</param>
internal sealed record KerasNode(IReadOnlyList<(string? Name, JsonPlace Value)> Arguments)
{
    /// <summary>All outputs of layers that the call takes.</summary>
    public IReadOnlyList<KerasTensor> All { get; } = [.. Arguments.SelectMany(argument => Tensors(argument.Value))];

    /// <summary>Reads all uses of a layer.</summary>
    public static List<KerasNode> ReadAll(JsonPlace layer) => [.. (layer.Optional("inbound_nodes")?.Items() ?? []).Select(node => node.IsObject ? ReadKeras3(node) : ReadKeras2(node))];

    /// <summary>The outputs of layers in a value: one, or those of a list.</summary>
    public static IEnumerable<KerasTensor> Tensors(JsonPlace value) => KerasTensor.Of(value) is { } tensor ? [tensor]
        : value.IsList ? value.Items().SelectMany(Tensors)
        : [];

    /// <summary>Keras 2 has a list of what goes in, and the keywords of the call beside each.</summary>
    private static KerasNode ReadKeras2(JsonPlace node)
    {
        List<JsonPlace> sources = KerasTensor.IsReference(node) || ConstantOf(node) is not null ? [node] : node.Items();
        foreach (JsonPlace source in sources.Where(source => !KerasTensor.IsReference(source) && ConstantOf(source) is null))
        {
            throw source.Error("is no reference to a layer's output");
        }

        JsonPlace[] keywords = [.. sources.Select(source => source.Items()).Where(parts => parts.Count > 3).Select(parts => parts[3])];
        foreach (JsonPlace other in keywords.Where(other => other.Value.GetRawText() != keywords[0].Value.GetRawText()))
        {
            throw other.Error("differs from the keywords of the same call before it");
        }

        return new([.. sources.Select(source => ((string?)null, ConstantOf(source) ?? source)), .. keywords.Take(1).SelectMany(Keywords)]);
    }

    /// <summary>The constant in the place of an output: <c>["_CONSTANT_VALUE", -1, 2.0, {}]</c>.</summary>
    private static JsonPlace? ConstantOf(JsonPlace source) =>
        source.IsList && source.Items() is [{ Value.ValueKind: JsonValueKind.String } name, _, var value, ..] && name.Text() == KerasTensor.Constant ? value : null;

    private static KerasNode ReadKeras3(JsonPlace node) =>
        new([.. node["args"].Items().Where(value => !value.IsNull).Select(value => ((string?)null, value)), .. node.Optional("kwargs") is { } keywords ? Keywords(keywords) : []]);

    private static IEnumerable<(string?, JsonPlace)> Keywords(JsonPlace keywords) => keywords.MemberNames.Where(keywords.Has).Select(name => ((string?)name, keywords[name]));
}
