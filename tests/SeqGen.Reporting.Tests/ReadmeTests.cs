using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SeqGen.Reporting.Tests;

/// <summary>The code of the package's README compiles and runs: each block of it stands here, in a region.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void EveryBlockStandsHere()
    {
        string here = File.ReadAllText(ThisFile()).ReplaceLineEndings("\n");
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "src", "SeqGen.Reporting", "README.md")).ReplaceLineEndings("\n");
        string[] blocks = [.. Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(block => Words(block.Groups[1].Value))];
        string[] regions = [.. Regex.Matches(here, @"#region README\n(.*?)\n *#endregion", RegexOptions.Singleline).Select(region => Words(region.Groups[1].Value))];
        regions.ShouldBe(blocks);
    }

    [Fact]
    public void WhatItSaysIsSo()
    {
        string before = Directory.GetCurrentDirectory();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("seqgen-readme-");
        Directory.SetCurrentDirectory(folder.FullName);
        try
        {
            Run(Points.Questions, Points.Questions, NullLoggerFactory.Instance);
            File.Exists("report.html").ShouldBeTrue();
            Directory.GetFiles("logs", "*tfevents*", SearchOption.AllDirectories).Length.ShouldBe(2);
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
            folder.Delete(recursive: true);
        }
    }

    private static void Run(Dataset train, Dataset test, ILoggerFactory loggerFactory)
    {
        using Question model = new(seed: 1);
        #region README
        History history = model.Fit(train, new FitOptions { Epochs = 10, ValidationSplit = 0.2, Callbacks = [new TrainingProgress()] });
        TrainingReport report = new(model, history) { Subtitle = "Reviews of films" };
        report.Evaluate(test, classes: ["bad", "good"]);
        report.Save("report.html");
        #endregion

        #region README
        SummaryTable.Print(model);      // layers, output shapes, parameters
        SummaryTable.Print(history);    // loss and metrics of each epoch
        #endregion

        #region README
        string run = $"logs/{DateTime.UtcNow:yyyy-MM-dd-HHmmss}";
        model.Fit(train, new FitOptions { Epochs = 10, ValidationSplit = 0.2, Callbacks = [new TensorBoardCallback(run)] });
        #endregion

        #region README
        ILogger logger = loggerFactory.CreateLogger("Training");
        IProgress<FitProgress> progress = new Progress<FitProgress>(state => logger.LogDebug("{Share:P0} done", state.Share));
        using TrainingMeter meter = new();
        model.Fit(train, new FitOptions { Epochs = 10, Callbacks = [new TrainingLog(logger), new ProgressCallback(progress), meter] });
        #endregion
    }

    /// <summary>Code without its indentation.</summary>
    private static string Words(string code) => string.Join("\n", code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
