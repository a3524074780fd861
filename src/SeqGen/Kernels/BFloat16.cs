namespace SeqGen;

/// <summary>Rounds floats to their upper halves: the format bfloat16.</summary>
internal static class BFloat16
{
    /// <summary>Magnitudes below 2^-100 are taken for zero, so that no subnormal number comes into a product.</summary>
    private const uint Least = 27u << 23;

    private const uint Sign = 1u << 31;
    private const uint Infinity = 0x7F80u << 16;

    /// <summary>The upper half of the nearest value whose lower 16 bits are zero.</summary>
    public static uint Round(float value) => RoundAbove(value, 0);

    /// <summary>
    /// The upper half with which, above the given <paramref name="lower"/> half, a word is nearest to a value. A zero above
    /// other bits becomes 2^-100, for zero would be a subnormal number.
    /// </summary>
    public static uint RoundAbove(float value, uint lower)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint magnitude = bits & ~Sign;
        if (magnitude >= Infinity)
        {
            return bits >> 16 | (magnitude > Infinity ? 1u : 0);
        }

        if (magnitude < Least)
        {
            return lower == 0 ? 0 : ((bits & Sign) | Least) >> 16;
        }

        // The neighbours that have the lower half; half way between them, the even one.
        uint below = ((magnitude - lower) & 0xFFFF0000) | lower;
        uint above = below + 0x10000;
        float toBelow = Math.Abs(value) - BitConverter.UInt32BitsToSingle(below);
        float toAbove = BitConverter.UInt32BitsToSingle(above) - Math.Abs(value);
        bool up = toAbove < toBelow || (toAbove == toBelow && (below >> 16 & 1) == 1);
        return ((bits & Sign) | (up ? above : below)) >> 16;
    }
}
