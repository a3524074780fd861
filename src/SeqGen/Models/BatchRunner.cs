namespace SeqGen;

/// <summary>Runs inference over whole data sets, tile by tile on all threads.</summary>
internal sealed class BatchRunner : IDisposable
{
    private readonly SequenceModel _model;
    private readonly ProgramLayout _layout;
    private readonly WorkerTeam _team;
    private readonly AlignedBuffer[] _workspaces;
    private readonly StateCarry _carry;
    private readonly Batch _batch;
    private readonly int[] _rows;
    private readonly int _batchRows;
    private readonly int _tileRows;
    private readonly Action<int, int> _runTile;
    private readonly TileDone _done;

    /// <summary>Creates workspaces and threads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batchRows">Rows of a batch.</param>
    /// <param name="targetsPerRow">Target values to fetch with a row.</param>
    /// <param name="weightsPerRow">Sample weights to fetch with a row.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <param name="done">Reads a tile's result from its workspace; called on any thread.</param>
    public BatchRunner(SequenceModel model, int batchRows, int targetsPerRow, int weightsPerRow, int threads, TileDone done)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchRows);
        _model = model;
        _layout = model.Program.Tile;
        _tileRows = model.Program.TileRows;
        _batchRows = batchRows;
        int capacity = Rounding.Up(batchRows, _tileRows);
        _team = new WorkerTeam(threads);
        _workspaces = new AlignedBuffer[_team.Size];
        for (int i = 0; i < _workspaces.Length; i++)
        {
            _workspaces[i] = new AlignedBuffer(_layout.WorkspaceLength);
        }

        _carry = new StateCarry(model.Description, _layout, capacity);
        _batch = new Batch(model.Geometry, capacity, targetsPerRow, weightsPerRow);
        _rows = new int[batchRows];
        _runTile = RunTile;
        _done = done;
    }

    /// <summary>Tiles of a full batch.</summary>
    public int Tiles => _batch.Capacity / _tileRows;

    public Batch Batch => _batch;

    /// <summary>Runs the model on all rows, in order.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="loaded">Called with the batch's rows before it runs.</param>
    /// <param name="finished">Called with the first row's number and the number of tiles after each batch.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    public void Run(Dataset data, RowsLoaded? loaded, Action<int, int> finished, CancellationToken cancellation)
    {
        _carry.Reset();
        _ = _model.PackedForInference;
        for (int first = 0; first < data.Count; first += _batchRows)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<int> rows = _rows.AsSpan(0, Math.Min(_batchRows, data.Count - first));
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = first + i;
            }

            _batch.Fill(data, rows);
            loaded?.Invoke(rows);
            int tiles = (rows.Length + _tileRows - 1) / _tileRows;
            _team.Run(tiles, _runTile);
            finished(first, tiles);
        }
    }

    public void Dispose() => _team.Dispose();

    private void RunTile(int worker, int tile)
    {
        AlignedBuffer workspace = _workspaces[worker];
        int firstRow = tile * _tileRows;
        _carry.Load(workspace.Span, firstRow, _tileRows);
        _model.Program.PredictTile(
            ref _model.Weights.Reference, ref _model.PackedForInference, ref workspace.Reference, _batch.InputsFrom(firstRow));
        _carry.Save(workspace.Span, firstRow, _tileRows);
        _done(workspace.Span, tile, firstRow, Math.Min(_tileRows, _batch.Count - firstRow));
    }

    /// <summary>Reads a tile's result.</summary>
    public delegate void TileDone(ReadOnlySpan<float> workspace, int tile, int firstRow, int rows);

    /// <summary>Sees the rows of a loaded batch.</summary>
    public delegate void RowsLoaded(ReadOnlySpan<int> rows);
}
