using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using SeqGen.Benchmarks.Measuring;
using SeqGen.Samples;
using SeqGen.Samples.Sentiment;
using SeqGen.Text;

namespace SeqGen.Benchmarks;

/// <content>Publishes the samples' executables of all levels, starts them in turn, and prints what they need.</content>
internal static partial class Executables
{
    private const int Runs = 40;
    private const double MebiByte = 1 << 20;
    private const string Text = "the acting is superb and the story is moving but the ending was a waste of time";

    private static readonly string[] Samples = ["SentimentCli"];

    private static readonly string Repository = typeof(Executables).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    static partial void Measure(string? modelFolder)
    {
        string folder = Path.Combine(Repository, "artifacts", "executables");
        string model = modelFolder ?? SaveModel(Path.Combine(folder, "model"));
        List<StartFigures> all = [];
        foreach (string sample in Samples)
        {
            string output = Path.Combine(folder, sample);
            Publish(sample, output);
            all.AddRange(Directory.GetFiles(output, sample + "*").Order(StringComparer.Ordinal).Select(file => new StartFigures(file)));
        }

        for (int run = 0; run < Runs; run++)
        {
            foreach (StartFigures figures in all)
            {
                figures.Add(ProgramStart.Measure(figures.File, [model], Text));
            }
        }

        Console.WriteLine($"From the start of the process to the first score of {model}: {Runs} starts each, in turn.");
        Console.WriteLine("executable              size MB   wall ms: median     p10   processor ms: median     p10   peak memory MB");
        foreach (StartFigures figures in all)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(figures.File),-22} {new FileInfo(figures.File).Length / 1e6,8:f2} {figures.Wall.Median,17:f2} {figures.Wall.Quantile(0.1),7:f2} {figures.Processor.Median,22:f2} {figures.Processor.Quantile(0.1),7:f2} {figures.Memory.Median / MebiByte,16:f1}"));
        }
    }

    /// <summary>Levels side by side with a selector; where there are none, one executable.</summary>
    private static void Publish(string sample, string output)
    {
        Console.WriteLine($"publishing {sample} ...");
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["publish", Path.Combine(Repository, "samples", sample), "-c", "Release", "-o", output,
             OperatingSystem.IsWindows() ? "-p:SeqGenCpu=v3" : "-p:SeqGenCpu=all"])
        {
            RedirectStandardOutput = true,
        };
        using Process publish = Process.Start(start)!;
        string text = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        if (publish.ExitCode != 0)
        {
            throw new ArgumentException($"{sample} cannot be published:\n{text}");
        }
    }

    /// <summary>The review model with random weights and a full vocabulary of made-up words.</summary>
    private static string SaveModel(string folder)
    {
        ReviewLstm model = new(seed: 7);
        InputDescription input = model.Description.Inputs[0];
        IEnumerable<string> words = Enumerable.Range(0, input.Vocabulary).Select(number => $"word{number * 7919L % 1_000_003}");
        TokenEncoder encoder = TokenEncoder.Fit(input, new Tokenizer(input.Vocabulary), [Text, .. words]);
        new TextClassifier(model, encoder).Save(folder);
        return folder;
    }

    private sealed class StartFigures(string file)
    {
        public string File { get; } = file;

        public SampleList Wall { get; } = new();

        public SampleList Processor { get; } = new();

        public SampleList Memory { get; } = new();

        public void Add(ProgramStart start)
        {
            Wall.Add(start.WallMilliseconds);
            Processor.Add(start.ProcessorMilliseconds);
            Memory.Add(start.PeakMemory);
        }
    }
}
