using Spectre.Console;

namespace SeqGen.Reporting.Tests;

/// <summary>Descriptions and histories as a fit would leave them.</summary>
internal static class Samples
{
    public static ModelDescription Model(string name = "Reviews") => new()
    {
        Name = name,
        Inputs = [],
        Layers =
        [
            new() { Name = "embedding", ClassName = "Embedding", OutputShape = "(None, 500, 32)", Parameters = 320_000, Trainable = false },
            new() { Name = "lstm", ClassName = "LSTM", OutputShape = "(None, 32)", Parameters = 8_320 },
        ],
        Weights =
        [
            new() { Name = "embedding/embeddings", Shape = [10_000, 32], Offset = 0, Initializer = default, Trainable = false },
            new() { Name = "lstm/kernel", Shape = [65, 128], Offset = 320_000, Initializer = default },
        ],
        Output = new() { Steps = 0, Size = 1, Activation = "sigmoid" },
        StructureJson = "{}",
        WeightLength = 328_320,
    };

    public static History History(params (double Loss, double Validation)[] epochs)
    {
        History history = new();
        foreach ((double loss, double validation) in epochs)
        {
            history.Add(Epoch(history.Epochs.Count + 1, loss, validation));
        }

        return history;
    }

    public static EpochResult Epoch(int number, double loss, double validation) =>
        new(number, ["loss", "accuracy", "val_loss"], [loss, 0.5, validation], 1.25, 0.001);

    /// <summary>The part of a fit that a display looks at.</summary>
    public static FitContext Fit(int epochs, int rows)
    {
        MetricSet metrics = new([Metric.Accuracy], Loss.BinaryCrossentropy);
        return new FitContext(null!, new FitOptions { Epochs = epochs }, new RmsProp(), Loss.BinaryCrossentropy, metrics)
        {
            RowsPerEpoch = rows,
            StepsPerEpoch = rows,
        };
    }

    public static IAnsiConsole Console(StringWriter output, bool terminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new Output(output, terminal),
        });
        console.Profile.Width = 120;
        return console;
    }

    private sealed class Output(StringWriter writer, bool terminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => terminal;

        public int Width => 120;

        public int Height => 40;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
