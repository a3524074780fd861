using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>An input's axes, and what they can be.</summary>
/// <param name="Name">The input.</param>
/// <param name="Extents">Their extents; null for what the file leaves open.</param>
/// <param name="DimensionNames">Their names in the file, or nothing.</param>
/// <param name="Candidates">The meanings of all of them that file and arguments allow, the likeliest first.</param>
internal sealed record InputAxes(string Name, int?[] Extents, string[] DimensionNames, AxisKind[][] Candidates)
{
    private const string Batch = "batch";
    private const string Steps = "steps";
    private const string Features = "features";
    private const string One = "1";

    private static readonly HashSet<string> BatchNames = [Batch, "batches", "batchsize"];
    private static readonly HashSet<string> StepNames = [Steps, "step", "time", "timesteps", "timestep", "seq", "seqlen", "seqlength", "sequence", "length", "len", "frames", "frame", "tokens"];
    private static readonly HashSet<string> FeatureNames = [Features, "feature", "channels", "channel"];

    /// <summary>The same where it was said how many steps there are: then those are what the file leaves open, where it leaves anything open that they can be.</summary>
    public InputAxes WithOpenSteps() => Candidates.Where(kinds => kinds.Zip(Extents).Any(pair => pair is (AxisKind.Time, null))).ToArray() is { Length: > 0 } open ? this with { Candidates = open } : this;

    /// <summary>Axes in the words of the argument <c>--axes</c>.</summary>
    public static string Words(AxisKind[] kinds) => string.Join(",", kinds.Select((kind, axis) => kind switch
    {
        AxisKind.Time => Steps,
        AxisKind.Channel => Features,
        _ => Array.IndexOf(kinds, AxisKind.Unit) == axis ? Batch : One,
    }));

    /// <summary>The kinds that an argument gives an input's axes.</summary>
    /// <exception cref="ImportException">It is none of the input.</exception>
    public static AxisKind?[]? Given(ValueInfoProto input, int rank, bool isStep, ImportContext context)
    {
        if (context.AxesOf(input.Name) is not { } text)
        {
            return null;
        }

        string[] words = [.. text.Split(',').Select(word => word.Trim())];
        if (words.Length != rank)
        {
            throw context.Error($"--axes {input.Name}={text} names {words.Length} axes; the input '{input.Name}' has {rank}.");
        }

        return [.. words.Select(word => word switch
        {
            Batch or One => (AxisKind?)AxisKind.Unit,
            Steps => isStep ? AxisKind.Unit : AxisKind.Time,
            Features => AxisKind.Channel,
            _ => throw context.Error($"--axes {input.Name}={text}: '{word}' is none of {Batch}, {Steps}, {Features} and {One}."),
        })];
    }

    /// <summary>What the name of a dimension says; null where it says nothing, or several things.</summary>
    public static AxisKind? KindOf(string name, bool isStep)
    {
        name = name.ToLowerInvariant();
        HashSet<string> words = [.. name.Split(' ', '_', '-', '.', '/', ':')];
        return (words.Overlaps(BatchNames) || name is "n" or "b", words.Overlaps(StepNames) || name is "t" or "l", words.Overlaps(FeatureNames) || name is "c") switch
        {
            (true, false, false) => AxisKind.Unit,
            (false, true, false) => isStep ? AxisKind.Unit : AxisKind.Time,
            (false, false, true) => AxisKind.Channel,
            _ => null,
        };
    }
}
