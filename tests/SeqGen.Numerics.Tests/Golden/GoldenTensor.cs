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

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="NotSupportedCase">It holds something unknown.</exception>
    /// <exception cref="FormatException">There are not as many values as its shape says.</exception>
    public static GoldenTensor Read(JsonElement tensor)
    {
        GoldenKeys.RequireKnown(tensor, "a tensor", "shape", "data");
        GoldenTensor read = new(
            [.. tensor.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())],
            [.. tensor.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())]);
        int length = read.Shape.Aggregate(1, (product, extent) => product * extent);
        return read.Values.Length == length ? read : throw new FormatException($"a tensor ({string.Join(", ", read.Shape)}) of {read.Values.Length} values");
    }

    /// <summary>The tensors of an optional list; empty where it is missing or null.</summary>
    public static GoldenTensor[] ReadList(JsonElement owner, string name) =>
        Find(owner, name) is { } list ? [.. list.EnumerateArray().Select(Read)] : [];

    /// <summary>An optional tensor.</summary>
    public static GoldenTensor? ReadOptional(JsonElement owner, string name) => Find(owner, name) is { } tensor ? Read(tensor) : null;

    /// <summary>Tensors by name, in the order of the file.</summary>
    public static IReadOnlyList<(string Name, GoldenTensor Tensor)> ReadNamed(JsonElement owner, string name) =>
        [.. owner.GetProperty(name).EnumerateObject().Select(property => (property.Name, Read(property.Value)))];

    private static JsonElement? Find(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * RowLength, RowLength);

    public float[] RowFloats(int row) => Array.ConvertAll(Row(row).ToArray(), value => (float)value);

    public int[] RowIntegers(int row) => Array.ConvertAll(Row(row).ToArray(), value => (int)value);
}
