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
    private LossSum[] _tileLosses = [];
    private double[] _tileMetrics = [];
    private LossSum _losses;

    public Evaluator(SequenceModel model, MetricSet metrics, Loss loss, int batchSize, int threads)
    {
        _model = model;
        _metrics = metrics;
        _scorer = new TileScorer(model, loss, metrics);
        _runner = new BatchRunner(model, batchSize, _scorer.TargetsPerRow, _scorer.Entries, threads, Score);
    }

    public Metrics Evaluate(Dataset data, CancellationToken cancellation)
    {
        _scorer.Check(data, "evaluation");
        int tiles = _runner.Prepare(data.Count);
        if (_tileLosses.Length < tiles)
        {
            ModelMemory memory = new(_model.Description.Name, "evaluation", data.Count);
            _tileLosses = memory.Array<LossSum>(1, tiles);
            _tileMetrics = memory.Array<double>(_metrics.StateLength, tiles);
        }

        _metrics.Reset();
        _losses = default;
        _runner.Run(data, AddTiles, cancellation);
        double[] values = new double[_metrics.Names.Length + 1];
        values[0] = _losses.Mean + GradientStep.Penalty(_model);
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
        _tileLosses[tile] = _scorer.Score(workspace, _model.Program.Tile, _runner.Batch, firstRow, rows.Length, metrics);
    }

    private void AddTiles(int firstRow, int tiles)
    {
        for (int tile = 0; tile < tiles; tile++)
        {
            _losses += _tileLosses[tile];
            _metrics.Merge(_tileMetrics.AsSpan(tile * _metrics.StateLength, _metrics.StateLength));
        }
    }
}
