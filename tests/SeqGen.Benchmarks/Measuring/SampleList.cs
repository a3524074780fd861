namespace SeqGen.Benchmarks.Measuring;

/// <summary>Measurements and their quantiles.</summary>
internal sealed class SampleList
{
    private readonly List<double> _values = [];

    /// <summary>The number of measurements.</summary>
    public int Count => _values.Count;

    /// <summary>The value in the middle.</summary>
    public double Median => Quantile(0.5);

    /// <summary>Adds a measurement.</summary>
    public void Add(double value) => _values.Add(value);

    /// <summary>The value below which a share of all measurements lies (nearest rank).</summary>
    /// <param name="share">In [0, 1].</param>
    public double Quantile(double share)
    {
        if (_values.Count == 0)
        {
            return double.NaN;
        }

        double[] sorted = [.. _values];
        Array.Sort(sorted);
        return sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }
}
