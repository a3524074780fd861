using System.Diagnostics;
using System.Globalization;
using SeqGen.Fuzz.Targets;
using Xunit.Runner.InProc.SystemConsole;

namespace SeqGen.Fuzz;

/// <summary>
/// The long run: <c>dotnet run -c Release --project tests/SeqGen.Fuzz -- --target csv --count 1000000 --seed 1</c>. Without a target
/// all of them; <c>--first</c> starts at a later number; <c>--save FOLDER</c> keeps what was found. The exit code is the number of findings.
/// What does not begin with <c>--</c> is for the runner of the tests.
/// </summary>
internal static class Program
{
    private const int MostFindings = 20;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length > 0 && !arguments[0].StartsWith("--", StringComparison.Ordinal))
        {
            return await ConsoleRunner.Run(arguments);
        }

        Dictionary<string, string> options = [];
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            options[arguments[i]] = arguments[i + 1];
        }

        string[] unknown = [.. options.Keys.Except(["--target", "--count", "--seed", "--first", "--save"])];
        if (arguments.Length % 2 != 0 || unknown.Length > 0)
        {
            Console.Error.WriteLine($"Options are --target NAME, --count N, --seed N, --first N and --save FOLDER. Targets are {string.Join(", ", FuzzTargets.Names)}.");
            return 255;
        }

        long count = Number(options, "--count", 100_000);
        long first = Number(options, "--first", 0);
        int seed = (int)Number(options, "--seed", 1);
        int findings = 0;
        foreach (string name in options.TryGetValue("--target", out string? target) ? [target] : FuzzTargets.Names)
        {
            findings += Run(FuzzTargets.Named(name), seed, first, count, options.GetValueOrDefault("--save"));
        }

        return Math.Min(findings, 254);
    }

    private static int Run(FuzzTarget target, int seed, long first, long count, string? folder)
    {
        using FuzzRun run = new(target);
        long start = Stopwatch.GetTimestamp();
        int findings = 0;
        for (long number = first; number < first + count && findings < MostFindings; number++)
        {
            if (run.Try(seed, number) is not { } finding)
            {
                continue;
            }

            findings++;
            Console.WriteLine($"{target.Name} {number}: {finding.What}\n  {Convert.ToBase64String(finding.Input.AsSpan(0, Math.Min(finding.Input.Length, 600)))}");
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(Path.Combine(folder, $"{target.Name}-{seed}-{number}"), finding.Input);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: {run.Tried} inputs from {first}, {run.Taken} taken, {findings} findings, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; longest {run.Longest.TotalMilliseconds:0} ms, most {run.MostBytes} bytes"));
        return findings;
    }

    private static long Number(Dictionary<string, string> options, string name, long otherwise) =>
        options.TryGetValue(name, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
