using System.Diagnostics;
using System.Globalization;
using SeqGen.Data;

namespace SeqGen.Samples.Tensors;

/// <summary>Where a row prints, adds its figures, and finds its data.</summary>
internal sealed class RowPage(SampleOptions options)
{
    /// <summary>A few texts, for rows that need no real ones.</summary>
    public static readonly string[] Texts =
    [
        "The cat sat on the mat.",
        "The dog sat on the log, and the cat saw it!",
        "Dogs and logs can't sit on cats.",
    ];

    private readonly Lazy<List<LabelledText>> _training = new(() => ReadReviews(DataPart.Train, options));
    private readonly Lazy<List<LabelledText>> _test = new(() => ReadReviews(DataPart.Test, options));

    /// <summary>The row that is being shown.</summary>
    public string Row { get; set; } = "";

    /// <summary>What was measured.</summary>
    public FigureRecord Record { get; } = new("T1-T9");

    /// <summary>Seed of what is chosen at random.</summary>
    public int Seed => options.Seed;

    /// <summary>The training reviews of IMDB.</summary>
    public List<LabelledText> TrainingReviews => _training.Value;

    /// <summary>The test reviews of IMDB.</summary>
    public List<LabelledText> TestReviews => _test.Value;

    /// <summary>Prints a line of the row.</summary>
    public static void Print(FormattableString line) => Console.WriteLine("  " + line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a figure of the row.</summary>
    public void Add(string name, double value) => Record.Add(Row, name, value);

    /// <summary>Does the work, and says how many seconds it took.</summary>
    public static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        return (result, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>The folder of a data set.</summary>
    /// <param name="name">Its name below SEQGEN_DATA.</param>
    /// <param name="content">What it holds, for the message where it is missing.</param>
    public string Find(string name, string content) => options.FindData(name, content);

    private static List<LabelledText> ReadReviews(DataPart part, SampleOptions options)
    {
        string folder = options.FindData("imdb", "train-*.jsonl.gz and test-*.jsonl.gz");
        return Stage.Run($"Reading the {part.ToString().ToLowerInvariant()} reviews", () => ImdbReviews.Load(part, folder));
    }
}
