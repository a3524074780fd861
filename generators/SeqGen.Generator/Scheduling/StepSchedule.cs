namespace SeqGen.Generator.Scheduling;

/// <summary>
/// What a plan decides for all targets alike, since buffers and the order of sums follow from it: how many sequences run side by side, and
/// how a recurrent layer goes through its steps. It depends on the sizes of caches, which the processors of a decade have in common.
/// </summary>
internal static class StepSchedule
{
    /// <summary>Floats of a first-level cache (32 KB): what is larger is waited for at every use.</summary>
    public const int FirstLevelCache = 1 << 13;

    /// <summary>Floats of a second-level cache, of which newer processors have the double.</summary>
    public const int SecondLevelCache = 1 << 18;

    /// <summary>
    /// Floats from one step to the next of which few sets of a first-level cache (of 64 lines) hold all steps: every 16th line, at most.
    /// </summary>
    private const int MeetingStride = 1 << 8;

    /// <summary>Values of a recurrent kernel from which on reading it, step after step, is what a tile waits for.</summary>
    private const int LargeKernel = 1 << 16;

    /// <summary>Values of a table that is not in the first-level cache when a row is needed.</summary>
    private const int LargeTable = 1 << 14;

    /// <summary>The most steps of a stretch that are projected at once.</summary>
    private const int LongestStretch = 64;

    /// <summary>The fewest of them that are worth it.</summary>
    private const int ShortestStretch = 16;

    /// <summary>The most inputs of a step whose projection is hidden by the chain of the gates.</summary>
    private const int FewInputs = 32;

    /// <summary>
    /// Sequences of a tile: four, of which a long sequence's steps stay in the second-level cache; eight where they share the reading
    /// of a large recurrent kernel.
    /// </summary>
    /// <param name="stepWeights">Values of each matrix that is read at every step.</param>
    public static int TileRows(IEnumerable<int> stepWeights) => stepWeights.Any(IsLarge) ? 8 : 4;

    /// <summary>
    /// Floats from one step to the next, so that the same columns of many steps stay in the first-level cache: where all of them would meet
    /// in a few of its sets, each throws others out, and a gradient of a kernel, for which they pass again and again, reads them from the next level.
    /// </summary>
    /// <param name="stride">Floats of a step, padded.</param>
    public static int Spread(int stride) => stride % MeetingStride == 0 ? stride + Line.Length : stride;

    /// <summary>True for a recurrent kernel that a stack of layers does not keep in the second-level cache beside the others.</summary>
    /// <param name="values">Its values.</param>
    public static bool IsLarge(int values) => values >= LargeKernel;

    /// <summary>
    /// True for a recurrent kernel that leaves no room in a second-level cache of 1 MB: steps then go through it to and fro, so that each one finds there what the
    /// one before has read last. In order they would find nothing.
    /// </summary>
    /// <param name="floats">Floats of the kernel, packed.</param>
    public static bool TurnsAround(int floats) => floats > SecondLevelCache / 2;

    /// <summary>True where the row of a table that the next step looks up is asked for in this one.</summary>
    /// <param name="values">The table's values.</param>
    public static bool AsksAhead(int values) => values >= LargeTable;

    /// <summary>
    /// True where the past that a stream's steps see is so long that it is not moved at each step: the steps move on in a larger buffer instead, and
    /// only at its end the past is brought back to the start.
    /// </summary>
    /// <param name="values">Values of the past.</param>
    public static bool Slides(int values) => values > Line.Length;

    /// <summary>
    /// True where a block's steps lie in the lanes of vectors instead of the values of a step: those would leave lanes empty, or read a line of their kernel for
    /// each step that they are multiplied with. Blocks that fill no whole lines stay as they are.
    /// </summary>
    /// <param name="steps">Steps of the block.</param>
    /// <param name="values">The most values of a step of all layers.</param>
    public static bool PutsStepsInLanes(int steps, int values) => steps % Line.Length == 0 && values <= Line.Length;

    /// <summary>Steps that a stream moves on in the buffers of its past before they are brought back: of a past of a thousand steps that is some steps' copies each.</summary>
    /// <param name="steps">Steps of a run.</param>
    public static int StreamRoom(int steps) => Math.Max(256, 8 * steps);

    /// <summary>
    /// Inference projects the input for this many steps at a time, so that their projections are still in cache when
    /// the steps come: a divisor of the steps, or all of them where there is no fitting one. In a small layer each step of
    /// one sequence projects its own input, while it waits for the state of the step before.
    /// </summary>
    /// <param name="steps">The steps of a sequence.</param>
    /// <param name="rows">Sequences side by side.</param>
    /// <param name="inputs">Values of a step.</param>
    /// <param name="stepValues">Values of the matrices that a step multiplies by, padded.</param>
    public static int Stretch(int steps, int rows, int inputs, int stepValues) =>
        rows == 1 && inputs <= FewInputs && stepValues <= FirstLevelCache ? 1
        : steps <= LongestStretch ? steps
        : Enumerable.Range(ShortestStretch, LongestStretch - ShortestStretch + 1).LastOrDefault(n => steps % n == 0) is > 0 and var divisor ? divisor
        : steps;
}
