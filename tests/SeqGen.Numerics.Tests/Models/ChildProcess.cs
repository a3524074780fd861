using System.Diagnostics;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>This assembly, started as a separate process: see <see cref="Program"/>.</summary>
internal static class ChildProcess
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">What <see cref="Program"/> takes.</param>
    /// <param name="switchedOff">Settings of the runtime, for instance of instruction sets, that are set to 0.</param>
    /// <returns>The exit code, and what was written to the error stream.</returns>
    public static (int ExitCode, string Errors) Run(IEnumerable<string> arguments, IEnumerable<string> switchedOff)
    {
        ProcessStartInfo start = StartOf(arguments);
        // A process that ends on purpose shall leave no dump behind.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        foreach (string name in switchedOff)
        {
            start.Environment[name] = "0";
        }

        using Process child = Process.Start(start)!;
        string errors = child.StandardError.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, errors);
    }

    /// <summary>How to start it; its error stream is redirected.</summary>
    /// <param name="arguments">What <see cref="Program"/> takes.</param>
    public static ProcessStartInfo StartOf(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(FindHost()) { RedirectStandardError = true };
        start.ArgumentList.Add(typeof(Program).Assembly.Location);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>The host that belongs to the runtime under test: three folders above its libraries.</summary>
    public static string FindHost()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
