using System.Diagnostics;
using System.Text.Json;
using SeqGen.Samples.Sarcasm;

namespace SeqGen.Samples.Tests;

/// <summary>A sample that is stopped saves its training, says how to continue, and continues to the same figures.</summary>
public sealed class StoppedSampleTests : IDisposable
{
    private const int Epochs = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AStoppedTrainingGoesOnToTheSameFigures()
    {
        SampleOptions options = new() { Seed = 42, Save = _folder, Predict = "a text", Epochs = Epochs };
        RunRecord expected = SarcasmStory.Run(options, default);
        TrainingStopped stopped = Should.Throw<TrainingStopped>(() => SarcasmStory.Run(options with { Checkpoint = Path.Combine(_folder, "deeper", "a.state") }, new CancellationToken(canceled: true)));
        stopped.Resume.ShouldBe(Path.Combine(_folder, "deeper", "a.state"));
        stopped.Message.ShouldContain(stopped.Resume);
        RunRecord found = SarcasmStory.Run(options with { Resume = stopped.Resume, Threads = 1 }, default);
        found.Test.ShouldBe(expected.Test);
        found.History["val_loss"].ShouldBe(expected.History["val_loss"]);
    }

    [Fact]
    public void AFileThatIsMissingIsNamed() =>
        Should.Throw<CheckpointException>(() => SarcasmStory.Run(new() { Save = _folder, Resume = Path.Combine(_folder, "no.state") }, default)).Message.ShouldContain("no.state");

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void ASignalSavesAndTheCommandThatIsPrintedGoesOn(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send.");
        string undisturbed = Path.Combine(_folder, "undisturbed.json");
        string continued = Path.Combine(_folder, "continued.json");
        string[] arguments = ["--epochs", $"{Epochs}", "--predict", "it's a text", "--save", _folder];
        Run([.. arguments, "--json", undisturbed]).Code.ShouldBe(0);

        (int code, string errors) = Run([.. arguments, "--json", continued], child => child.Kill(signal));
        code.ShouldBe(1, errors);
        errors.ShouldContain($"Stopped. The training is saved in {Path.Combine(_folder, "training.state")}. To continue:");
        File.Exists(continued).ShouldBeFalse();

        using Process shell = Process.Start("/bin/sh", ["-c", errors.TrimEnd().Split('\n')[^1]])!;
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0);
        TestFigures(continued).ShouldBe(TestFigures(undisturbed));
    }

    private static string TestFigures(string file)
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(file));
        return record.RootElement.GetProperty("test").GetRawText();
    }

    /// <summary>Starts the sample; as soon as it trains, something may be done to it.</summary>
    private static (int Code, string Errors) Run(string[] arguments, Action<RunningSample>? whenTraining = null)
    {
        ProcessStartInfo start = new(Host) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[typeof(SarcasmStory).Assembly.Location, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        while (child.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("Epoch", StringComparison.Ordinal))
            {
                whenTraining?.Invoke(new RunningSample(child));
                whenTraining = null;
            }
        }

        child.WaitForExit();
        return (child.ExitCode, errors.GetAwaiter().GetResult());
    }

    /// <summary>The host that belongs to the runtime under test: three folders above its libraries.</summary>
    private static string Host { get; } = Path.Combine(
        Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    private sealed class RunningSample(Process process)
    {
        public void Kill(string signal)
        {
            using Process kill = Process.Start("/bin/kill", [$"-{signal}", $"{process.Id}"])!;
            kill.WaitForExit();
        }
    }
}
