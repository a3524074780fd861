using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>
/// A fixed block of <see cref="float"/> values whose first element lies on a 64-byte boundary, so that a
/// 512-bit vector at a multiple of 16 elements never crosses a cache line. Emitted code carves it by constants.
/// </summary>
/// <remarks>
/// The block lives on the pinned heap: a <c>ref float</c> into it keeps it alive, and no unsafe code is needed
/// to use it.
/// </remarks>
internal sealed class AlignedBuffer
{
    private const int FloatsPerLine = 16;

    private readonly float[] _storage;
    private readonly int _start;

    /// <summary>Allocates <paramref name="length"/> zeros.</summary>
    /// <param name="length">The number of floats; zero is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative or more than <see cref="MaxLength"/>.</exception>
    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        Length = (int)length;
        (_storage, _start) = Placement is { } place ? place(Length) : Place(Length);
    }

    /// <summary>The largest number of floats: what one array holds, less the room to align it. Every index in a block is an <see cref="int"/>.</summary>
    public static int MaxLength => Array.MaxLength - 2 * FloatsPerLine;

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>The first, aligned element. Emitted kernels address everything relative to it.</summary>
    public ref float Reference => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _start);

    /// <summary>The whole block.</summary>
    public Span<float> Span => _storage.AsSpan(_start, Length);

    /// <summary>
    /// For tests that watch what happens around a block: given a length, a pinned array and the index in it where the block
    /// starts, on a 64-byte boundary. Else <see langword="null"/>.
    /// </summary>
    internal static Func<int, (float[] Storage, int Start)>? Placement { get; set; }

    /// <summary>A part of the block.</summary>
    /// <param name="offset">The index of the first float.</param>
    /// <param name="length">The number of floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie inside the block.</exception>
    public Span<float> Slice(int offset, int length) => Span.Slice(offset, length);

    /// <summary>Sets every element to zero.</summary>
    public void Clear() => Span.Clear();

    private static unsafe (float[] Storage, int Start) Place(int length)
    {
        float[] storage = GC.AllocateArray<float>(length + 2 * FloatsPerLine, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(storage));
        nuint aligned = (address + 63) & ~(nuint)63;
        return (storage, (int)((aligned - address) / sizeof(float)));
    }
}
