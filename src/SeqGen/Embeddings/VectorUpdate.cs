using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen.Embeddings;

/// <summary>Updates of two vectors at once while word vectors are trained. Vectors are filled up with zeros to whole lines.</summary>
internal static class VectorUpdate
{
    /// <summary>Values from one vector to the next.</summary>
    public static int Stride(int dimensions) => Rounding.UpToLine(dimensions);

    /// <summary>change += slope * output; output += slope * vector, with the output from before.</summary>
    /// <param name="vector">Whole lines.</param>
    /// <param name="output">As long as <paramref name="vector"/>.</param>
    /// <param name="slope">The factor.</param>
    /// <param name="change">As long as <paramref name="vector"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exchange(ReadOnlySpan<float> vector, Span<float> output, float slope, Span<float> change)
    {
        Vector<float> factor = new(slope);
        ref float v = ref MemoryMarshal.GetReference(vector);
        ref float o = ref MemoryMarshal.GetReference(output);
        ref float c = ref MemoryMarshal.GetReference(change);
        for (nuint i = 0; i < (nuint)vector.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> old = Vector.LoadUnsafe(ref o, i);
            Vector.FusedMultiplyAdd(old, factor, Vector.LoadUnsafe(ref c, i)).StoreUnsafe(ref c, i);
            Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref v, i), factor, old).StoreUnsafe(ref o, i);
        }
    }
}
