using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen.CompilerServices;

/// <summary>
/// The products of an embedding's rows with a kernel, plus a bias: one padded row a token, made when a token is first
/// seen. Called by emitted code, not by users.
/// </summary>
/// <remarks>
/// <para>
/// The block holds <c>vocabulary</c> rows of products, the bias as one row, <c>size</c> rows of the kernel, and one byte a
/// token that says whether its row is made.
/// </para>
/// <para>
/// Threads share the block. Two that miss the same row at once write the same bits; the byte is written after the row.
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FoldedTable
{
    /// <summary>Packs bias and kernel, and forgets all rows.</summary>
    /// <param name="kernel">The first element of the kernel's first gate.</param>
    /// <param name="kernelStride">Floats from one kernel row to the next.</param>
    /// <param name="bias">The first element of the bias' first gate; a null reference for zeros.</param>
    /// <param name="table">The block.</param>
    /// <param name="vocabulary">Rows of the embeddings.</param>
    /// <param name="size">Values of an embedding.</param>
    /// <param name="units">Columns of each gate.</param>
    /// <param name="gates">Gates.</param>
    public static void Prepare(
        ref float kernel, int kernelStride, ref float bias, ref float table, int vocabulary, int size, int units, int gates)
    {
        int stride = Packing.RowLength(units, gates);
        ref float packedBias = ref Bias(ref table, vocabulary, stride);
        if (!Unsafe.IsNullRef(ref bias))
        {
            Packing.Table(ref bias, sourceStride: 0, ref packedBias, 1, units, gates);
        }

        Packing.Table(ref kernel, kernelStride, ref Unsafe.Add(ref packedBias, stride), size, units, gates);
        MemoryMarshal.CreateSpan(ref Made(ref packedBias, size, stride), vocabulary).Clear();
    }

    /// <summary>Makes the rows of some tokens that are not there yet.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="count">How many.</param>
    /// <param name="embeddings">The embeddings [vocabulary, size].</param>
    /// <param name="table">The block.</param>
    /// <param name="vocabulary">Rows of the embeddings.</param>
    /// <param name="size">Values of an embedding.</param>
    /// <param name="stride">Floats of a padded row.</param>
    public static void Require(ref int tokens, int count, ref float embeddings, ref float table, int vocabulary, int size, int stride)
    {
        ref float bias = ref Bias(ref table, vocabulary, stride);
        ref byte made = ref Made(ref bias, size, stride);
        for (int i = 0; i < count; i++)
        {
            nint token = Unsafe.Add(ref tokens, i);
            if (Volatile.Read(ref Unsafe.Add(ref made, token)) == 0)
            {
                Make(ref Unsafe.Add(ref embeddings, token * size), ref bias, ref Unsafe.Add(ref table, token * stride), size, stride);
                Volatile.Write(ref Unsafe.Add(ref made, token), 1);
            }
        }
    }

    private static ref float Bias(ref float table, int vocabulary, int stride) => ref Unsafe.Add(ref table, (nint)vocabulary * stride);

    private static ref byte Made(ref float bias, int size, int stride) =>
        ref Unsafe.As<float, byte>(ref Unsafe.Add(ref bias, (nint)(1 + size) * stride));

    private static void Make(ref float embedding, ref float bias, ref float row, int size, int stride)
    {
        int width = Vector<float>.Count;
        int column = 0;
        for (; column <= stride - 4 * width; column += 4 * width)
        {
            MakeFour(ref embedding, ref Unsafe.Add(ref bias, column), ref Unsafe.Add(ref row, column), size, stride);
        }

        for (; column < stride; column += width)
        {
            MakeOne(ref embedding, ref Unsafe.Add(ref bias, column), ref Unsafe.Add(ref row, column), size, stride);
        }
    }

    /// <summary>Four vectors of a row: the sums stay in registers. The kernel's rows follow the bias.</summary>
    private static void MakeFour(ref float embedding, ref float bias, ref float row, int size, int stride)
    {
        nuint width = (nuint)Vector<float>.Count;
        Vector<float> a = Vector.LoadUnsafe(ref bias);
        Vector<float> b = Vector.LoadUnsafe(ref bias, width);
        Vector<float> c = Vector.LoadUnsafe(ref bias, 2 * width);
        Vector<float> d = Vector.LoadUnsafe(ref bias, 3 * width);
        nuint at = (nuint)stride;
        for (int k = 0; k < size; k++, at += (nuint)stride)
        {
            Vector<float> factor = Vector.Create(Unsafe.Add(ref embedding, k));
            a = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref bias, at), a);
            b = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref bias, at + width), b);
            c = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref bias, at + 2 * width), c);
            d = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref bias, at + 3 * width), d);
        }

        a.StoreUnsafe(ref row);
        b.StoreUnsafe(ref row, width);
        c.StoreUnsafe(ref row, 2 * width);
        d.StoreUnsafe(ref row, 3 * width);
    }

    private static void MakeOne(ref float embedding, ref float bias, ref float row, int size, int stride)
    {
        Vector<float> sum = Vector.LoadUnsafe(ref bias);
        nuint at = (nuint)stride;
        for (int k = 0; k < size; k++, at += (nuint)stride)
        {
            sum = Vector.MultiplyAddEstimate(Vector.Create(Unsafe.Add(ref embedding, k)), Vector.LoadUnsafe(ref bias, at), sum);
        }

        sum.StoreUnsafe(ref row);
    }
}
