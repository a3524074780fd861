namespace SeqGen.Generator.Planning;

/// <summary>The unit of all layouts, whatever the vector width: 16 floats.</summary>
internal static class Line
{
    /// <summary>Floats of a line.</summary>
    public const int Length = 16;

    /// <summary>The number rounded up to whole lines.</summary>
    public static int Pad(int size) => (size + Length - 1) / Length * Length;
}
