using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>
/// Features whose magnitude is below 2^-100 (7.9e-31) count as zero: their products with weights would be subnormal numbers, on
/// which a processor may take a hundred cycles an operation.
/// </summary>
internal static class TinyValues
{
    private const int Least = 27 << 23;
    private const int Magnitude = int.MaxValue;

    /// <summary>Copies values, features with zeros in place of tiny ones.</summary>
    /// <param name="source">The values.</param>
    /// <param name="target">As many values, or more.</param>
    public static void Copy<T>(ReadOnlySpan<T> source, Span<T> target)
        where T : unmanaged
    {
        if (typeof(T) != typeof(float))
        {
            source.CopyTo(target);
            return;
        }

        ReadOnlySpan<int> from = MemoryMarshal.Cast<T, int>(source);
        Span<int> to = MemoryMarshal.Cast<T, int>(target)[..from.Length];
        int i = 0;
        for (; i <= from.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector<int> bits = Vector.LoadUnsafe(in from[i]);
            (bits & Vector.GreaterThanOrEqual(bits & new Vector<int>(Magnitude), new Vector<int>(Least))).StoreUnsafe(ref to[i]);
        }

        for (; i < from.Length; i++)
        {
            to[i] = (from[i] & Magnitude) >= Least ? from[i] : 0;
        }
    }

    /// <summary>True where one of some features is tiny and not zero.</summary>
    /// <param name="features">The features.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(ReadOnlySpan<float> features) =>
        features.Length == 1 ? IsTiny(BitConverter.SingleToInt32Bits(features[0])) : AnyOfSeveral(MemoryMarshal.Cast<float, int>(features));

    private static bool AnyOfSeveral(ReadOnlySpan<int> features)
    {
        Vector<int> tiny = Vector<int>.Zero;
        int i = 0;
        for (; i <= features.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector<int> magnitudes = Vector.LoadUnsafe(in features[i]) & new Vector<int>(Magnitude);
            tiny |= Vector.LessThan(magnitudes, new Vector<int>(Least)) & Vector.GreaterThan(magnitudes, Vector<int>.Zero);
        }

        bool any = tiny != Vector<int>.Zero;
        for (; i < features.Length; i++)
        {
            any |= IsTiny(features[i]);
        }

        return any;
    }

    private static bool IsTiny(int bits) => (uint)((bits & Magnitude) - 1) < Least - 1;
}
