using SeqGen.CompilerServices;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>
/// The seconds of a training step of one model: the tiles of the busiest rank, what every rank does alike (packed weights, the sum of its tables, the update), and the exchanges.
/// It is fitted to figures with several numbers of ranks.
/// </summary>
internal sealed class StepCost
{
    // Of the three products of a layer in training, two are those of the backward pass.
    private const double BackwardShare = 2.0 / 3;
    private const int BytesOfToken = sizeof(int);
    private const int ExchangesOfPart = 3;

    private readonly TrainingLayout _layout;
    private readonly double _exchanges;

    // A rank with n rows has about Tokens n^Growth different tokens (Heaps' law).
    private readonly double _tokens;
    private readonly double _growth;

    /// <summary>Fits the cost.</summary>
    /// <param name="workload">The model.</param>
    /// <param name="figures">Figures of this workload, one thread a rank, of at least three numbers of ranks, one among them.</param>
    /// <exception cref="InvalidDataException">There are not enough of them.</exception>
    public StepCost(RankWorkload workload, IEnumerable<RankFigure> figures)
    {
        Figures = [.. figures.Where(figure => figure.Id == workload.Id && figure.Threads == 1).OrderBy(figure => figure.Ranks)];
        RankFigure[] several = [.. Figures.Where(figure => figure.Ranks > 1)];
        if (several.Select(figure => figure.Ranks).Distinct().Count() < 2 || Figures[0].Ranks > 1)
        {
            throw new InvalidDataException($"There are no figures of {workload.Id} with one thread a rank on one, and on two larger numbers of ranks.");
        }

        using SequenceModel model = workload.Create();
        Workload = workload;
        _layout = model.Program.Training;
        TileRows = model.Program.TileRows;
        MostShards = Trainer.DefaultShards(_layout);
        (SecondsOfTile, SecondsOfRank) = Line.Fit(Figures.Select(figure => ((double)TilesOf(figure.Ranks), figure.Computing / 1e3)));
        _exchanges = several.Average(figure => figure.Exchanges);
        if (_layout.Lookups.Count > 0)
        {
            (_growth, double start) = Line.Fit(several.Select(figure =>
                (Math.Log((double)workload.Rows / figure.Ranks), Math.Log(((figure.Megabytes * 1e6) - GradientBytes(figure.Ranks)) / (figure.Ranks - 1) / BytesOfVector))), relative: false);
            _tokens = Math.Exp(start);
        }
    }

    /// <summary>The model.</summary>
    public RankWorkload Workload { get; }

    /// <summary>What it was fitted to.</summary>
    public IReadOnlyList<RankFigure> Figures { get; }

    /// <summary>Rows of a tile.</summary>
    public int TileRows { get; }

    /// <summary>Shards of a batch, unless an option says so.</summary>
    public int MostShards { get; }

    /// <summary>Seconds of one tile, on one thread.</summary>
    public double SecondsOfTile { get; }

    /// <summary>Seconds of what every rank does, however many there are.</summary>
    public double SecondsOfRank { get; }

    /// <summary>Floating-point operations a second of one thread.</summary>
    public double OperationsPerSecond => Workload.Operations * TileRows / SecondsOfTile;

    private int BytesOfVector => BytesOfToken + (sizeof(float) * _layout.Lookups.Max(lookup => lookup.Size));

    /// <summary>The tiles of the busiest rank, where the workload's own batch is cut among some ranks.</summary>
    public int TilesOf(int ranks)
    {
        BatchShares shares = new(0, ranks, MostShards);
        shares.Cut(Rounding.Parts(Workload.Rows, TileRows));
        return Enumerable.Range(0, ranks).Max(rank => shares.TileStarts[rank + 1] - shares.TileStarts[rank]);
    }

    /// <summary>Seconds of what one rank computes.</summary>
    public double Computing(double tiles) => (tiles * SecondsOfTile) + SecondsOfRank;

    /// <summary>Bytes that a rank sends in a step.</summary>
    public double Bytes(int ranks, double rows) =>
        GradientBytes(ranks) + (_layout.Lookups.Count == 0 ? 0 : (ranks - 1) * BytesOfVector * _tokens * Math.Pow(rows / ranks, _growth));

    /// <summary>Seconds of a step where each rank has so many tiles, if nothing is sent before all is computed.</summary>
    public double SecondsInTurn(int ranks, double tiles, NetworkCost network) =>
        Computing(tiles) + (ranks == 1 ? 0 : network.Seconds(ranks, _exchanges, Bytes(ranks, ranks * tiles * TileRows)));

    /// <summary>
    /// The same, where a part of the gradient is sent while the layers before it are computed, in the last tile of each rank: three exchanges for each part but the first.
    /// </summary>
    public double Seconds(int ranks, double tiles, NetworkCost network)
    {
        if (ranks == 1)
        {
            return Computing(tiles);
        }

        double backward = SecondsOfTile * BackwardShare;
        double sent = 0;
        double bytes = Bytes(ranks, ranks * tiles * TileRows);
        int end = _layout.GradientLength;
        foreach (int start in GradientSum.PartStarts(_layout, new FitOptions().LeastPart).Where(start => start > 0).Reverse())
        {
            double share = (double)(end - start) / _layout.GradientLength;
            double ready = backward * TimeShareOf(1 - ((double)start / _layout.GradientLength));
            sent = Math.Max(sent, ready) + network.Seconds(ranks, ExchangesOfPart, GradientBytes(ranks) * share);
            bytes -= GradientBytes(ranks) * share;
            end = start;
        }

        return Computing(tiles) + Math.Max(0, sent - backward) + network.Seconds(ranks, _exchanges, bytes);
    }

    /// <summary>The share of a backward pass after which the gradients of the last layers, of a share of all weights, are there.</summary>
    private double TimeShareOf(double weights)
    {
        double operations = Workload.Layers.Sum(layer => (double)layer.Steps * layer.MultiplyAdds);
        double all = Workload.Layers.Sum(layer => (double)layer.MultiplyAdds);
        double time = 0;
        foreach (Workloads.LayerCost layer in Workload.Layers.Reverse())
        {
            double share = layer.MultiplyAdds / all;
            time += Math.Min(1, weights / share) * layer.Steps * layer.MultiplyAdds / operations;
            weights -= share;
            if (weights <= 0)
            {
                break;
            }
        }

        return time;
    }

    private double GradientBytes(int ranks) => 2.0 * (ranks - 1) / ranks * _layout.GradientLength * sizeof(float);
}
