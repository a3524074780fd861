using System.Numerics;

namespace SeqGen.Reporting.TensorBoard;

/// <summary>The checksum of a TFRecord file: CRC-32C (Castagnoli's polynomial), rotated and shifted, since a file may hold checksums itself.</summary>
internal static class MaskedCrc
{
    private const uint Delta = 0xA282EAD8;

    public static uint Of(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Plain(bytes), 15) + Delta;

    /// <summary>CRC-32C.</summary>
    public static uint Plain(ReadOnlySpan<byte> bytes)
    {
        uint rest = uint.MaxValue;
        foreach (byte value in bytes)
        {
            rest = BitOperations.Crc32C(rest, value);
        }

        return ~rest;
    }
}
