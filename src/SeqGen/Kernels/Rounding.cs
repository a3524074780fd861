namespace SeqGen;

/// <summary>Rounding of lengths to whole cache lines and whole tiles.</summary>
internal static class Rounding
{
    /// <summary>Floats of a cache line, and of the widest vector.</summary>
    public const int FloatsPerLine = 16;

    public static int UpToLine(int floats) => (floats + FloatsPerLine - 1) & -FloatsPerLine;

    /// <summary>How many parts of a size a length has, the last one perhaps smaller.</summary>
    public static int Parts(int length, int size) => (int)(((long)length + size - 1) / size);

    public static long Up(int value, int multiple) => (long)Parts(value, multiple) * multiple;
}
