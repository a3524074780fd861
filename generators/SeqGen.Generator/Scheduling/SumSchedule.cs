namespace SeqGen.Generator.Scheduling;

/// <summary>How long sums are formed: of the sums of their parts, since a float that grows with thousands of terms would lose their last digits.</summary>
internal static class SumSchedule
{
    /// <summary>Terms of a part of a long sum.</summary>
    public const int Part = 32;

    /// <summary>Rows whose products are added up in registers before they meet what is in a gradient already.</summary>
    public const int RowsTogether = 512;

    /// <summary>
    /// Floats of a row of the left matrix, from which on a gradient's tile asks for the columns after its own: they lie in another line of
    /// each row, and rows so wide are not in the first-level cache.
    /// </summary>
    private const int WideRow = 128;

    /// <summary>True where it asks for them: the lines of all rows then stay until their turn comes, which they do not where they meet in the cache.</summary>
    /// <param name="stride">Floats from one row of the left matrix to the next.</param>
    public static bool AsksForColumns(int stride) => stride >= WideRow && StepSchedule.Spread(stride) == stride;

    /// <summary>Sums of columns that run side by side, since an addition waits for the one before; of a sum in parts, the parts take registers too.</summary>
    /// <param name="inParts">True for sums in parts.</param>
    public static int ColumnsTogether(bool inParts) => inParts ? 8 : 16;

    /// <summary>Sums side by side of an inner product of so many vectors.</summary>
    public static int SumsOfInnerProduct(int vectors) => Math.Min(vectors, 8);

    /// <summary>
    /// Steps of a sequence whose products are added to a gradient at a time: what they read fits the first-level cache. More of a long
    /// sequence, whose sums keep their digits so.
    /// </summary>
    public static int GradientSteps(int steps) => Math.Max(64, steps / 16);

    /// <summary>True for a known number of terms that is above a limit.</summary>
    public static bool IsLong(Index count, int limit) => count is NumberIndex { Number: int number } && number > limit;
}
