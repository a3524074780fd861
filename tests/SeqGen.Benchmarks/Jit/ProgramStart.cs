using System.Diagnostics;
using System.Globalization;

namespace SeqGen.Benchmarks;

/// <summary>What a program needs from its start to the first line that it prints.</summary>
/// <param name="WallMilliseconds">Time on the clock.</param>
/// <param name="ProcessorMilliseconds">Time of its threads; NaN elsewhere than on Linux.</param>
/// <param name="PeakMemory">The most physical memory in bytes; NaN elsewhere than on Linux.</param>
internal sealed record ProgramStart(double WallMilliseconds, double ProcessorMilliseconds, double PeakMemory)
{
    private const double NanosecondsPerMillisecond = 1e6;
    private const double KibiByte = 1024;

    /// <summary>Starts the program, hands it a line, and looks at it while it waits for the next one.</summary>
    /// <param name="program">The file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="line">The line on its standard input.</param>
    /// <exception cref="ArgumentException">It prints nothing.</exception>
    public static ProgramStart Measure(string program, IEnumerable<string> arguments, string line)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        long time = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        if (process.StandardOutput.ReadLine() is null)
        {
            throw new ArgumentException($"{program} has printed nothing.");
        }

        double wall = Stopwatch.GetElapsedTime(time).TotalMilliseconds;
        string folder = $"/proc/{process.Id}";
        ProgramStart result = OperatingSystem.IsLinux()
            ? new(wall, ProcessorTime(folder), PeakSize(folder))
            : new(wall, double.NaN, double.NaN);
        process.StandardInput.Close();
        process.WaitForExit();
        return result;
    }

    /// <summary>The first number of a thread's schedstat is its running time in nanoseconds.</summary>
    private static double ProcessorTime(string folder) => Directory.GetDirectories(folder + "/task")
        .Sum(thread => double.Parse(File.ReadAllText(thread + "/schedstat").Split(' ')[0], CultureInfo.InvariantCulture)) / NanosecondsPerMillisecond;

    private static double PeakSize(string folder) => KibiByte * double.Parse(
        File.ReadLines(folder + "/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
