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

    /// <summary>Stores four vectors, each some floats after the one before.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="second">The second one.</param>
    /// <param name="third">The third one.</param>
    /// <param name="fourth">The last one.</param>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The first vector's first float.</param>
    /// <param name="offset">Added to the index.</param>
    /// <param name="stride">Floats from one vector to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, ref float origin, ulong index, int offset, int stride)
    {
        Vector512.StoreUnsafe(first, ref origin, (nuint)(index + (ulong)offset));
        Vector512.StoreUnsafe(second, ref origin, (nuint)(index + (ulong)(offset + stride)));
        Vector512.StoreUnsafe(third, ref origin, (nuint)(index + (ulong)(offset + (2 * stride))));
        Vector512.StoreUnsafe(fourth, ref origin, (nuint)(index + (ulong)(offset + (3 * stride))));
    }

    /// <summary>Adds a vector to the one in memory.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The first float of the vector in memory.</param>
    /// <param name="offset">Added to the index.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector512<float> value, ref float origin, ulong index, int offset) =>
        Vector512.StoreUnsafe(value + Vector512.LoadUnsafe(ref origin, (nuint)(index + (ulong)offset)), ref origin, (nuint)(index + (ulong)offset));

    /// <summary>Adds four vectors to those in memory, each some floats after the one before.</summary>
    /// <inheritdoc cref="Store(Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float}, ref float, ulong, int, int)" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, ref float origin, ulong index, int offset, int stride)
    {
        Vector512.StoreUnsafe(first + Vector512.LoadUnsafe(ref origin, (nuint)(index + (ulong)offset)), ref origin, (nuint)(index + (ulong)offset));
        Vector512.StoreUnsafe(second + Vector512.LoadUnsafe(ref origin, (nuint)(index + (ulong)(offset + stride))), ref origin, (nuint)(index + (ulong)(offset + stride)));
        Vector512.StoreUnsafe(third + Vector512.LoadUnsafe(ref origin, (nuint)(index + (ulong)(offset + (2 * stride)))), ref origin, (nuint)(index + (ulong)(offset + (2 * stride))));
        Vector512.StoreUnsafe(fourth + Vector512.LoadUnsafe(ref origin, (nuint)(index + (ulong)(offset + (3 * stride)))), ref origin, (nuint)(index + (ulong)(offset + (3 * stride))));
    }

    /// <summary>The product of a vector with one in memory, and a sum: fused where that is fast.</summary>
    /// <param name="factor">The vector.</param>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The first float of the vector in memory.</param>
    /// <param name="offset">Added to the index.</param>
    /// <param name="sum">What the product is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> factor, ref float origin, ulong index, int offset, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref origin, (nuint)(index + (ulong)offset)), sum);

    /// <summary>The product of one float in memory with a vector, and a sum: fused where that is fast.</summary>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The float.</param>
    /// <param name="offset">Added to the index.</param>
    /// <param name="factor">The vector.</param>
    /// <param name="sum">What the product is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ScaleAdd(ref float origin, ulong index, int offset, Vector512<float> factor, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref origin, (nuint)(index + (ulong)offset))), factor, sum);
}
