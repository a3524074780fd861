using System.Diagnostics.CodeAnalysis;
using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// Single training steps: what <see cref="SequenceModel.Fit"/> runs in a loop, for custom loops. It owns
/// threads and workspaces: dispose it (the threads of a forgotten one end when it is collected). Only a step with more
/// rows than any before it allocates.
/// </summary>
/// <remarks>
/// A batch is cut into tiles, and neighbouring tiles are put into shards: how many depends on model and batch alone.
/// A shard is computed by one thread and has its own gradient; the shards' gradients are added in a fixed binary tree, the
/// tiles' losses in order. So the result is the same, bit for bit, for any number of threads. Where a layer looks at the whole
/// batch (batch normalisation), every tile has a workspace of its own, and all tiles go through a pass before any goes
/// on to the next one: in between, sums over the tiles are taken in order.
/// <para>
/// With a <see cref="FitOptions.Communicator"/>, every rank creates a trainer and calls <see cref="Step"/> with the same rows: it reads and computes the rows of its
/// shards, and has the same weights as one process afterwards, bit for bit.
/// </para>
/// </remarks>
public sealed partial class Trainer : IDisposable
{
    private const int ManyShards = 16;
    private const int FewShards = 8;
    private const int LargeGradient = 128 * 1024;

    private readonly SequenceModel _model;
    private readonly FitOptions _options;
    private readonly IReadOnlyList<Objective> _objectives;
    private readonly LearningRateState _rates;
    private readonly ModelProgram _program;
    private readonly TrainingLayout _layout;
    private readonly WorkerTeam _team;
    private readonly TileScorer _scorer;
    private readonly GradientStep _step;
    private readonly BatchStatistics _statistics;
    private readonly StateCarry _carry;
    private readonly RankGroup _ranks;
    private readonly BatchShares _shares;
    private readonly GradientSum _sum;
    private readonly GradientOverlap? _overlap;
    private readonly Lock _stepping = new();
    private readonly int _mostRows;
    private Batch _batch;
    private AlignedBuffer[] _workspaces = [];
    private readonly AlignedBuffer _packedWeights;
    private readonly AlignedBuffer _gradient;
    private LookupSum _lookups;
    private LossSum[] _tileLosses;
    private double[] _tileMetrics;
    private readonly LossSum[] _losses;
    private readonly long[] _entries;

    // Where several outputs have masks, tiles wait until all of the batch's real steps are counted.
    private readonly bool _waitsForEntries;
    private readonly ulong _seed;
    private readonly int _tileRows;
    private readonly Action<int, int> _runShard;
    private readonly Action _runShards;
    private readonly Action<int, int> _addOwnLookups;
    private readonly Action<int, int> _reduce;
    private int[] _rows;
    private Dataset _data;
    private ulong _dropoutKey;
    private int _pass;

    internal Trainer(SequenceModel model, FitOptions options, IReadOnlyList<Objective> objectives, MetricSet metrics, Optimizer optimizer, RankGroup ranks)
    {
        options.Check();
        _ranks = ranks;
        _model = model;
        _options = options;
        _objectives = objectives;
        _rates = new LearningRateState(optimizer);
        _program = model.Program;
        _layout = _program.Training;
        _tileRows = _program.TileRows;
        Metrics = metrics;
        Optimizer = optimizer;
        optimizer.Attach(model);
        _scorer = new TileScorer(model, objectives, metrics, options.ClassWeights);
        _losses = new LossSum[objectives.Count];
        _entries = new long[objectives.Count];
        _waitsForEntries = objectives.Count > 1 && _layout.OutputMasks.Count > 0;
        _seed = (ulong)options.Seed;
        _mostRows = (int)Math.Min(Rounding.Up(options.BatchSize, _tileRows), Array.MaxLength);
        _team = new WorkerTeam(options.Threads);
        _data = ArrayDataset.Empty;
        _statistics = new BatchStatistics(model);
        ModelMemory memory = new(model.Description.Name, "training");
        _packedWeights = memory.Floats(_program.TrainingWeightsLength);
        _gradient = memory.Floats(model.Weights.Length);
        _carry = new StateCarry(model.Description, _layout);
        _step = new GradientStep(model, _gradient, optimizer, _team);
        int mostShards = ShardsOf(int.MaxValue);
        _shares = new BatchShares(ranks.Rank, ranks.Size, mostShards);
        _sum = new GradientSum(ranks, _shares, _layout, mostShards, options.LeastPart);
        _overlap = _sum.Parts > 1 ? new GradientOverlap(ranks, _shares, _sum) : null;
        Reserve(0);
        _runShard = RunShard;
        _runShards = () => _team.Run(_shares.OwnShards, _runShard);
        _addOwnLookups = (_, item) => _lookups.AddOwn(_sum.Tree, item);
        _reduce = (_, item) => Reduce(item);
    }

    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The largest number of rows of a step.</summary>
    public int BatchSize => _mostRows;

    internal MetricSet Metrics { get; }

    internal TileScorer Scorer => _scorer;

    /// <summary>One step: forward, backward, update.</summary>
    /// <param name="data">Where the rows are.</param>
    /// <param name="rows">The rows of the batch, at most <see cref="BatchSize"/>.</param>
    /// <returns>The batch's loss before the update, penalties included.</returns>
    /// <remarks>
    /// After an exception everything is as before the step: weights, moving statistics, the optimizer's moments and its
    /// iteration, metrics, and carried states.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The rows do not fit the model or the loss, hold numbers that are not finite, or there are none. The message names row, step and column.
    /// </exception>
    /// <exception cref="ModelMemoryException">So many rows at once take more memory than there is.</exception>
    /// <exception cref="TrainingDivergedException">
    /// The loss or a gradient is not finite, or the update would leave weights or moments that are not.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The trainer or its model was disposed.</exception>
    /// <exception cref="InvalidOperationException">The optimizer's schedule gives a learning rate that is negative or not finite.</exception>
    /// <exception cref="CommunicatorException">Another rank has failed, does not answer, or steps with other rows.</exception>
    public double Step(Dataset data, ReadOnlySpan<int> rows)
    {
        Divergence? divergence = TryStep(data, rows, out double loss);
        return divergence is null ? loss : throw new TrainingDivergedException(divergence, loss, Optimizer.Iterations + 1);
    }

    /// <summary>As <see cref="Step"/>, but says what is not finite instead of throwing it.</summary>
    internal Divergence? TryStep(Dataset data, ReadOnlySpan<int> rows, out double loss)
    {
        // Steps of several threads come one after the other: room is not made anew while another step uses it.
        lock (_stepping)
        {
            try
            {
                return RunStep(data, rows, out loss);
            }
            catch (Exception error)
            {
                _ranks.Fail(error);
                throw;
            }
        }
    }

    private Divergence? RunStep(Dataset data, ReadOnlySpan<int> rows, out double loss)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_team.IsDisposed)
        {
            SequenceModel.ThrowDisposed(_model.Description, "trainer");
        }

        _model.ThrowIfDisposed();
        if (rows.IsEmpty)
        {
            throw new ArgumentException("A training step needs at least one row.", nameof(rows));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, _mostRows, nameof(rows));
        _scorer.Check(data, "training");
        _shares.Cut(Rounding.Parts(rows.Length, _tileRows));
        if (rows.Length > _batch.Capacity)
        {
            Reserve(rows.Length);
        }

        if (!HasRoomForShards)
        {
            ReserveShards(rows.Length);
        }

        _data = data;
        rows.CopyTo(_rows);
        _batch.Use(rows.Length);
        _carry.Remember();
        bool isDone = false;
        try
        {
            ComputeGradient();
            loss = _scorer.Total(_losses);
            Divergence? divergence = double.IsFinite(loss) ? Update(ref loss) : Explain();
            isDone = divergence is null;
            return divergence;
        }
        finally
        {
            if (!isDone)
            {
                _gradient.Clear();
                _carry.Restore();
            }
        }
    }

    /// <summary>Sets the states that a stateful model carries from batch to batch to zero.</summary>
    public void ResetStates() => _carry.Reset();

    /// <summary>Ends the threads. The model is left as it is.</summary>
    public void Dispose()
    {
        _team.Dispose();
        _overlap?.Dispose();
    }

    /// <summary>
    /// Makes room for a batch of so many rows. Room is made when rows come, not when a batch size is named, so that there is
    /// never room for more rows than there are.
    /// </summary>
    [MemberNotNull(nameof(_batch), nameof(_rows), nameof(_lookups), nameof(_tileLosses), nameof(_tileMetrics))]
    private void Reserve(int rows)
    {
        ModelMemory memory = MemoryFor(rows);
        int tiles = Rounding.Parts(rows, _tileRows);
        Batch batch = new(_model.Geometry, memory, _scorer.Targets);
        LookupSum lookups = new(_model, _team.Size, _ranks, _shares, memory);
        int[] rowNumbers = memory.Array<int>(1);
        LossSum[] losses = memory.Array<LossSum>(_scorer.Count, tiles);
        double[] metrics = memory.Array<double>(Metrics.StateLength, tiles);
        _carry.Grow(memory);
        (_batch, _rows, _lookups, _tileLosses, _tileMetrics) = (batch, rowNumbers, lookups, losses, metrics);
    }

    /// <summary>Makes room for this rank's shards of a batch.</summary>
    private void ReserveShards(int rows)
    {
        ModelMemory memory = MemoryFor(rows);
        int missing = NeededWorkspaces - _workspaces.Length;
        if (missing > 0)
        {
            _workspaces = [.. _workspaces, .. memory.Buffers(missing, _layout.WorkspaceLength)];
        }

        _sum.Reserve(memory);
    }

    private ModelMemory MemoryFor(int rows) => new(_model.Description.Name, "a training step", Rounding.Up(rows, _tileRows));

    /// <summary>Changes weights and metrics, or nothing at all.</summary>
    private Divergence? Update(ref double loss)
    {
        // The tiles' gradients of one output are of the sum divided by all entries; the loss is divided by the unmasked ones.
        float scale = _scorer.Count > 1 || _losses[0].Entries == 0 ? 1 : (float)((double)_entries[0] / _losses[0].Entries);
        double penalty = 0;
        Divergence? divergence = _statistics.Check(_workspaces[0]) ?? _step.Run(scale, out penalty);
        if (divergence is not null)
        {
            return divergence;
        }

        loss += penalty;
        _statistics.Move(_workspaces[0]);
        _model.MarkWeightsChanged();
        int metricLength = Metrics.StateLength;
        for (int tile = 0; tile < _shares.Tiles; tile++)
        {
            Metrics.Merge(_tileMetrics.AsSpan(tile * metricLength, metricLength));
        }

        return null;
    }

    /// <summary>What can be said of a loss that is not finite: weights that were not before, or gradients that are not.</summary>
    private Divergence Explain() =>
        Divergence.Find(_model.Description, _model.Weights, all: true, "before the step, the weight")
        ?? Divergence.Find(_model.Description, _gradient, all: false, "the gradient of")
        ?? new("no weight and no gradient is to blame", null);

    /// <summary>True where tiles wait for each other, so that each one needs a workspace of its own.</summary>
    private bool HasWorkspaceForEachTile => _statistics.IsNeeded || _waitsForEntries;

    /// <summary>The shards of a batch of so many rows.</summary>
    private int ShardsOf(int rows) => Math.Min(Rounding.Parts(rows, _tileRows), _options.Shards > 0 ? _options.Shards : DefaultShards(_layout));

    /// <summary>The most shards of a batch, unless an option says so.</summary>
    internal static int DefaultShards(TrainingLayout layout) => layout.GradientLength > LargeGradient ? FewShards : ManyShards;

    private int NeededWorkspaces => HasWorkspaceForEachTile ? Math.Max(1, _shares.OwnTiles) : _team.Size;

    private bool HasRoomForShards => _workspaces.Length >= NeededWorkspaces && _sum.HasRoom;

    /// <summary>Leaves the gradient of the batch in Keras' layout, and the batch's losses.</summary>
    private void ComputeGradient()
    {
        _program.PackForTraining(ref _model.Weights.Reference, ref _packedWeights.Reference);
        _dropoutKey = Mix(_seed + 0x9E3779B97F4A7C15UL * (ulong)(Optimizer.Iterations + 1));
        for (int output = 0; output < _entries.Length; output++)
        {
            _entries[output] = (long)_batch.Count * _scorer.Targets[output].Weights;
        }

        RunPasses();
        AddLosses();
        GatherLookups();
        _sum.Begin(0);
        _team.Run(_sum.Items + _lookups.Items, _reduce);
        if (!_ranks.IsAlone)
        {
            _sum.AddOthers(_team);
        }

        _sum.End();
        _program.UnpackGradient(ref _sum.Total.Reference, ref _gradient.Reference);
    }

    private void AddLosses()
    {
        Array.Clear(_losses);
        for (int i = 0; i < _shares.Tiles * _losses.Length; i++)
        {
            _losses[i % _losses.Length] += _tileLosses[i];
        }
    }

    /// <summary>Says of each output by how many entries its loss is divided.</summary>
    private void CountEntries()
    {
        AddLosses();
        for (int output = 0; output < _entries.Length; output++)
        {
            _entries[output] = _losses[output].Entries;
        }
    }

    /// <summary>
    /// All tiles forward and backward: in one pass, where no tile needs the others. Else passes end where sums over the
    /// batch are taken; the last phase forward and the first one backward are the same pass, unless real steps are counted between them.
    /// </summary>
    private void RunPasses()
    {
        int forward = _layout.ForwardSums.Count;
        int last = LastPass;
        long topic = _ranks.IsAlone ? 0 : Topic();
        for (_pass = 0; _pass <= last; _pass++)
        {
            if (_pass == last && _overlap is not null)
            {
                _overlap.Run(_runShards, topic, _team);
            }
            else
            {
                _runShards();
            }

            _ranks.Agree(RankGroup.Place.Pass, topic);
            if (_pass == forward)
            {
                GatherScores();
            }

            if (_pass < forward)
            {
                _statistics.Sum(_layout.ForwardSums[_pass], _workspaces, _ranks, _shares.TileStarts);
            }
            else if (_pass < FirstBackward)
            {
                CountEntries();
            }
            else if (_pass < last)
            {
                _statistics.Sum(_layout.BackwardSums[_pass - FirstBackward], _workspaces, _ranks, _shares.TileStarts);
            }
        }
    }

    /// <summary>The pass in which the backward pass begins.</summary>
    private int FirstBackward => _layout.ForwardSums.Count + (_waitsForEntries ? 1 : 0);

    private int LastPass => FirstBackward + _layout.BackwardSums.Count;

    /// <summary>A number for the step and its rows: ranks that step with other rows are told so.</summary>
    private long Topic()
    {
        ulong topic = Mix((ulong)Optimizer.Iterations + 1);
        foreach (int row in _rows.AsSpan(0, _batch.Count))
        {
            topic = Mix(topic ^ (uint)row);
        }

        return (long)topic;
    }

    /// <summary>Gives all ranks the losses, metrics, states and batch statistics of all tiles.</summary>
    private void GatherScores()
    {
        if (_ranks.IsAlone)
        {
            return;
        }

        _ranks.Gather<LossSum>(_tileLosses, _shares.TileStarts, _scorer.Count);
        _ranks.Gather<double>(_tileMetrics, _shares.TileStarts, Metrics.StateLength);
        _carry.Gather(_ranks, _shares.TileStarts, _tileRows);
        _statistics.TakeFromFirst(_workspaces[0], _ranks);
    }

    /// <summary>Gives all ranks the gradients of looked-up vectors, summed by token over the subtrees of each rank.</summary>
    private void GatherLookups()
    {
        if (_ranks.IsAlone || _layout.Lookups.Count == 0)
        {
            return;
        }

        _team.Run(_lookups.Items, _addOwnLookups);
        _lookups.Gather(_sum.Tree);
    }

    private void RunShard(int worker, int item)
    {
        int shard = _shares.FirstShard + item;
        AlignedBuffer gradient = _pass == FirstBackward ? _sum.Start(shard) : _sum[shard];
        int end = _shares.FirstTileOf(shard + 1);
        for (int tile = _shares.FirstTileOf(shard); tile < end; tile++)
        {
            bool isLast = tile == end - 1 && _pass == LastPass;
            RunTile(tile, _workspaces[HasWorkspaceForEachTile ? tile - _shares.FirstTile : worker], gradient, isLast ? _overlap?.Reached : null);
        }

        if (_pass == LastPass)
        {
            _lookups.TakeShard(shard, _batch.AllTokens, _batch.Count);
        }
    }

    private void RunTile(int tile, AlignedBuffer workspace, AlignedBuffer gradient, Action<int>? onReached)
    {
        int forward = _layout.ForwardSums.Count;
        int firstRow = tile * _tileRows;
        int rows = Math.Min(_tileRows, _batch.Count - firstRow);
        TrainingTile place = new(firstRow, _batch.Capacity, _dropoutKey, true, _scorer.GradientIsOfLogits, false)
        {
            Rows = rows,
            Phase = _pass <= forward ? _pass : _pass - FirstBackward,
            LogitOutputs = _scorer.LogitOutputs,
            OnReached = onReached,
        };
        ProgramInputs inputs = _batch.InputsFrom(firstRow);
        if (_pass == 0)
        {
            ReadOnlySpan<int> dataRows = _rows.AsSpan(firstRow, rows);
            _batch.Load(_data, dataRows, firstRow);
            _scorer.CheckTargets(_data, _batch, dataRows, firstRow);
            _carry.Load(workspace.Span, firstRow, _tileRows);
        }

        if (_pass <= forward)
        {
            _program.TrainForward(ref _model.Weights.Reference, ref _packedWeights.Reference, ref workspace.Reference, inputs, place);
        }

        if (_pass == forward)
        {
            Score(tile, workspace, firstRow, rows);
        }

        if (_pass == FirstBackward)
        {
            Differentiate(workspace, firstRow, rows);
            place = place with { Phase = 0 };
        }

        if (_pass >= FirstBackward)
        {
            _program.TrainBackward(
                ref _model.Weights.Reference,
                ref _packedWeights.Reference,
                ref workspace.Reference,
                inputs,
                place,
                ref gradient.Reference,
                ref _lookups.Vectors.Reference);
        }
    }

    /// <summary>After a tile's forward pass: its losses and metrics.</summary>
    private void Score(int tile, AlignedBuffer workspace, int firstRow, int rows)
    {
        _carry.Save(workspace.Span, firstRow, _tileRows);
        Span<double> metrics = _tileMetrics.AsSpan(tile * Metrics.StateLength, Metrics.StateLength);
        metrics.Clear();
        _scorer.Score(workspace.Span, _layout, _batch, firstRow, rows, metrics, _tileLosses.AsSpan(tile * _scorer.Count, _scorer.Count));
    }

    /// <summary>Before its backward pass: the gradients beside its outputs.</summary>
    private void Differentiate(AlignedBuffer workspace, int firstRow, int rows)
    {
        _scorer.Differentiate(workspace.Span, _layout, _batch, firstRow, rows, _tileRows, _entries);
        for (int i = 0; i < _layout.FinalStateGradients.Count; i++)
        {
            TensorCopy.Clear(workspace.Span, _layout.FinalStateGradients[i], _tileRows);
        }
    }

    private void Reduce(int item)
    {
        if (item < _sum.Items)
        {
            _sum.AddOwn(item);
        }
        else
        {
            _lookups.Add(_sum.Tree, item - _sum.Items, _gradient);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
