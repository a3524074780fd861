namespace SeqGen;

/// <summary>Rounding of lengths to whole cache lines and whole tiles.</summary>
internal static class Rounding
{
    /// <summary>Floats of a cache line, and of the widest vector.</summary>
    public const int FloatsPerLine = 16;

    public static int UpToLine(int floats) => (floats + FloatsPerLine - 1) & -FloatsPerLine;

    public static int Up(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
