using System.Globalization;
using System.Runtime.CompilerServices;

namespace SeqGen.Embeddings;

/// <summary>Reads decimal numbers out of bytes, rounded to the nearest float as <c>float.Parse</c> does, but faster.</summary>
internal static class FloatParser
{
    private const int MostDigits = 19;
    private const ulong ExactDouble = 1UL << 53;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads the number that starts at a position and ends before a blank, a tab or the end.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="position">Where the number starts; then where it ended.</param>
    /// <param name="value">The number.</param>
    /// <returns>False where there is no finite number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(ReadOnlySpan<byte> text, ref int position, out float value)
    {
        int start = position;
        int i = start;
        bool negative = i < text.Length && text[i] == '-';
        if (negative)
        {
            i++;
        }

        ulong mantissa = 0;
        int exponent = 0;
        int firstDigit = i;
        uint digit;
        while (i < text.Length && (digit = (uint)(text[i] - '0')) <= 9)
        {
            mantissa = mantissa * 10 + digit;
            i++;
        }

        int digits = i - firstDigit;
        if (i < text.Length && text[i] == '.')
        {
            int fraction = ++i;
            while (i < text.Length && (digit = (uint)(text[i] - '0')) <= 9)
            {
                mantissa = mantissa * 10 + digit;
                i++;
            }

            exponent = fraction - i;
            digits -= exponent;
        }

        // Mantissa and power of ten are exact doubles, so their quotient is rounded once. The step to a float is a second
        // rounding, which can differ from a single one only where the double lies right between two floats.
        position = i;
        if (digits is > 0 and <= MostDigits && (i == text.Length || text[i] is (byte)' ' or (byte)'\t') && mantissa < ExactDouble)
        {
            double exact = mantissa / PowersOfTen[-exponent];
            bool isBetween = (BitConverter.DoubleToUInt64Bits(exact) & 0x1FFFFFFF) == 0x10000000;
            if (!isBetween && (mantissa == 0 || exact > 1.2e-38))
            {
                value = (float)(negative ? -exact : exact);
                return true;
            }
        }

        return TryReadSlowly(text, start, ref position, out value);
    }

    private static bool TryReadSlowly(ReadOnlySpan<byte> text, int start, ref int position, out float value)
    {
        int length = text[start..].IndexOfAny((byte)' ', (byte)'\t');
        position = length < 0 ? text.Length : start + length;
        return float.TryParse(text[start..position], NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value)
            && float.IsFinite(value);
    }
}
