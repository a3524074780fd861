using System.Text.Json;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>A tensor of golden numbers, row-major.</summary>
/// <param name="Shape">The extents, the batch first where there is one.</param>
/// <param name="Values">All values.</param>
internal sealed record GoldenTensor(int[] Shape, double[] Values)
{
    /// <summary>No values.</summary>
    public static GoldenTensor None { get; } = new([0], []);

    /// <summary>The first extent.</summary>
    public int Rows => Shape[0];

    /// <summary>Values of a row.</summary>
    public int RowLength => Rows == 0 ? 0 : Values.Length / Rows;

    public float[] Floats => Array.ConvertAll(Values, value => (float)value);

    public int[] Integers => Array.ConvertAll(Values, value => (int)value);

    public static GoldenTensor Read(JsonElement tensor) => new(
        [.. tensor.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())],
        [.. tensor.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())]);

    /// <summary>The tensors of an optional list; empty where it is missing or null.</summary>
    public static GoldenTensor[] ReadList(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(Read)]
            : [];

    /// <summary>An optional tensor.</summary>
    public static GoldenTensor? ReadOptional(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement tensor) && tensor.ValueKind == JsonValueKind.Object ? Read(tensor) : null;

    /// <summary>Tensors by name, in the order of the file; empty where the object is missing.</summary>
    public static IReadOnlyList<(string Name, GoldenTensor Tensor)> ReadNamed(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement named) && named.ValueKind == JsonValueKind.Object
            ? [.. named.EnumerateObject().Select(property => (property.Name, Read(property.Value)))]
            : [];

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * RowLength, RowLength);

    public float[] RowFloats(int row) => Array.ConvertAll(Row(row).ToArray(), value => (float)value);

    public int[] RowIntegers(int row) => Array.ConvertAll(Row(row).ToArray(), value => (int)value);
}
