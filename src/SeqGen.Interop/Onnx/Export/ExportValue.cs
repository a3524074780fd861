namespace SeqGen.Interop.Onnx.Export;

/// <summary>A value of the written graph: the output of a layer, with the batch as its first axis.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Steps">The steps of a sequence; 0 for one vector.</param>
/// <param name="Size">The values of a step, or of the vector.</param>
internal sealed record ExportValue(string Name, int Steps, int Size)
{
    /// <summary>Which steps are real, [batch, steps] of bool; null where all are.</summary>
    public string? Mask { get; init; }

    /// <summary>Which steps there are, [batch, steps] of bool, where sequences have any length: the first ones. Null where there are all.</summary>
    public string? Presence { get; init; }

    /// <summary>True for tokens that an embedding looks up: whole numbers [batch, steps], of which there are Size different ones.</summary>
    public bool IsTokens { get; init; }

    public bool IsSequence => Steps > 0;

    /// <summary>The shape of one row.</summary>
    public int[] Shape => IsTokens ? [Steps] : IsSequence ? [Steps, Size] : [Size];

    /// <summary>The shape as the runtime's description writes it.</summary>
    public string ShapeText => $"(None, {(Presence is null ? "" : "up to ")}{string.Join(", ", Shape)})";
}
