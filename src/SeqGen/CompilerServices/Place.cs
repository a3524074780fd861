using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace SeqGen.CompilerServices;

/// <summary>Places in memory, as emitted code counts them. Called by emitted code, not by users.</summary>
/// <remarks>Methods in place of arithmetic in emitted code, and long integers in place of native ones: the C# compiler has no short way for the operators of these. Nothing is checked.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Place
{
    /// <summary>The float at an index.</summary>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">Floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float At(ref float origin, int index) => ref Unsafe.Add(ref origin, index);

    /// <inheritdoc cref="At(ref float, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float At(ref float origin, ulong index) => ref Unsafe.Add(ref origin, (nuint)index);

    /// <inheritdoc cref="At(ref float, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float At(ref float origin, long index) => ref Unsafe.Add(ref origin, (nint)index);

    /// <summary>The float at an index.</summary>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">Floats.</param>
    /// <param name="offset">Added to the index.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float At(ref float origin, int index, int offset) => ref Unsafe.Add(ref origin, index + offset);

    /// <inheritdoc cref="At(ref float, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float At(ref float origin, ulong index, int offset) => ref Unsafe.Add(ref origin, (nuint)(index + (ulong)offset));

    /// <inheritdoc cref="At(ref float, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float At(ref float origin, long index, int offset) => ref Unsafe.Add(ref origin, (nint)(index + offset));

    /// <summary>The token at an index.</summary>
    /// <param name="origin">What the index counts from.</param>
    /// <param name="index">Tokens.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref int Token(ref int origin, long index) => ref Unsafe.Add(ref origin, (nint)index);

    /// <summary>The first float of a row, which may lie further than 31 bits count.</summary>
    /// <param name="origin">The first row.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="length">Floats from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Row(ref float origin, int row, int length) => ref Unsafe.Add(ref origin, (nint)row * length);

    /// <inheritdoc cref="Row(ref float, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Row(ref float origin, ulong row, int length) => ref Unsafe.Add(ref origin, (nuint)row * (nuint)length);

    /// <summary>A float of a row, which may lie further than 31 bits count.</summary>
    /// <param name="origin">The first row.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="length">Floats from one row to the next.</param>
    /// <param name="offset">The float's place in its row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Row(ref float origin, int row, int length, int offset) => ref Unsafe.Add(ref origin, offset + ((nint)row * length));

    /// <inheritdoc cref="Row(ref float, int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Row(ref float origin, ulong row, int length, int offset) => ref Unsafe.Add(ref origin, offset + ((nint)row * length));
}
