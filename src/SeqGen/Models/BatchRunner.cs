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
        Data = ArrayDataset.Empty;
    }

    /// <summary>Tiles of a full batch.</summary>
    public int Tiles => _batch.Capacity / _tileRows;

    public Batch Batch => _batch;

    /// <summary>The data set of the run.</summary>
    public Dataset Data { get; private set; }

    /// <summary>Runs the model on all rows, in order.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="finished">Called with the first row's number and the number of tiles after each batch.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    public void Run(Dataset data, Action<int, int> finished, CancellationToken cancellation)
    {
        Data = data;
        data.CheckInputs(_model.Geometry);
        _carry.Reset();
        _ = _model.PackedForInference;
        for (int first = 0; first < data.Count; first += _batchRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(_batchRows, data.Count - first);
            for (int i = 0; i < count; i++)
            {
                _rows[i] = first + i;
            }

            _batch.Use(count);
            int tiles = (count + _tileRows - 1) / _tileRows;
            _team.Run(tiles, _runTile);
            finished(first, tiles);
        }
    }

    public void Dispose() => _team.Dispose();

    private void RunTile(int worker, int tile)
    {
        AlignedBuffer workspace = _workspaces[worker];
        int firstRow = tile * _tileRows;
        ReadOnlySpan<int> rows = _rows.AsSpan(firstRow, Math.Min(_tileRows, _batch.Count - firstRow));
        _batch.Load(Data, rows, firstRow);
        _carry.Load(workspace.Span, firstRow, _tileRows);
        _model.Program.PredictTile(
            ref _model.Weights.Reference, ref _model.PackedForInference, ref workspace.Reference, _batch.InputsFrom(firstRow));
        _carry.Save(workspace.Span, firstRow, _tileRows);
        _done(workspace.Span, tile, firstRow, rows);
    }

    /// <summary>Reads a tile's result.</summary>
    /// <param name="workspace">Where the output is.</param>
    /// <param name="tile">The tile's number in the batch.</param>
    /// <param name="firstRow">The tile's first row in the batch.</param>
    /// <param name="rows">The tile's rows in the data set.</param>
    public delegate void TileDone(ReadOnlySpan<float> workspace, int tile, int firstRow, ReadOnlySpan<int> rows);
}
