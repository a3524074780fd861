using System.Numerics;
using System.Runtime.CompilerServices;

namespace SeqGen;

/// <summary>Vector reads, writes and the flushing of tiny values that all updates share.</summary>
internal static class UpdateMath
{
    private const float TinyGradient = 1e-17f;
    private const float TinyMoment = 1e-30f;

    /// <summary>A gradient; values whose square could become subnormal count as zero, NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Gradient(ref float source, nuint index) =>
        WithoutTiny(Vector.LoadUnsafe(ref source, index), TinyGradient);

    /// <summary>Writes a moment, tiny values as zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Keep(Vector<float> moment, ref float target, nuint index)
    {
        Vector<float> kept = WithoutTiny(moment, TinyMoment);
        kept.StoreUnsafe(ref target, index);
        return kept;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> WithoutTiny(Vector<float> value, float limit)
    {
        Vector<int> tiny = Vector.LessThan(Vector.Abs(value), new Vector<float>(limit));
        return Vector.ConditionalSelect(tiny, Vector<float>.Zero, value);
    }
}
