using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SeqGen.CompilerServices;

/// <summary>128-bit vectors of floats, in memory, as constants and in multiply-adds. Called by emitted code, not by users.</summary>
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

    /// <summary>a b + c, rounded once.</summary>
    /// <param name="a">A factor.</param>
    /// <param name="b">The other factor.</param>
    /// <param name="c">What is added.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FusedMultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.FusedMultiplyAdd(a, b, c);

    /// <summary>a b + c, rounded once or twice, whichever is faster.</summary>
    /// <param name="a">A factor.</param>
    /// <param name="b">The other factor.</param>
    /// <param name="c">What is added.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAddEstimate(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.MultiplyAddEstimate(a, b, c);
}
