using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// Two hosts on this machine: network namespaces that reach each other over a cable of their own, each with an address and a name. Open MPI starts its
/// processes on the second one with a script in the place of <c>ssh</c>.
/// </summary>
internal sealed class NetworkHosts : IDisposable
{
    // Addresses for documentation, which are nobody's.
    private const string Network = "192.0.2.";
    private const string Device = "eth0";
    private static int _created;

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"seqgen{Environment.ProcessId}x{Interlocked.Increment(ref _created)}");
    private readonly string _agent = Path.GetTempFileName();

    /// <summary>Why there are no hosts here; null where they are.</summary>
    public string? Missing { get; }

    /// <summary>Makes the hosts, if that can be done here.</summary>
    public NetworkHosts()
    {
        File.WriteAllText(_agent, $$"""
            #!/bin/sh
            # ADDRESS COMMAND...: runs a command on the host with that address.
            number="${1##*.}"
            shift
            exec ip netns exec "{{_name}}-$number" unshare --uts sh -c "hostname host$number && $*"

            """);
        Missing = Run("chmod", "u+x", _agent) ?? Run("mpirun", "--version") ?? Run("unshare", "--uts", "hostname", "host1") ?? AddHosts();
    }

    private string First => $"{_name}-1";

    private string Second => $"{_name}-2";

    /// <summary>Slows the cable down, both ways.</summary>
    /// <returns>Null, or why this machine cannot do so.</returns>
    public string? Shape(string delay, string rate) =>
        Run("ip", "netns", "exec", First, "tc", "qdisc", "add", "dev", Device, "root", "netem", "delay", delay, "rate", rate)
        ?? Run("ip", "netns", "exec", Second, "tc", "qdisc", "add", "dev", Device, "root", "netem", "delay", delay, "rate", rate);

    /// <summary>How to start ranks in turn on the first and the second host: what goes before their command.</summary>
    public IEnumerable<string> Launcher(int ranks) =>
    [
        "ip", "netns", "exec", First, "unshare", "--uts", "sh", "-c", "hostname host1 && exec \"$@\"", "sh",
        "mpirun", "--mca", "plm_rsh_agent", _agent, "--mca", "btl", "tcp,self", "--map-by", "node",
        "--host", $"{Network}1:{(ranks + 1) / 2},{Network}2:{ranks / 2}", "-n", ranks.ToString(CultureInfo.InvariantCulture),
    ];

    public void Dispose()
    {
        Run("ip", "netns", "del", First);
        Run("ip", "netns", "del", Second);
        File.Delete(_agent);
    }

    private string? AddHosts() =>
        Run("ip", "netns", "add", First)
        ?? Run("ip", "netns", "add", Second)
        ?? Run("ip", "link", "add", Device, "netns", First, "type", "veth", "peer", "name", Device, "netns", Second)
        ?? AddAddress(First, 1)
        ?? AddAddress(Second, 2);

    private static string? AddAddress(string host, int number) =>
        Run("ip", "-n", host, "addr", "add", string.Create(CultureInfo.InvariantCulture, $"{Network}{number}/24"), "dev", Device)
        ?? Run("ip", "-n", host, "link", "set", "lo", "up")
        ?? Run("ip", "-n", host, "link", "set", Device, "up");

    /// <summary>Null, or what went wrong.</summary>
    private static string? Run(string tool, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{tool} {string.Join(' ', arguments)}: {errors.Result.Trim()}";
        }
        catch (Win32Exception)
        {
            return $"There is no {tool} on this machine.";
        }
    }
}
