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
public sealed class AlignedBuffer
{
    private const int FloatsPerLine = 16;

    private readonly float[] _storage;
    private readonly int _start;

    /// <summary>Allocates <paramref name="length"/> zeros.</summary>
    /// <param name="length">The number of floats; zero is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _storage = GC.AllocateArray<float>(length + 2 * FloatsPerLine, pinned: true);
        _start = FirstAlignedIndex(_storage);
    }

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>The first, aligned element. Emitted kernels address everything relative to it.</summary>
    public ref float Reference => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _start);

    /// <summary>The whole block.</summary>
    public Span<float> Span => _storage.AsSpan(_start, Length);

    /// <summary>A part of the block.</summary>
    /// <param name="offset">The index of the first float.</param>
    /// <param name="length">The number of floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie inside the block.</exception>
    public Span<float> Slice(int offset, int length) => Span.Slice(offset, length);

    /// <summary>Sets every element to zero.</summary>
    public void Clear() => Span.Clear();

    private static unsafe int FirstAlignedIndex(float[] storage)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(storage));
        nuint aligned = (address + 63) & ~(nuint)63;
        return (int)((aligned - address) / sizeof(float));
    }
}
