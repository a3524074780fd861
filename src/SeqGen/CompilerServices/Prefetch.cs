using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SeqGen.CompilerServices;

/// <summary>Asks for memory that is needed soon. Called by emitted code, not by users.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Prefetch
{
    /// <summary>Asks for cache lines in a row; does nothing where the processor has no such instruction.</summary>
    /// <param name="start">The first line.</param>
    /// <param name="length">Floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Row(ref float start, int length)
    {
        if (Sse.IsSupported)
        {
            for (nuint i = 0; i < (nuint)length; i += Rounding.FloatsPerLine)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref start, i)));
            }
        }
    }

    /// <summary>Asks for one cache line; does nothing where the processor has no such instruction. The place may lie after the buffer's end.</summary>
    /// <param name="place">A float of the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line(ref float place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
        }
    }
}
