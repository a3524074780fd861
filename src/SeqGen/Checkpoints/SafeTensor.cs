namespace SeqGen;

/// <summary>A tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values, for instance <c>F32</c>.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Start">The first byte among the values of the file.</param>
/// <param name="End">The byte after the last one.</param>
internal sealed record SafeTensor(string Name, string Type, long[] Shape, long Start, long End)
{
    private const int LongestName = 100;

    /// <summary>The types that become weights: each value of the first three is a float32, and of F64 those that are one are taken.</summary>
    public static string Readable => "F32, F16, BF16 and F64";

    public bool IsReadable => Type is "F32" or "F16" or "BF16" or "F64";

    /// <summary>A name for a message: a file may hold one that is longer than any message should be.</summary>
    public static string Quote(string name) => name.Length <= LongestName ? $"'{name}'" : $"'{name[..LongestName]}...'";

    /// <summary>The bits of a value; null for a type that the format does not know.</summary>
    public static int? BitsOf(string type) => type switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 8,
        "I16" or "U16" or "F16" or "BF16" => 16,
        "I32" or "U32" or "F32" => 32,
        "I64" or "U64" or "F64" or "C64" => 64,
        _ => null,
    };

    /// <summary>The place of one of its values, for instance <c>[2, 7]</c>.</summary>
    public string Place(int index) => Place([.. Shape.Select(extent => (int)extent)], index);

    /// <summary>The place of a value in a tensor of a shape, for instance <c>[2, 7]</c>.</summary>
    public static string Place(IReadOnlyList<int> shape, int index)
    {
        int[] place = new int[shape.Count];
        for (int axis = place.Length - 1; axis >= 0; axis--)
        {
            place[axis] = index % shape[axis];
            index /= shape[axis];
        }

        return $"[{string.Join(", ", place)}]";
    }
}
