using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>Runs inference over whole data sets, tile by tile on all threads; of several ranks, each one runs some rows of every batch.</summary>
internal sealed class BatchRunner : IDisposable
{
    private readonly SequenceModel _model;
    private readonly ProgramLayout _layout;
    private readonly WorkerTeam _team;
    private readonly AlignedBuffer[] _workspaces;
    private readonly StateCarry _carry;
    private readonly TargetGeometry _targets;
    private readonly int _batchRows;
    private readonly int _tileRows;
    private readonly Action<int, int> _runTile;
    private readonly TileDone _done;
    private readonly RankGroup _ranks;
    private readonly int[] _tileStarts;
    private Batch? _batch;
    private int[] _rows = [];
    private int _firstTile;

    /// <summary>Creates workspaces and threads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batchRows">Rows of a batch.</param>
    /// <param name="targets">The targets and sample weights to fetch with a row.</param>
    /// <param name="threads">Threads; 0 for one per core.</param>
    /// <param name="done">Reads a tile's result from its workspace; called on any thread.</param>
    /// <param name="ranks">The ranks that share the work; null for one process.</param>
    public BatchRunner(SequenceModel model, int batchRows, TargetGeometry targets, int threads, TileDone done, RankGroup? ranks = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchRows);
        _model = model;
        _layout = model.Program.Tile;
        _tileRows = model.Program.TileRows;
        _batchRows = batchRows;
        _targets = targets;
        _team = new WorkerTeam(threads);
        _workspaces = new ModelMemory(model.Description.Name, $"prediction on {_team.Size} threads").Buffers(_team.Size, _layout.WorkspaceLength);
        _carry = new StateCarry(model.Description, _layout);
        _runTile = RunTile;
        _done = done;
        _ranks = ranks ?? RankGroup.Alone;
        _tileStarts = new int[_ranks.Size + 1];
        Data = ArrayDataset.Empty;
    }

    /// <summary>The batch; there is one while a data set is run.</summary>
    public Batch Batch => _batch!;

    /// <summary>Where each rank's tiles of the present batch start, and where those of the last one end.</summary>
    public ReadOnlySpan<int> TileStarts => _tileStarts;

    /// <summary>Makes room for the batches of a data set.</summary>
    /// <param name="rows">Its rows.</param>
    /// <returns>The most tiles of a batch.</returns>
    public int Prepare(int rows) => Rounding.Parts(Reserve(Math.Min(_batchRows, rows)), _tileRows);

    /// <summary>The data set of the run.</summary>
    public Dataset Data { get; private set; }

    /// <summary>Runs the model on all rows, in order.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="finished">Called with the first row's number and the number of tiles after each batch.</param>
    /// <param name="cancellation">Checked before each batch.</param>
    public void Run(Dataset data, Action<int, int> finished, CancellationToken cancellation)
    {
        Data = data;
        data.CheckInputs(_model.Geometry);
        int total = data.Count;
        int batchRows = Reserve(Math.Min(_batchRows, total));
        _carry.Reset();
        _ = _model.PackedForInference;
        for (int first = 0, count; first < total; first += count)
        {
            if (_ranks.IsAlone)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            count = Math.Min(batchRows, total - first);
            for (int i = 0; i < count; i++)
            {
                _rows[i] = first + i;
            }

            Batch.Use(count);
            int tiles = Rounding.Parts(count, _tileRows);
            Cut(tiles, Rounding.Parts(batchRows, _tileRows));
            int end = _tileStarts[_ranks.Rank + 1];
            for (_firstTile = _tileStarts[_ranks.Rank]; _firstTile < end; _firstTile += WorkerTeam.MostItems)
            {
                _team.Run(Math.Min(WorkerTeam.MostItems, end - _firstTile), _runTile);
            }

            _ranks.Agree(RankGroup.Place.Evaluation, first, cancellation.IsCancellationRequested);
            if (_ranks.IsCancelled)
            {
                throw new OperationCanceledException(cancellation);
            }

            finished(first, tiles);
        }
    }

    public void Dispose() => _team.Dispose();

    /// <summary>Gives each rank the same rows of every batch, so that it has the states that they ended with, also of a last batch that is shorter.</summary>
    private void Cut(int tiles, int fullTiles)
    {
        for (int rank = 0; rank < _tileStarts.Length; rank++)
        {
            _tileStarts[rank] = Math.Min(tiles, (int)((long)fullTiles * rank / _ranks.Size));
        }
    }

    /// <summary>Makes room for a batch of so many rows: never for more than there are.</summary>
    private int Reserve(int rows)
    {
        if (_batch is null || _batch.Capacity < rows)
        {
            ModelMemory memory = new(_model.Description.Name, "prediction", Rounding.Up(rows, _tileRows));
            Batch batch = new(_model.Geometry, memory, _targets);
            _rows = memory.Array<int>(1);
            _carry.Grow(memory);
            _batch = batch;
        }

        return rows;
    }

    private void RunTile(int worker, int item)
    {
        Batch batch = _batch!;
        int tile = _firstTile + item;
        AlignedBuffer workspace = _workspaces[worker];
        int firstRow = tile * _tileRows;
        ReadOnlySpan<int> rows = _rows.AsSpan(firstRow, Math.Min(_tileRows, batch.Count - firstRow));
        batch.Load(Data, rows, firstRow);
        _carry.Load(workspace.Span, firstRow, _tileRows);
        _model.Program.PredictTile(
            ref _model.WeightsForInference, ref _model.PackedForInference, ref workspace.Reference, batch.InputsFrom(firstRow));
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
