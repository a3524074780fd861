using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SeqGen.CompilerServices;

/// <summary>128-bit vectors of floats, in memory and as constants. Called by emitted code, not by users.</summary>
/// <remarks><inheritdoc cref="Floats512"/></remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Floats128
{
    /// <inheritdoc cref="Floats512.Create(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    /// <inheritdoc cref="Floats512.Load(ref float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(ref float origin) => Vector128.LoadUnsafe(ref origin);

    /// <inheritdoc cref="Floats512.Load(ref float, ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(ref float origin, ulong index) => Vector128.LoadUnsafe(ref origin, (nuint)index);

    /// <inheritdoc cref="Floats512.Load(ref float, ulong, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(ref float origin, ulong index, int offset) => Vector128.LoadUnsafe(ref origin, (nuint)(index + (ulong)offset));

    /// <inheritdoc cref="Floats512.Store(Vector512{float}, ref float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, ref float origin) => Vector128.StoreUnsafe(value, ref origin);

    /// <inheritdoc cref="Floats512.Store(Vector512{float}, ref float, ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, ref float origin, ulong index) => Vector128.StoreUnsafe(value, ref origin, (nuint)index);

    /// <inheritdoc cref="Floats512.Store(Vector512{float}, ref float, ulong, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, ref float origin, ulong index, int offset) => Vector128.StoreUnsafe(value, ref origin, (nuint)(index + (ulong)offset));

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
    public static void Store(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth, ref float origin, ulong index, int offset, int stride)
    {
        Vector128.StoreUnsafe(first, ref origin, (nuint)(index + (ulong)offset));
        Vector128.StoreUnsafe(second, ref origin, (nuint)(index + (ulong)(offset + stride)));
        Vector128.StoreUnsafe(third, ref origin, (nuint)(index + (ulong)(offset + (2 * stride))));
        Vector128.StoreUnsafe(fourth, ref origin, (nuint)(index + (ulong)(offset + (3 * stride))));
    }

    /// <summary>Adds a vector to the one in memory.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The first float of the vector in memory.</param>
    /// <param name="offset">Added to the index.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector128<float> value, ref float origin, ulong index, int offset) =>
        Vector128.StoreUnsafe(value + Vector128.LoadUnsafe(ref origin, (nuint)(index + (ulong)offset)), ref origin, (nuint)(index + (ulong)offset));

    /// <summary>Adds four vectors to those in memory, each some floats after the one before.</summary>
    /// <inheritdoc cref="Store(Vector128{float}, Vector128{float}, Vector128{float}, Vector128{float}, ref float, ulong, int, int)" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth, ref float origin, ulong index, int offset, int stride)
    {
        Vector128.StoreUnsafe(first + Vector128.LoadUnsafe(ref origin, (nuint)(index + (ulong)offset)), ref origin, (nuint)(index + (ulong)offset));
        Vector128.StoreUnsafe(second + Vector128.LoadUnsafe(ref origin, (nuint)(index + (ulong)(offset + stride))), ref origin, (nuint)(index + (ulong)(offset + stride)));
        Vector128.StoreUnsafe(third + Vector128.LoadUnsafe(ref origin, (nuint)(index + (ulong)(offset + (2 * stride)))), ref origin, (nuint)(index + (ulong)(offset + (2 * stride))));
        Vector128.StoreUnsafe(fourth + Vector128.LoadUnsafe(ref origin, (nuint)(index + (ulong)(offset + (3 * stride)))), ref origin, (nuint)(index + (ulong)(offset + (3 * stride))));
    }

    /// <summary>The product of a vector with one in memory, and a sum: fused where that is fast.</summary>
    /// <param name="factor">The vector.</param>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The first float of the vector in memory.</param>
    /// <param name="offset">Added to the index.</param>
    /// <param name="sum">What the product is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> factor, ref float origin, ulong index, int offset, Vector128<float> sum) =>
        Vector128.MultiplyAddEstimate(factor, Vector128.LoadUnsafe(ref origin, (nuint)(index + (ulong)offset)), sum);

    /// <summary>The product of one float in memory with a vector, and a sum: fused where that is fast.</summary>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">The float.</param>
    /// <param name="offset">Added to the index.</param>
    /// <param name="factor">The vector.</param>
    /// <param name="sum">What the product is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ScaleAdd(ref float origin, ulong index, int offset, Vector128<float> factor, Vector128<float> sum) =>
        Vector128.MultiplyAddEstimate(Vector128.Create(Unsafe.Add(ref origin, (nuint)(index + (ulong)offset))), factor, sum);
}
