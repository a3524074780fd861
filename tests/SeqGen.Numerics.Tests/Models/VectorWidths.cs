using System.Runtime.Intrinsics;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>The vector widths that models are emitted for, and those of this machine. Emitted code of any of them runs where the machine has it.</summary>
internal static class VectorWidths
{
    /// <summary>All widths, the widest first.</summary>
    public static IReadOnlyList<int> All { get; } = [512, 256, 128];

    /// <summary>The widths of this machine, the widest first.</summary>
    public static IReadOnlyList<int> OfMachine { get; } = [.. All.Where(IsOfMachine)];

    /// <summary>The widths that run here and those that do not, for a report.</summary>
    public static string Text => string.Join(", ", All.Select(bits => IsOfMachine(bits) ? $"{bits} bits" : $"not {bits} bits, which this machine lacks"));

    private static bool IsOfMachine(int bits) => bits switch
    {
        512 => Vector512.IsHardwareAccelerated,
        256 => Vector256.IsHardwareAccelerated,
        _ => true,
    };
}
