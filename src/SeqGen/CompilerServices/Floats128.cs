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
}
