namespace SeqGen.Reporting.Html;

/// <summary>Round values along an axis: steps of 1, 2 or 5 times a power of ten, as few as are readable.</summary>
internal sealed class AxisTicks
{
    private AxisTicks(double step, long first, long last)
    {
        Step = step;
        Values = [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step)];
    }

    /// <summary>The distance between two values.</summary>
    public double Step { get; }

    /// <summary>The values; the first is not above, the last not below what is shown.</summary>
    public IReadOnlyList<double> Values { get; }

    public double Low => Values[0];

    public double High => Values[^1];

    /// <summary>Decimals that distinguish neighbouring values.</summary>
    public int Decimals => Math.Max(0, -(int)Math.Floor(Math.Log10(Step) + 1e-9));

    /// <summary>The ticks of an axis that shows all values from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="low">The smallest value, finite.</param>
    /// <param name="high">The largest value, finite.</param>
    /// <param name="count">About how many distances between ticks are wanted.</param>
    /// <param name="smallestStep">No step is smaller than this; 1 where only whole numbers mean something.</param>
    public static AxisTicks Covering(double low, double high, int count, double smallestStep = 0)
    {
        double range = high - low;
        if (!(range > Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9))
        {
            range = Math.Max(Math.Abs(low) * 0.1, 1e-3);
            (low, high) = (low - (range / 2), high + (range / 2));
        }

        double step = Math.Max(RoundUp(range / count), smallestStep);
        return new AxisTicks(step, (long)Math.Floor((low / step) + 1e-9), (long)Math.Ceiling((high / step) - 1e-9));
    }

    private static double RoundUp(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        double digits = value / power;
        return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }
}
