using System.Numerics;
using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>The largest magnitude and the sums of many floats. Sums are taken in double precision.</summary>
internal static class Magnitudes
{
    /// <summary>The largest magnitude of some values; NaN where one of them is, and 0 of none.</summary>
    public static float Largest(ReadOnlySpan<float> values)
    {
        // Without their sign, floats are ordered as their bits are: infinity above all numbers, and NaN above infinity.
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        Vector<int> magnitude = new(int.MaxValue);
        Vector<int> even = Vector<int>.Zero;
        Vector<int> odd = Vector<int>.Zero;
        int i = 0;
        for (; i <= bits.Length - 2 * Vector<int>.Count; i += 2 * Vector<int>.Count)
        {
            even = Vector.Max(even, new Vector<int>(bits[i..]) & magnitude);
            odd = Vector.Max(odd, new Vector<int>(bits[(i + Vector<int>.Count)..]) & magnitude);
        }

        even = Vector.Max(even, odd);
        int largest = 0;
        for (int lane = 0; lane < Vector<int>.Count; lane++)
        {
            largest = Math.Max(largest, even[lane]);
        }

        for (; i < bits.Length; i++)
        {
            largest = Math.Max(largest, bits[i] & int.MaxValue);
        }

        return BitConverter.Int32BitsToSingle(largest);
    }

    /// <summary>True where no value is NaN or infinite.</summary>
    public static bool AreFinite(ReadOnlySpan<float> values) => float.IsFinite(Largest(values));

    /// <summary>The place of the first value that is NaN or infinite, or -1.</summary>
    public static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The sum of |x|.</summary>
    public static double Sum(ReadOnlySpan<float> values)
    {
        Vector<double> sum = Vector<double>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Abs(new Vector<float>(values[i..])), out Vector<double> low, out Vector<double> high);
            sum += low + high;
        }

        double total = Vector.Sum(sum);
        for (; i < values.Length; i++)
        {
            total += Math.Abs((double)values[i]);
        }

        return total;
    }

    /// <summary>The sum of x^2.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        Vector<double> sum = Vector<double>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[i..]), out Vector<double> low, out Vector<double> high);
            sum += low * low + high * high;
        }

        double total = Vector.Sum(sum);
        for (; i < values.Length; i++)
        {
            total += (double)values[i] * values[i];
        }

        return total;
    }
}
