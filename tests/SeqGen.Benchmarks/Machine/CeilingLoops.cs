using System.Runtime.CompilerServices;

namespace SeqGen.Benchmarks.Machine;

/// <summary>The loops that reach the machine's limits. Each returns a value that depends on all its work.</summary>
internal static class CeilingLoops
{
    /// <summary>Multiply-adds in one turn of <see cref="DependentMultiplyAdds{TOps, TVector}"/>.</summary>
    public const int LinksPerTurn = 8;

    /// <summary>Multiply-adds (of a vector) in one turn of <see cref="MultiplyAdds{TOps, TVector}"/>.</summary>
    public const int MultiplyAddsPerTurn = 12;

    /// <summary>A chain of multiply-adds, each of which needs the one before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float DependentMultiplyAdds<TOps, TVector>(int turns, float factor, float addend)
        where TVector : struct
        where TOps : IVectorOps<TVector>
    {
        TVector f = TOps.Create(factor);
        TVector a = TOps.Create(addend);
        TVector x = a;
        for (int i = 0; i < turns; i++)
        {
            x = TOps.MultiplyAdd(x, f, a);
            x = TOps.MultiplyAdd(x, f, a);
            x = TOps.MultiplyAdd(x, f, a);
            x = TOps.MultiplyAdd(x, f, a);
            x = TOps.MultiplyAdd(x, f, a);
            x = TOps.MultiplyAdd(x, f, a);
            x = TOps.MultiplyAdd(x, f, a);
            x = TOps.MultiplyAdd(x, f, a);
        }

        return TOps.Sum(x);
    }

    /// <summary>
    /// Twelve independent accumulators: more than latency (4 cycles) times ports (2), so that no multiply-add waits.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float MultiplyAdds<TOps, TVector>(int turns, float factor, float addend)
        where TVector : struct
        where TOps : IVectorOps<TVector>
    {
        TVector f = TOps.Create(factor);
        TVector a = TOps.Create(addend);
        TVector a0 = a, a1 = a, a2 = a, a3 = a, a4 = a, a5 = a, a6 = a, a7 = a, a8 = a, a9 = a, a10 = a, a11 = a;
        for (int i = 0; i < turns; i++)
        {
            a0 = TOps.MultiplyAdd(a0, f, a);
            a1 = TOps.MultiplyAdd(a1, f, a);
            a2 = TOps.MultiplyAdd(a2, f, a);
            a3 = TOps.MultiplyAdd(a3, f, a);
            a4 = TOps.MultiplyAdd(a4, f, a);
            a5 = TOps.MultiplyAdd(a5, f, a);
            a6 = TOps.MultiplyAdd(a6, f, a);
            a7 = TOps.MultiplyAdd(a7, f, a);
            a8 = TOps.MultiplyAdd(a8, f, a);
            a9 = TOps.MultiplyAdd(a9, f, a);
            a10 = TOps.MultiplyAdd(a10, f, a);
            a11 = TOps.MultiplyAdd(a11, f, a);
        }

        TVector sum = TOps.MultiplyAdd(a0, a1, TOps.MultiplyAdd(a2, a3, TOps.MultiplyAdd(a4, a5, a6)));
        sum = TOps.MultiplyAdd(a7, a8, TOps.MultiplyAdd(a9, a10, TOps.MultiplyAdd(a11, f, sum)));
        return TOps.Sum(sum);
    }

    /// <summary>Reads a buffer from start to end several times; its length is a multiple of eight vectors.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float Read<TOps, TVector>(AlignedBuffer buffer, int passes)
        where TVector : struct
        where TOps : IVectorOps<TVector>
    {
        ref float source = ref buffer.Reference;
        nuint lanes = (nuint)TOps.Lanes;
        nuint length = (nuint)buffer.Length;
        TVector zero = TOps.Create(0);
        TVector a = zero, b = zero, c = zero, d = zero;
        for (int pass = 0; pass < passes; pass++)
        {
            for (nuint i = 0; i < length; i += 8 * lanes)
            {
                a = TOps.Or(a, TOps.Load(ref source, i));
                b = TOps.Or(b, TOps.Load(ref source, i + lanes));
                c = TOps.Or(c, TOps.Load(ref source, i + 2 * lanes));
                d = TOps.Or(d, TOps.Load(ref source, i + 3 * lanes));
                a = TOps.Or(a, TOps.Load(ref source, i + 4 * lanes));
                b = TOps.Or(b, TOps.Load(ref source, i + 5 * lanes));
                c = TOps.Or(c, TOps.Load(ref source, i + 6 * lanes));
                d = TOps.Or(d, TOps.Load(ref source, i + 7 * lanes));
            }
        }

        return TOps.Sum(TOps.Or(TOps.Or(a, b), TOps.Or(c, d)));
    }
}
