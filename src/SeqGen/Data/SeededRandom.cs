using System.Numerics;

namespace SeqGen.Data;

/// <summary>
/// Random numbers that are the same for a seed on every machine and framework: xoshiro256** (Blackman and Vigna,
/// "Scrambled linear pseudorandom number generators", 2021), its state filled by SplitMix64 (Steele, Lea and Flood,
/// 2014). For initial weights, dropout, shuffling and sampling; not for secrets.
/// </summary>
/// <remarks>Not thread-safe: give every thread its own, with a seed of its own. No member allocates.</remarks>
public sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spareGaussian = double.NaN;

    /// <summary>Starts the sequence of numbers that belongs to a seed. Near seeds give unrelated sequences.</summary>
    /// <param name="seed">Any value.</param>
    public SeededRandom(long seed)
    {
        ulong state = unchecked((ulong)seed);
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1): a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1.0f / (1 << 24));

    /// <summary>Uniform in [0, 1): a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in 0 .. <paramref name="bound"/> - 1, every value equally likely.</summary>
    /// <param name="bound">Number of values, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // Lemire, "Fast random integer generation in an interval", 2019: the high half of a product is the value;
        // low halves below 2^32 mod bound are refused, because they would make some values likelier.
        ulong product = (NextUInt64() >> 32) * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint refused = unchecked(0u - (uint)bound) % (uint)bound;
            while ((uint)product < refused)
            {
                product = (NextUInt64() >> 32) * (uint)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>
    /// Normally distributed with mean 0 and deviation 1, by the polar method (Marsaglia and Bray, 1964). Uses own
    /// arithmetic for the logarithm, because that of the platform may differ in the last bit.
    /// </summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            double spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }

        double x, y, square;
        do
        {
            x = (2 * NextDouble()) - 1;
            y = (2 * NextDouble()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        double factor = Math.Sqrt(-2 * NaturalLogarithm(square) / square);
        _spareGaussian = y * factor;
        return x * factor;
    }

    /// <summary>
    /// ln x for a normal positive x, relative error below 1e-15, from operations that IEEE 754 defines exactly:
    /// x = m 2^e with m in [sqrt(1/2), sqrt(2)), and ln m = 2 artanh((m - 1) / (m + 1)) as a series.
    /// </summary>
    internal static double NaturalLogarithm(double x)
    {
        const double Ln2 = 0.69314718055994530942;
        const double SquareRootOfHalf = 0.70710678118654752440;
        const int LastTerm = 23;

        int exponent = Math.ILogB(x) + 1;
        double mantissa = Math.ScaleB(x, -exponent);
        if (mantissa < SquareRootOfHalf)
        {
            mantissa *= 2;
            exponent--;
        }

        double t = (mantissa - 1) / (mantissa + 1);
        double square = t * t;
        double sum = 0;
        for (int term = LastTerm; term >= 1; term -= 2)
        {
            sum = (sum * square) + (1.0 / term);
        }

        return (exponent * Ln2) + (2 * t * sum);
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
