using System.Runtime.Intrinsics;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>The vector widths that models are emitted for, and those of this machine. Emitted code of any of them runs where the machine has it.</summary>
internal static class VectorWidths
{
    /// <summary>All widths, the widest first.</summary>
    public static IReadOnlyList<int> All { get; } = [512, 256, 128];

    /// <summary>The widths of this machine, the widest first.</summary>
    public static IReadOnlyList<int> OfMachine { get; } = [.. All.Where(IsOfMachine)];

    /// <summary>
    /// True where <c>SEQGEN_QUICK</c> asks for less: a third of the golden cases in all widths but the widest, a third of the random cases, and
    /// only the widest where each width is a process.
    /// </summary>
    public static bool IsQuick { get; } = Environment.GetEnvironmentVariable("SEQGEN_QUICK") is { Length: > 0 };

    /// <summary>The widths that run here and those that do not, for a report.</summary>
    public static string Text => string.Join(", ", All.Select(bits => !IsOfMachine(bits) ? $"not {bits} bits, which this machine lacks"
        : IsQuick && bits != OfMachine[0] ? $"{bits} bits (a third of the cases)" : $"{bits} bits"));

    /// <summary>Skips what takes a process of its own for each width, but in the widest one, where a quick run is asked for.</summary>
    public static void SkipIfQuick(int bits) => Assert.SkipWhen(IsQuick && bits != OfMachine[0], $"SEQGEN_QUICK is set: {bits} bits are left to a full run.");

    private static bool IsOfMachine(int bits) => bits switch
    {
        512 => Vector512.IsHardwareAccelerated,
        256 => Vector256.IsHardwareAccelerated,
        _ => true,
    };
}
