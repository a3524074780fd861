using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SeqGen.CompilerServices;

/// <summary>512-bit vectors of floats, in memory and as constants. Called by emitted code, not by users.</summary>
/// <remarks>
/// The framework has the same, for all types of lanes. But emitted code calls little else, and these methods, without a type parameter and with one
/// form for a number of arguments, take the C# compiler a quarter of the time. The JIT makes the same instructions of them.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Floats512
{
    /// <summary>All lanes the same.</summary>
    /// <param name="value">Their value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    /// <summary>The vector in memory.</summary>
    /// <param name="origin">What the index counts from.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float origin) => Vector512.LoadUnsafe(ref origin);

    /// <summary>The vector in memory.</summary>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The vector's first float.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float origin, ulong index) => Vector512.LoadUnsafe(ref origin, (nuint)index);

    /// <summary>The vector in memory.</summary>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The vector's first float.</param>
    /// <param name="offset">Added to the index.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float origin, ulong index, int offset) => Vector512.LoadUnsafe(ref origin, (nuint)(index + (ulong)offset));

    /// <summary>Stores a vector.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="origin">What the index counts from.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ref float origin) => Vector512.StoreUnsafe(value, ref origin);

    /// <summary>Stores a vector.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The vector's first float.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ref float origin, ulong index) => Vector512.StoreUnsafe(value, ref origin, (nuint)index);

    /// <summary>Stores a vector.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The vector's first float.</param>
    /// <param name="offset">Added to the index.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ref float origin, ulong index, int offset) => Vector512.StoreUnsafe(value, ref origin, (nuint)(index + (ulong)offset));
}
