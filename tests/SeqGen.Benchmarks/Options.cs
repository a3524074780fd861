using System.Globalization;
using SeqGen.Benchmarks.Measuring;

namespace SeqGen.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    /// <summary>How the program is used.</summary>
    public const string Usage = """
        workloads [--only W1,W2] [--kinds infer,train] [--threads N] [--seconds N] [--emitted no] [--json FILE] [--curves FILE.html]
            measures the ceilings, then the workloads, and prints a table
        peers [--only W1,silero] [--kinds infer,stream] [--threads N] [--seconds N]
            measures SeqGen and ONNX Runtime in turn, after both have computed the same (not in a NativeAOT executable)
        ranks [--only S8,W8,T10,exchange] [--threads N] [--seconds N] [--rows N] [--gigabits N] [--overlap yes|both]
            measures training steps, by itself or on each rank under mpirun; as if by a network of so many Gbit/s, and with gradients sent while others are computed ("overlapped")
        plan FILE FIGURE.svg
            fits what steps cost to the rows that ranks has printed to a file, and says what more machines would take
        vectors
            measures how fast word vectors are loaded and trained
        kernels [arguments of BenchmarkDotNet]
            measures single layers with BenchmarkDotNet (not in a NativeAOT executable)
        executables [--model FOLDER]
            publishes the samples' executables; size, time and memory up to the first prediction (not in a NativeAOT executable)
        """;

    private const int DefaultSeconds = 60;

    /// <summary>The workloads to measure; empty for all.</summary>
    public IReadOnlyList<string> Only { get; private init; } = [];

    /// <summary>The kinds to measure; empty for all.</summary>
    public IReadOnlyList<CaseKind> Kinds { get; private init; } = [];

    /// <summary>Threads of batches and training.</summary>
    public int Threads { get; private init; } = 1;

    /// <summary>Time for the rounds of the workloads (and a third of it for the curves).</summary>
    public TimeSpan Budget { get; private init; } = TimeSpan.FromSeconds(DefaultSeconds);

    /// <summary>False to leave out the emitted code's size and compile time.</summary>
    public bool Emitted { get; private init; } = true;

    /// <summary>Where the figures go as JSON, or null.</summary>
    public string? JsonPath { get; private init; }

    /// <summary>Where the report with the cost curves goes, or null.</summary>
    public string? CurvesPath { get; private init; }

    /// <summary>Rows of a batch; 0 for those of the workload.</summary>
    public int Rows { get; private init; }

    /// <summary>Gbit/s of the network that exchanges are slowed down to; 0 for none.</summary>
    public int Gigabits { get; private init; }

    /// <summary>Whether gradients are sent while others are computed; or both, measured in turn.</summary>
    public IReadOnlyList<bool> Overlaps { get; private init; } = [false];

    /// <summary>Reads the words after <c>workloads</c>, <c>peers</c> or <c>ranks</c>.</summary>
    /// <exception cref="ArgumentException">A word is unknown or has no value.</exception>
    public static Options Parse(ReadOnlySpan<string> words)
    {
        Options options = new();
        for (int i = 0; i < words.Length; i += 2)
        {
            if (i + 1 == words.Length)
            {
                throw new ArgumentException($"'{words[i]}' needs a value.");
            }

            string value = words[i + 1];
            options = words[i] switch
            {
                "--only" => options with { Only = value.Split(',') },
                "--kinds" => options with { Kinds = [.. value.Split(',').Select(ParseKind)] },
                "--threads" => options with { Threads = ParsePositive(value) },
                "--seconds" => options with { Budget = TimeSpan.FromSeconds(ParsePositive(value)) },
                "--rows" => options with { Rows = ParsePositive(value) },
                "--gigabits" => options with { Gigabits = ParsePositive(value) },
                "--overlap" when value is "yes" or "no" or "both" => options with { Overlaps = value == "both" ? [false, true] : [value == "yes"] },
                "--emitted" when value is "yes" or "no" => options with { Emitted = value == "yes" },
                "--json" => options with { JsonPath = value },
                "--curves" => options with { CurvesPath = value },
                _ => throw new ArgumentException($"'{words[i]}' is not an option, or '{value}' not a value of it."),
            };
        }

        return options;
    }

    /// <summary>True where a workload is to be measured.</summary>
    public bool Wants(string workload) => Only.Count == 0 || Only.Contains(workload, StringComparer.OrdinalIgnoreCase);

    /// <summary>True where a kind is to be measured.</summary>
    public bool Wants(CaseKind kind) => Kinds.Count == 0 || Kinds.Contains(kind);

    private static CaseKind ParseKind(string text) =>
        Enum.TryParse(text, ignoreCase: true, out CaseKind kind) && Enum.IsDefined(kind)
            ? kind
            : throw new ArgumentException($"'{text}' is not a kind: there are {string.Join(", ", Enum.GetNames<CaseKind>()).ToLowerInvariant()}.");

    private static int ParsePositive(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new ArgumentException($"'{text}' is not a positive number.");
}
