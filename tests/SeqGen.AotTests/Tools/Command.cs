using System.Diagnostics;

namespace SeqGen.AotTests.Tools;

/// <summary>What a process has printed, and how it ended.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Runs processes.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(40);

    /// <summary>Runs a process to its end.</summary>
    public static CommandResult Run(string program, string folder, IEnumerable<string> arguments, string? input = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // No server of a build may outlive it: it would hold the output streams open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} has not ended after {Patience.TotalMinutes} minutes.");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs <c>dotnet</c>; a failure is an exception with everything it has printed.</summary>
    public static CommandResult Dotnet(string folder, params string[] arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        CommandResult result = Run(host, folder, arguments);
        return result.ExitCode == 0
            ? result
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
    }
}
