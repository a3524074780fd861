namespace SeqGen.Generator.Planning;

/// <summary>A named part of a workspace.</summary>
internal sealed record BufferPlan(string Name, int Offset, int Length, BufferShape Shape);

/// <summary>How a part of a workspace is divided: <c>[rows][slots][stride]</c>.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Slots">Steps of a row, and places for what comes before or after them.</param>
/// <param name="Stride">Floats of a slot.</param>
/// <param name="Size">Those that are not padding.</param>
internal sealed record BufferShape(int Rows, int Slots, int Stride, int Size)
{
    /// <summary>True for a vector that all rows share.</summary>
    public bool IsShared { get; init; }

    /// <summary>The shape as comments in emitted code have it.</summary>
    public override string ToString() => IsShared ? $"[{Slots * Stride}]" : Stride == 1 ? $"[{Rows}][{Slots}]" : $"[{Rows}][{Slots}][{Stride}]";
}
