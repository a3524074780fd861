using System.Globalization;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>The command <c>plan</c>: fits what a step costs to figures of few ranks, and says what it costs with many.</summary>
internal static class PlanCommand
{
    private const int Cores = 2;
    private const int RowsOfRank = 16;
    private static readonly int[] Machines = [1, 16, 64, 256];
    private static readonly double[] Gigabits = [10, 100];

    /// <summary>Prints the tables, and draws the figure.</summary>
    /// <param name="table">A file with rows that <c>ranks</c> has printed; its other lines are of no account.</param>
    /// <param name="figure">The SVG file.</param>
    /// <exception cref="InvalidDataException">The file does not have what is needed.</exception>
    public static void Run(string table, string figure)
    {
        RankFigure[] figures = [.. File.ReadLines(table).Select(RankFigure.Parse).OfType<RankFigure>()];
        NetworkCost network = NetworkCost.Fit(figures, Cores);
        StepCost[] costs = [.. RankWorkload.All.Select(workload => new StepCost(workload, figures))];
        Write($"An exchange takes {network.Latency * 1e6:0} us, and {network.Message * 1e6:0.0} us for each other rank; {network.Bandwidth / 1e6:0} MB/s.");
        Console.WriteLine();
        PrintFit(costs);
        Console.WriteLine();
        PrintPlan(costs, network);
        PlanFigure.Write(figure, costs, [.. Gigabits.Select(gigabits => ($"{gigabits:0} Gbit/s", network.WithGigabits(gigabits)))], RowsOfRank);
    }

    private static void Write(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void PrintFit(StepCost[] costs)
    {
        Console.WriteLine("| workload | ms a tile | Gflop/s | ms a rank | computing with 1, 2, 3, 4, 8 ranks: fitted ms / measured |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (StepCost cost in costs)
        {
            string shares = string.Join(", ", cost.Figures.Select(figure => (cost.Computing(cost.TilesOf(figure.Ranks)) * 1e3 / figure.Computing).ToString("0.00", CultureInfo.InvariantCulture)));
            Write($"| {cost.Workload.Id} | {cost.SecondsOfTile * 1e3:0.000} | {cost.OperationsPerSecond / 1e9:0.0} | {cost.SecondsOfRank * 1e3:0.00} | {shares} |");
        }
    }

    private static void PrintPlan(StepCost[] costs, NetworkCost network)
    {
        Console.WriteLine($"| workload, {RowsOfRank} rows a rank | network | {string.Join(" | ", Machines)} ranks | in turn, 16 and 256 |");
        Console.WriteLine($"|---|---|{string.Concat(Machines.Select(_ => "---|"))}---|");
        foreach (StepCost cost in costs)
        {
            double tiles = (double)RowsOfRank / cost.TileRows;
            foreach (double gigabits in Gigabits)
            {
                NetworkCost line = network.WithGigabits(gigabits);
                IEnumerable<string> cells = Machines.Select(ranks => Cell(cost.Seconds(ranks, tiles, line)));
                Write($"| {cost.Workload.Id} | {gigabits} Gbit/s | {string.Join(" | ", cells)} | {Cell(cost.SecondsInTurn(Machines[1], tiles, line))}; {Cell(cost.SecondsInTurn(Machines[^1], tiles, line))} |");
            }

            string Cell(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.0} ms, {cost.Computing(tiles) / seconds:0%}");
        }
    }
}
