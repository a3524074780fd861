using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SeqGen.Reporting.Evaluations;

/// <summary>Where a training ran: what decides its speed, without the machine's name or its user's.</summary>
internal static class MachineRecord
{
    /// <summary>Processors, architecture, system, and the widest vectors.</summary>
    public static string Machine
    {
        get
        {
            int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Environment.ProcessorCount} processors, {RuntimeInformation.ProcessArchitecture}, vectors of {bits} bits, {RuntimeInformation.OSDescription}");
        }
    }

    /// <summary>SeqGen's version and the framework's.</summary>
    public static string Versions =>
        $"SeqGen {typeof(SequenceModel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, {RuntimeInformation.FrameworkDescription}";
}
