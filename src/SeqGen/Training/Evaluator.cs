namespace SeqGen;

/// <summary>Loss and metrics over a data set.</summary>
internal sealed class Evaluator : IDisposable
{
    /// <summary>Rows of a batch where only memory decides.</summary>
    public const int DefaultBatchSize = 256;

    private readonly SequenceModel _model;
    private readonly MetricSet _metrics;
    private readonly TileScorer _scorer;
    private readonly BatchRunner _runner;
    private readonly RankGroup _ranks;
    private LossSum[] _tileLosses = [];
    private double[] _tileMetrics = [];
    private readonly LossSum[] _losses;

    public Evaluator(SequenceModel model, IReadOnlyList<Objective> objectives, int batchSize, int threads, RankGroup ranks)
    {
        _ranks = ranks;
        _model = model;
        _metrics = new MetricSet(objectives);
        _scorer = new TileScorer(model, objectives, _metrics);
        _losses = new LossSum[objectives.Count];
        _runner = new BatchRunner(model, batchSize, _scorer.Targets, threads, Score, ranks);
    }

    public Metrics Evaluate(Dataset data, CancellationToken cancellation)
    {
        _scorer.Check(data, "evaluation");
        int tiles = _runner.Prepare(data.Count);
        if (_tileLosses.Length < tiles * _losses.Length)
        {
            ModelMemory memory = new(_model.Description.Name, "evaluation", data.Count);
            _tileLosses = memory.Array<LossSum>(_losses.Length, tiles);
            _tileMetrics = memory.Array<double>(_metrics.StateLength, tiles);
        }

        _metrics.Reset();
        Array.Clear(_losses);
        _runner.Run(data, AddTiles, cancellation);
        double[] values = new double[_metrics.Names.Length + 1];
        values[0] = _scorer.Total(_losses) + GradientStep.Penalty(_model);
        for (int i = 1; i < values.Length; i++)
        {
            values[i] = _metrics.Result(i - 1);
        }

        return new Metrics(["loss", .. _metrics.Names], values);
    }

    public void Dispose() => _runner.Dispose();

    private void Score(ReadOnlySpan<float> workspace, int tile, int firstRow, ReadOnlySpan<int> rows)
    {
        _scorer.CheckTargets(_runner.Data, _runner.Batch, rows, firstRow);
        Span<double> metrics = _tileMetrics.AsSpan(tile * _metrics.StateLength, _metrics.StateLength);
        metrics.Clear();
        _scorer.Score(workspace, _model.Program.Tile, _runner.Batch, firstRow, rows.Length, metrics, _tileLosses.AsSpan(tile * _losses.Length, _losses.Length));
    }

    private void AddTiles(int firstRow, int tiles)
    {
        _ranks.Gather<LossSum>(_tileLosses, _runner.TileStarts, _losses.Length);
        _ranks.Gather<double>(_tileMetrics, _runner.TileStarts, _metrics.StateLength);
        for (int tile = 0; tile < tiles; tile++)
        {
            for (int output = 0; output < _losses.Length; output++)
            {
                _losses[output] += _tileLosses[tile * _losses.Length + output];
            }

            _metrics.Merge(_tileMetrics.AsSpan(tile * _metrics.StateLength, _metrics.StateLength));
        }
    }
}
