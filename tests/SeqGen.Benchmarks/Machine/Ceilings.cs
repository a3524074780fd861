using System.Diagnostics;
using System.Runtime.Intrinsics;
using SeqGen.Benchmarks.Measuring;

namespace SeqGen.Benchmarks.Machine;

/// <summary>
/// The machine's limits as this process meets them: clock, multiply-adds, bandwidth of every level. Measured first, and
/// once more in every round of the workloads; the median counts, so that limits and workloads saw the same machine.
/// </summary>
internal sealed class Ceilings
{
    /// <summary>
    /// Cycles of a vector multiply-add that waits for another: 4 on x86-64 cores with AVX-512 or AVX2 (5 on AMD's before Zen 3)
    /// and on common 64-bit ARM cores. The clock is measured by it because wide vectors may run at a lower one than integers.
    /// </summary>
    private const int MultiplyAddLatency = 4;

    private const int Repeats = 5;
    private const int ClockTurns = 20_000;
    private const int MultiplyAddTurns = 60_000;
    private const long BytesPerMeasurement = 8 << 20;
    private const int MemoryBytes = 256 << 20;

    private readonly SampleList _hertz = new();
    private readonly SampleList _flops = new();
    private readonly SampleList[] _bandwidths = [new(), new(), new(), new()];
    private readonly AlignedBuffer[] _buffers;
    private float _sink;

    /// <summary>Allocates what is read: half of the first and second level, four times the second, and far more than that.</summary>
    public Ceilings()
    {
        Caches = CacheSizes.Find();
        _buffers = [Buffer(Caches.L1 / 2), Buffer(Caches.L2 / 2), Buffer(Math.Min(4 * Caches.L2, Math.Max(Caches.L3 / 2, 2 * Caches.L2))), Buffer(MemoryBytes)];
    }

    /// <summary>Sizes of the caches.</summary>
    public CacheSizes Caches { get; }

    /// <summary>The instruction set that kernels use here.</summary>
    public static string Isa => Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128";

    /// <summary>Floats of the widest vector.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Cycles a second.</summary>
    public double Hertz => _hertz.Median;

    /// <summary>Floating-point operations a second, two a multiply-add, of one thread.</summary>
    public double Flops => _flops.Median;

    /// <summary>The best of <see cref="Flops"/> that was seen.</summary>
    public double BestFlops => _flops.Quantile(1);

    /// <summary>Bytes a second read by one thread from a level.</summary>
    public double Bandwidth(MemoryLevel level) => _bandwidths[(int)level].Median;

    /// <summary>The nearest level that holds so many bytes.</summary>
    public MemoryLevel LevelOf(long bytes)
    {
        MemoryLevel level = MemoryLevel.L1;
        while (level < MemoryLevel.Memory && bytes > SizeOf(level))
        {
            level++;
        }

        return level;
    }

    /// <summary>
    /// The least time to read so many bytes that were read before: each level gives what it can hold, the nearest first,
    /// and only the rest comes from the next one.
    /// </summary>
    public double SecondsToRead(long bytes)
    {
        double seconds = 0;
        long rest = bytes;
        for (MemoryLevel level = MemoryLevel.L1; level < MemoryLevel.Memory && rest > 0; level++)
        {
            long part = Math.Min(rest, SizeOf(level));
            seconds += part / Bandwidth(level);
            rest -= part;
        }

        return seconds + rest / Bandwidth(MemoryLevel.Memory);
    }

    /// <summary>Measures all limits several times, each so shortly that another program rarely interrupts it.</summary>
    /// <param name="withMemory">False to leave out main memory, which takes longest.</param>
    public void Measure(bool withMemory)
    {
        for (int i = 0; i < Repeats; i++)
        {
            MeasureOnce(withMemory);
        }
    }

    private void MeasureOnce(bool withMemory)
    {
        long start = Stopwatch.GetTimestamp();
        _sink += DependentMultiplyAdds(ClockTurns);
        _hertz.Add((double)ClockTurns * CeilingLoops.LinksPerTurn * MultiplyAddLatency / Stopwatch.GetElapsedTime(start).TotalSeconds);

        start = Stopwatch.GetTimestamp();
        _sink += MultiplyAdds(MultiplyAddTurns);
        _flops.Add(2.0 * MultiplyAddTurns * CeilingLoops.MultiplyAddsPerTurn * Lanes / Stopwatch.GetElapsedTime(start).TotalSeconds);

        for (int level = 0; level < (withMemory ? 4 : 3); level++)
        {
            long bytes = _buffers[level].Length * (long)sizeof(float);
            int passes = (int)Math.Max(1, BytesPerMeasurement / bytes);
            _sink += Read(_buffers[level], 1);
            start = Stopwatch.GetTimestamp();
            _sink += Read(_buffers[level], passes);
            _bandwidths[level].Add(bytes * passes / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }

    private long SizeOf(MemoryLevel level) => level switch
    {
        MemoryLevel.L1 => Caches.L1,
        MemoryLevel.L2 => Caches.L2,
        _ => Caches.L3,
    };

    private static float DependentMultiplyAdds(int turns)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return CeilingLoops.DependentMultiplyAdds<Ops512, Vector512<float>>(turns, 0.5f, 0.25f);
        }

        return Vector256.IsHardwareAccelerated
            ? CeilingLoops.DependentMultiplyAdds<Ops256, Vector256<float>>(turns, 0.5f, 0.25f)
            : CeilingLoops.DependentMultiplyAdds<Ops128, Vector128<float>>(turns, 0.5f, 0.25f);
    }

    private static float MultiplyAdds(int turns)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return CeilingLoops.MultiplyAdds<Ops512, Vector512<float>>(turns, 0.5f, 0.25f);
        }

        return Vector256.IsHardwareAccelerated
            ? CeilingLoops.MultiplyAdds<Ops256, Vector256<float>>(turns, 0.5f, 0.25f)
            : CeilingLoops.MultiplyAdds<Ops128, Vector128<float>>(turns, 0.5f, 0.25f);
    }

    private static float Read(AlignedBuffer buffer, int passes)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return CeilingLoops.Read<Ops512, Vector512<float>>(buffer, passes);
        }

        return Vector256.IsHardwareAccelerated
            ? CeilingLoops.Read<Ops256, Vector256<float>>(buffer, passes)
            : CeilingLoops.Read<Ops128, Vector128<float>>(buffer, passes);
    }

    private static AlignedBuffer Buffer(long bytes)
    {
        AlignedBuffer buffer = new((int)(bytes / sizeof(float) / 128 * 128));
        buffer.Span.Fill(1);
        return buffer;
    }
}

/// <summary>Where data lies.</summary>
internal enum MemoryLevel
{
    /// <summary>First-level cache.</summary>
    L1,

    /// <summary>Second-level cache.</summary>
    L2,

    /// <summary>Third-level cache.</summary>
    L3,

    /// <summary>Main memory.</summary>
    Memory,
}
