namespace SeqGen.Numerics.Tests.Models;

/// <summary>What starts this assembly as a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>The host that belongs to the runtime under test: three folders above its libraries.</summary>
    public static string Host { get; } = Path.Combine(
        Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
