using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen.CompilerServices;

/// <summary>The random factors of dropout. Called by emitted code, not by users.</summary>
/// <remarks>
/// A factor depends on the training step's key, the layer, the row of the batch and the position alone, so that the
/// number of threads does not change it. The generator is the counter form of SplitMix64.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DropoutMask
{
    /// <summary>Fills factors: 0 with probability <paramref name="rate"/>, else 1 / (1 - rate).</summary>
    /// <param name="factors">The first factor.</param>
    /// <param name="count">The number of factors.</param>
    /// <param name="rate">The probability of a zero, in [0, 1).</param>
    /// <param name="key">The key of the training step.</param>
    /// <param name="salt">Distinguishes layers.</param>
    /// <param name="row">The row of the batch.</param>
    public static void Fill(ref float factors, int count, float rate, ulong key, int salt, int row)
    {
        float scale = 1 / (1 - rate);
        uint threshold = (uint)(rate * 4294967296.0);
        ulong counter = Mix(Mix(key + (ulong)(uint)salt * 0x9E3779B97F4A7C15) + (ulong)(uint)row * 0xD1B54A32D192ED03);
        for (int i = 0; i < count; i += 2)
        {
            counter += 0x9E3779B97F4A7C15;
            ulong random = Mix(counter);
            Unsafe.Add(ref factors, i) = (uint)random < threshold ? 0 : scale;
            if (i + 1 < count)
            {
                Unsafe.Add(ref factors, i + 1) = (uint)(random >> 32) < threshold ? 0 : scale;
            }
        }
    }

    /// <summary>Fills shares: 1 with probability <paramref name="rate"/>, else 0; where nothing is drawn, the rate itself, which is what is to be expected.</summary>
    /// <param name="shares">The first share.</param>
    /// <param name="count">The number of shares.</param>
    /// <param name="rate">The probability of a one, in [0, 1).</param>
    /// <param name="isDrawn">True to draw.</param>
    /// <param name="key">The key of the training step.</param>
    /// <param name="salt">Tells layers apart.</param>
    /// <param name="row">The row of the batch.</param>
    public static void FillShares(ref float shares, int count, float rate, bool isDrawn, ulong key, int salt, int row)
    {
        Span<float> span = MemoryMarshal.CreateSpan(ref shares, count);
        if (!isDrawn)
        {
            span.Fill(rate);
            return;
        }

        Fill(ref shares, count, rate, key, salt, row);
        foreach (ref float share in span)
        {
            share = share == 0 ? 1 : 0;
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
