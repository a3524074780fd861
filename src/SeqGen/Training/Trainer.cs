using System.Numerics.Tensors;

namespace SeqGen;

/// <summary>
/// Single training steps: what <see cref="SequenceModel.Fit"/> runs in a loop, for loops of one's own. It owns
/// threads and workspaces: dispose it. After the first step nothing is allocated.
/// </summary>
/// <remarks>
/// A batch is cut into tiles, and neighbouring tiles are put into shards: how many depends on model and batch alone.
/// A shard is computed by one thread and has its own gradient; the shards' gradients are added in order, as are the
/// tiles' losses. So the result is the same, bit for bit, for any number of threads. Where a layer looks at the whole
/// batch (batch normalisation), every tile has a workspace of its own, and all tiles go through a pass before any goes
/// on to the next one: in between, sums over the tiles are taken in order.
/// </remarks>
public sealed partial class Trainer : IDisposable
{
    private const int ManyShards = 16;
    private const int FewShards = 8;
    private const int LargeGradient = 128 * 1024;
    private const int ReduceSlice = 4 * 1024;

    private readonly SequenceModel _model;
    private readonly FitOptions _options;
    private readonly Loss _loss;
    private readonly LearningRateState _rates;
    private readonly ModelProgram _program;
    private readonly TrainingLayout _layout;
    private readonly WorkerTeam _team;
    private readonly TileScorer _scorer;
    private readonly GradientStep _step;
    private readonly LookupScatter _scatter;
    private readonly BatchStatistics _statistics;
    private readonly StateCarry _carry;
    private readonly Batch _batch;
    private readonly AlignedBuffer[] _workspaces;
    private readonly AlignedBuffer[] _shards;
    private readonly AlignedBuffer _packedWeights;
    private readonly AlignedBuffer _gradient;
    private readonly AlignedBuffer _lookups;
    private readonly LossSum[] _tileLosses;
    private readonly double[] _tileMetrics;
    private readonly ulong _seed;
    private readonly int _tileRows;
    private readonly int _reduceItems;
    private readonly Action<int, int> _runShard;
    private readonly Action<int, int> _reduce;
    private readonly int[] _rows;
    private Dataset _data;
    private int _tiles;
    private int _shardCount;
    private ulong _dropoutKey;
    private int _pass;

    internal Trainer(SequenceModel model, FitOptions options, Loss loss, MetricSet metrics, Optimizer optimizer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize);
        foreach ((int label, float weight) in options.ClassWeights ?? new Dictionary<int, float>())
        {
            if (!(weight >= 0 && float.IsFinite(weight)))
            {
                throw new ArgumentException($"The weight of class {label} is {weight}; it must be finite and not negative.", nameof(options));
            }
        }

        _model = model;
        _options = options;
        _loss = loss;
        _rates = new LearningRateState(optimizer);
        _program = model.Program;
        _layout = _program.Training;
        _tileRows = _program.TileRows;
        Metrics = metrics;
        Optimizer = optimizer;
        optimizer.Attach(model);
        _scorer = new TileScorer(model.Description.Output, loss, metrics, options.ClassWeights);
        _seed = (ulong)options.Seed;
        int capacity = Rounding.Up(options.BatchSize, _tileRows);
        int tiles = capacity / _tileRows;
        _team = new WorkerTeam(options.Threads);
        _batch = new Batch(model.Geometry, capacity, _scorer.TargetsPerRow, _scorer.Entries);
        _rows = new int[capacity];
        _data = ArrayDataset.Empty;
        _statistics = new BatchStatistics(model);
        _workspaces = Buffers(_statistics.IsNeeded ? tiles : _team.Size, _layout.WorkspaceLength);
        _shards = Buffers(Math.Min(tiles, _layout.GradientLength > LargeGradient ? FewShards : ManyShards), _layout.GradientLength);
        _packedWeights = new AlignedBuffer(_program.TrainingWeightsLength);
        _gradient = new AlignedBuffer(model.Weights.Length);
        _lookups = new AlignedBuffer(_layout.LookupRowLength * capacity);
        _scatter = new LookupScatter(model, capacity, _team.Size);
        _carry = new StateCarry(model.Description, _layout, capacity);
        _step = new GradientStep(model, _gradient, optimizer, _team);
        _tileLosses = new LossSum[tiles];
        _tileMetrics = new double[tiles * metrics.StateLength];
        _reduceItems = (_layout.GradientLength + ReduceSlice - 1) / ReduceSlice;
        _runShard = RunShard;
        _reduce = (_, item) => Reduce(item);
    }

    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The largest number of rows of a step.</summary>
    public int BatchSize => _batch.Capacity;

    internal MetricSet Metrics { get; }

    internal TileScorer Scorer => _scorer;

    /// <summary>One step: forward, backward, update.</summary>
    /// <param name="data">Where the rows are.</param>
    /// <param name="rows">The rows of the batch, at most <see cref="BatchSize"/>.</param>
    /// <returns>The batch's loss before the update, penalties included. Where it is not finite, the weights were not changed.</returns>
    /// <exception cref="ArgumentException">The rows do not fit the model or the loss, or there are none.</exception>
    public double Step(Dataset data, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (rows.IsEmpty)
        {
            throw new ArgumentException("A training step needs at least one row.", nameof(rows));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, _batch.Capacity, nameof(rows));
        _scorer.Check(data, "training");
        _data = data;
        rows.CopyTo(_rows);
        _batch.Use(rows.Length);
        LossSum losses = ComputeGradient();
        double loss = losses.Mean;
        if (!double.IsFinite(loss))
        {
            _gradient.Clear();
            return loss;
        }

        // The tiles' gradients are of the sum divided by all entries; the loss is divided by the unmasked ones.
        long entries = (long)_batch.Count * _scorer.Entries;
        _statistics.Move(_workspaces[0]);
        loss += _step.Run(losses.Entries == 0 ? 1 : (float)((double)entries / losses.Entries));
        _model.MarkWeightsChanged();
        return loss;
    }

    /// <summary>Sets the states that a stateful model carries from batch to batch to zero.</summary>
    public void ResetStates() => _carry.Reset();

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _team.Dispose();

    /// <summary>Leaves the gradient of the batch in Keras' layout, and returns the batch's losses.</summary>
    private LossSum ComputeGradient()
    {
        _program.PackForTraining(ref _model.Weights.Reference, ref _packedWeights.Reference);
        _tiles = (_batch.Count + _tileRows - 1) / _tileRows;
        _shardCount = Math.Min(_tiles, _shards.Length);
        _dropoutKey = Mix(_seed + 0x9E3779B97F4A7C15UL * (ulong)(Optimizer.Iterations + 1));
        RunPasses();
        LossSum losses = default;
        for (int tile = 0; tile < _tiles; tile++)
        {
            losses += _tileLosses[tile];
        }

        if (double.IsFinite(losses.Sum))
        {
            _team.Run(_reduceItems + _scatter.Items, _reduce);
            _program.UnpackGradient(ref _shards[0].Reference, ref _gradient.Reference);
            int metricLength = Metrics.StateLength;
            for (int tile = 0; tile < _tiles; tile++)
            {
                Metrics.Merge(_tileMetrics.AsSpan(tile * metricLength, metricLength));
            }
        }

        return losses;
    }

    /// <summary>
    /// All tiles forward and backward: in one pass, where no tile needs the others. Else passes end where sums over the
    /// batch are taken; the last phase forward and the first one backward are the same pass.
    /// </summary>
    private void RunPasses()
    {
        int forward = _layout.ForwardSums.Count;
        int backward = _layout.BackwardSums.Count;
        for (_pass = 0; _pass <= forward + backward; _pass++)
        {
            _team.Run(_shardCount, _runShard);
            if (_pass < forward + backward)
            {
                _statistics.Sum(_pass < forward ? _layout.ForwardSums[_pass] : _layout.BackwardSums[_pass - forward], _workspaces, _tiles);
            }
        }
    }

    private void RunShard(int worker, int shard)
    {
        AlignedBuffer gradient = _shards[shard];
        if (_pass == _layout.ForwardSums.Count)
        {
            gradient.Clear();
        }

        int first = (int)((long)_tiles * shard / _shardCount);
        int end = (int)((long)_tiles * (shard + 1) / _shardCount);
        for (int tile = first; tile < end; tile++)
        {
            RunTile(tile, _workspaces[_statistics.IsNeeded ? tile : worker], gradient);
        }
    }

    private void RunTile(int tile, AlignedBuffer workspace, AlignedBuffer gradient)
    {
        int forward = _layout.ForwardSums.Count;
        int firstRow = tile * _tileRows;
        int rows = Math.Min(_tileRows, _batch.Count - firstRow);
        TrainingTile place = new(firstRow, _batch.Capacity, _dropoutKey, true, _scorer.GradientIsOfLogits, false)
        {
            Rows = rows,
            Phase = _pass <= forward ? _pass : _pass - forward,
        };
        ProgramInputs inputs = _batch.InputsFrom(firstRow);
        if (_pass == 0)
        {
            ReadOnlySpan<int> dataRows = _rows.AsSpan(firstRow, rows);
            _batch.Load(_data, dataRows, firstRow);
            _scorer.CheckTargets(_batch, dataRows, firstRow);
            _carry.Load(workspace.Span, firstRow, _tileRows);
        }

        if (_pass <= forward)
        {
            _program.TrainForward(ref _model.Weights.Reference, ref _packedWeights.Reference, ref workspace.Reference, inputs, place);
        }

        if (_pass == forward)
        {
            Score(tile, workspace, firstRow, rows);
            place = place with { Phase = 0 };
        }

        if (_pass >= forward)
        {
            _program.TrainBackward(
                ref _model.Weights.Reference,
                ref _packedWeights.Reference,
                ref workspace.Reference,
                inputs,
                place,
                ref gradient.Reference,
                ref _lookups.Reference);
        }
    }

    /// <summary>Between a tile's passes: its loss and metrics, and their gradient beside its output.</summary>
    private void Score(int tile, AlignedBuffer workspace, int firstRow, int rows)
    {
        _carry.Save(workspace.Span, firstRow, _tileRows);
        Span<double> metrics = _tileMetrics.AsSpan(tile * Metrics.StateLength, Metrics.StateLength);
        metrics.Clear();
        _tileLosses[tile] = _scorer.Score(workspace.Span, _layout, _batch, firstRow, rows, metrics);
        _scorer.Differentiate(workspace.Span, _layout, _batch, firstRow, rows, _tileRows);
        for (int i = 0; i < _layout.FinalStateGradients.Count; i++)
        {
            TensorCopy.Clear(workspace.Span, _layout.FinalStateGradients[i], _tileRows);
        }
    }

    private void Reduce(int item)
    {
        if (item >= _reduceItems)
        {
            _scatter.Add(item - _reduceItems, _batch.AllTokens, _batch.Count, _lookups, _gradient);
            return;
        }

        int start = item * ReduceSlice;
        int length = Math.Min(ReduceSlice, _layout.GradientLength - start);
        Span<float> sum = _shards[0].Slice(start, length);
        for (int shard = 1; shard < _shardCount; shard++)
        {
            TensorPrimitives.Add(sum, _shards[shard].Slice(start, length), sum);
        }
    }

    private static AlignedBuffer[] Buffers(int count, int length)
    {
        AlignedBuffer[] buffers = new AlignedBuffer[count];
        for (int i = 0; i < count; i++)
        {
            buffers[i] = new AlignedBuffer(length);
        }

        return buffers;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
