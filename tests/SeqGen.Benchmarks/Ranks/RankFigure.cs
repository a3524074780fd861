using System.Globalization;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>What a step costs with some ranks: one row of the table that <c>ranks</c> prints and <c>plan</c> reads. Times are in milliseconds.</summary>
/// <param name="Id">The workload, and "overlapped" where gradients are sent while others are computed; <see cref="ExchangeId"/> for a single exchange.</param>
/// <param name="Ranks">Processes.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="Step">The median of a step, on the first rank.</param>
/// <param name="LeastStep">The tenth percentile.</param>
/// <param name="Computing">Processor time outside of exchanges, of the busiest rank: the tenth percentile.</param>
/// <param name="Exchanges">Exchanges of a step.</param>
/// <param name="Exchanging">Their time, waiting for other ranks in it.</param>
/// <param name="Megabytes">What a rank sends: the mean over ranks.</param>
internal sealed record RankFigure(string Id, int Ranks, int Threads, double Step, double LeastStep, double Computing, double Exchanges, double Exchanging, double Megabytes)
{
    /// <summary>The id of a single exchange.</summary>
    public const string ExchangeId = "exchange";

    /// <summary>The head of the table.</summary>
    public const string Head = """
        | workload | ranks | threads | ms a step | p10 | computing | exchanges | their ms | MB sent |
        |---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>Reads a row of the table.</summary>
    /// <returns>Null for another line.</returns>
    public static RankFigure? Parse(string line)
    {
        string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
        double[] values = new double[cells.Length];
        for (int i = 2; i < cells.Length - 1; i++)
        {
            if (!double.TryParse(cells[i], CultureInfo.InvariantCulture, out values[i]))
            {
                return null;
            }
        }

        return cells.Length == 11 ? new(cells[1], (int)values[2], (int)values[3], values[4], values[5], values[6], values[7], values[8], values[9]) : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {Id} | {Ranks} | {Threads} | {Step:0.###} | {LeastStep:0.###} | {Computing:0.###} | {Exchanges:0.#} | {Exchanging:0.###} | {Megabytes:0.#####} |");
}
