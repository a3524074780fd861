using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen.Embeddings;

/// <summary>Updates of two vectors at once while word vectors are trained. Vectors are padded with zeros to whole lines.</summary>
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

    /// <summary>
    /// A step of AdaGrad on the product of two vectors: the gradient of one is slope times the other; a value falls by rate
    /// times its gradient over the root of the sum of its earlier squares, to which the new square is added.
    /// </summary>
    /// <param name="first">Whole lines.</param>
    /// <param name="second">As long as <paramref name="first"/>.</param>
    /// <param name="firstSquares">The sums of <paramref name="first"/>.</param>
    /// <param name="secondSquares">The sums of <paramref name="second"/>.</param>
    /// <param name="slope">The gradient of the product.</param>
    /// <param name="rate">The learning rate.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AdaGrad(
        Span<float> first, Span<float> second, Span<float> firstSquares, Span<float> secondSquares, float slope, float rate)
    {
        Vector<float> factor = new(slope);
        Vector<float> minusRate = new(-rate);
        ref float a = ref MemoryMarshal.GetReference(first);
        ref float b = ref MemoryMarshal.GetReference(second);
        ref float aSquares = ref MemoryMarshal.GetReference(firstSquares);
        ref float bSquares = ref MemoryMarshal.GetReference(secondSquares);
        for (nuint i = 0; i < (nuint)first.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> aOld = Vector.LoadUnsafe(ref a, i);
            Vector<float> bOld = Vector.LoadUnsafe(ref b, i);
            Vector<float> aSum = Vector.LoadUnsafe(ref aSquares, i);
            Vector<float> bSum = Vector.LoadUnsafe(ref bSquares, i);
            Vector<float> aGradient = factor * bOld;
            Vector<float> bGradient = factor * aOld;
            Vector.FusedMultiplyAdd(minusRate, aGradient / Vector.SquareRoot(aSum), aOld).StoreUnsafe(ref a, i);
            Vector.FusedMultiplyAdd(minusRate, bGradient / Vector.SquareRoot(bSum), bOld).StoreUnsafe(ref b, i);
            Vector.FusedMultiplyAdd(aGradient, aGradient, aSum).StoreUnsafe(ref aSquares, i);
            Vector.FusedMultiplyAdd(bGradient, bGradient, bSum).StoreUnsafe(ref bSquares, i);
        }
    }
}
