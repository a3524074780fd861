namespace SeqGen.Benchmarks.Ranks;

/// <summary>What an exchange costs: <c>Latency + Message (R - 1) + bytes / Bandwidth</c>, in seconds.</summary>
/// <param name="Latency">Seconds of an exchange without bytes.</param>
/// <param name="Message">Seconds of processor time of a message, sent and received.</param>
/// <param name="Bandwidth">Bytes a second that a rank sends and, at the same time, receives.</param>
internal sealed record NetworkCost(double Latency, double Message, double Bandwidth)
{
    /// <summary>Bytes of a gigabit.</summary>
    public const double GigabitBytes = 1e9 / 8;

    private const double SmallMegabytes = 0.001;

    /// <summary>Fits the cost to exchanges that were measured on one machine, where ranks share cores.</summary>
    /// <param name="figures">Exchanges of several sizes with several numbers of ranks.</param>
    /// <param name="cores">Cores of the machine.</param>
    /// <exception cref="InvalidDataException">There are not enough of them.</exception>
    public static NetworkCost Fit(IEnumerable<RankFigure> figures, int cores)
    {
        RankFigure[] all = [.. figures.Where(figure => figure.Id == RankFigure.ExchangeId)];
        RankFigure[] small = [.. all.Where(figure => figure.Megabytes < SmallMegabytes)];
        if (small.Select(figure => figure.Ranks).Distinct().Count() < 2 || small.Length == all.Length)
        {
            throw new InvalidDataException("There are no exchanges of small and large messages with two numbers of ranks, which the ranks' command measures.");
        }

        (double message, double latency) = Line.Fit(small.Select(figure => ((figure.Ranks - 1) * Math.Max(1, (double)figure.Ranks / cores), figure.Step / 1e3)));
        RankFigure large = all.Where(figure => figure.Ranks == all.Min(other => other.Ranks)).MaxBy(figure => figure.Megabytes)!;
        return new(Math.Max(0, latency), Math.Max(0, message), large.Megabytes * 1e6 / ((large.Step / 1e3) - latency));
    }

    /// <summary>The same machines on a network of so many Gbit/s, fully used.</summary>
    public NetworkCost WithGigabits(double gigabits) => this with { Bandwidth = gigabits * GigabitBytes };

    /// <summary>Seconds of some exchanges between so many ranks.</summary>
    public double Seconds(int ranks, double exchanges, double bytes) => (exchanges * (Latency + (Message * (ranks - 1)))) + (bytes / Bandwidth);
}

/// <summary>A straight line through points.</summary>
internal static class Line
{
    /// <summary>Least squares of <c>y = slope x + start</c>.</summary>
    /// <param name="points">The points.</param>
    /// <param name="relative">True where differences count in proportion to y.</param>
    public static (double Slope, double Start) Fit(IEnumerable<(double X, double Y)> points, bool relative = true)
    {
        double weights = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        foreach ((double px, double py) in points)
        {
            double weight = relative ? 1 / (py * py) : 1;
            weights += weight;
            x += weight * px;
            y += weight * py;
            xx += weight * px * px;
            xy += weight * px * py;
        }

        double slope = ((weights * xy) - (x * y)) / ((weights * xx) - (x * x));
        return (slope, (y - (slope * x)) / weights);
    }
}
