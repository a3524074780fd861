using System.Diagnostics;
using SeqGen.Numerics.Tests.Models;
using SeqGen.Soak;

namespace SeqGen.Numerics.Tests;

/// <summary>A few seconds of the soak program, as a separate process, and what it would call wrong.</summary>
public sealed class SoakTests
{
    private static readonly Sample Start = new(TimeSpan.FromSeconds(60), 100, 100, 10, 10, 0, 10 << 20, 100 << 20, 20, 0);
    private static readonly Sample End = Start with { Time = TimeSpan.FromSeconds(600), Predictions = 1000, Streams = 1000 };

    [Fact]
    public void A_few_seconds_find_nothing_wrong()
    {
        (int exitCode, string text) = Run("--seconds", "5", "--threads", "8");
        exitCode.ShouldBe(0, text);
        text.ShouldContain("All is well.");
    }

    [Theory]
    [InlineData("--seconds", "never")]
    [InlineData("--seconds", "-1")]
    [InlineData("--seconds")]
    [InlineData("--hours", "1")]
    public void Wrong_arguments_are_refused(params string[] arguments) => Run(arguments).ExitCode.ShouldBe(2);

    [Fact]
    public void A_flat_run_is_well() => Verdict.Of(Start, End, []).Problems.ShouldBeEmpty();

    [Fact]
    public void Whatever_is_wrong_is_said()
    {
        Says(End with { Wrong = 1 }, "wrong bit");
        Says(End with { Heap = 20 << 20 }, "managed heap grew from 10.0 to 20.0 MB");
        Says(End with { Resident = 200 << 20 }, "resident memory grew");
        Says(End with { Threads = 30 }, "20 threads became 30");
        Says(End with { LivingModels = 2 }, "2 models that nothing refers to");
        Says(End with { Streams = 0 }, "never ran");
        Verdict.Of(Start, End, ["thrown"]).Problems.ShouldBe(["thrown"]);
    }

    private static void Says(Sample end, string problem) => Verdict.Of(Start, end, []).Problems.ShouldHaveSingleItem().ShouldContain(problem);

    private static (int ExitCode, string Text) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(ChildProcess.FindHost()) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments.Prepend(typeof(SoakRun).Assembly.Location).Prepend("exec"))
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text + errors.Result);
    }
}
