using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// The gradients of looked-up vectors of a batch, and their sum by token: within a shard in the order of rows and steps, then over the shards in
/// the order of the <see cref="ShardTree"/>. So a table's gradient depends neither on threads nor on ranks. Between ranks travel one vector a
/// token and subtree, never the table.
/// </summary>
internal sealed class LookupSum
{
    private readonly RankGroup _ranks;
    private readonly BatchShares _shares;
    private readonly LookupGradient[] _lookups;
    private readonly int[] _tables;
    private readonly int _tileRows;
    private readonly int _threads;

    // For each lookup the vectors of this rank's shards; and with several ranks those of all subtrees, and for each rank where its own start.
    private readonly TokenVectors[] _ofShards;
    private readonly TokenVectors[] _ofNodes;
    private readonly int[] _starts;
    private int[] _counts = [];

    /// <summary>Makes room for a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="threads">How many threads will take part.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="shares">What this rank has of the present batch.</param>
    /// <param name="memory">Where from, for as many rows.</param>
    public LookupSum(SequenceModel model, int threads, RankGroup ranks, BatchShares shares, ModelMemory memory)
    {
        TrainingLayout layout = model.Program.Training;
        (_ranks, _shares, _threads, _tileRows) = (ranks, shares, threads, model.Program.TileRows);
        _lookups = [.. layout.Lookups];
        _tables = [.. _lookups.Select(lookup => model.Description.Weights[lookup.Weight].Offset)];
        _starts = new int[ranks.Size + 1];
        Vectors = memory.FloatsPerRow(layout.LookupRowLength);
        _ofShards = [.. _lookups.Select(lookup => new TokenVectors(
            Vocabulary(lookup), lookup.Size, lookup.Stride, Vectors, (int)(lookup.Prefix * memory.Rows), threads, lookup.Steps, memory))];
        _ofNodes = ranks.IsAlone ? [] : [.. _lookups.Select(lookup => new TokenVectors(
            Vocabulary(lookup), lookup.Size, lookup.Size, memory.FloatsPerRow((long)lookup.Steps * lookup.Size), 0, threads, lookup.Steps, memory))];

        int Vocabulary(LookupGradient lookup) => model.Description.Weights[lookup.Weight].Shape[0];
    }

    /// <summary>The gradient of each looked-up vector, as the backward pass writes them.</summary>
    public AlignedBuffer Vectors { get; }

    /// <summary>Independent parts of <see cref="AddOwn"/>, and of <see cref="Add"/>.</summary>
    public int Items => _lookups.Length * _threads;

    /// <summary>Takes the vectors of a shard, when they are there.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="tokens">The batch's tokens, all of them inside the vocabularies.</param>
    /// <param name="rows">Rows of the batch.</param>
    public void TakeShard(int shard, ReadOnlySpan<int> tokens, int rows)
    {
        int firstRow = _shares.FirstTileOf(shard) * _tileRows;
        int endRow = Math.Min(_shares.FirstTileOf(shard + 1) * _tileRows, rows);
        for (int i = 0; i < _lookups.Length; i++)
        {
            ref readonly LookupGradient lookup = ref _lookups[i];
            _ofShards[i].Set(shard, shard, firstRow * lookup.Steps, (endRow - firstRow) * lookup.Steps);
            for (int row = firstRow; row < endRow; row++)
            {
                tokens.Slice((row * lookup.TokensPerRow) + lookup.TokenOffset, lookup.Steps).CopyTo(_ofShards[i].Tokens.AsSpan(row * lookup.Steps));
            }
        }
    }

    /// <summary>With several ranks: one part of the sum of this rank's subtrees.</summary>
    public void AddOwn(ShardTree tree, int item)
    {
        for (int node = tree.FirstNodeOf(_ranks.Rank); node < tree.FirstNodeOf(_ranks.Rank + 1); node++)
        {
            (int first, int end) = ShardsOf(tree, node);
            _ofShards[item / _threads].Sum(first, end, item % _threads);
        }
    }

    /// <summary>With several ranks, after <see cref="AddOwn"/>: gives all ranks the sums of all subtrees.</summary>
    public void Gather(ShardTree tree)
    {
        Span<int> counts = Counts(tree.Nodes.Length * _lookups.Length);
        (int firstNode, int endNode) = (tree.FirstNodeOf(_ranks.Rank), tree.FirstNodeOf(_ranks.Rank + 1));
        for (int node = firstNode; node < endNode; node++)
        {
            (int first, int end) = ShardsOf(tree, node);
            for (int i = 0; i < _lookups.Length; i++)
            {
                counts[(node * _lookups.Length) + i] = _ofShards[i].CountSums(first, end);
            }
        }

        for (int rank = 0; rank <= _ranks.Size; rank++)
        {
            _starts[rank] = tree.FirstNodeOf(rank);
        }

        _ranks.Gather(counts, _starts, _lookups.Length);
        for (int i = 0; i < _lookups.Length; i++)
        {
            int start = 0;
            for (int rank = 0; rank < _ranks.Size; rank++)
            {
                _starts[rank] = start;
                for (int node = tree.FirstNodeOf(rank); node < tree.FirstNodeOf(rank + 1); node++)
                {
                    (int first, int end) = ShardsOf(tree, node);
                    int count = counts[(node * _lookups.Length) + i];
                    _ofNodes[i].Set(node, tree.Nodes[node].Start, start, count);
                    if (rank == _ranks.Rank)
                    {
                        _ofShards[i].CopySums(first, end, _ofNodes[i], start);
                    }

                    start += count;
                }
            }

            _starts[_ranks.Size] = start;
            _ranks.Gather(_ofNodes[i].Tokens.AsSpan(0, start), _starts);
            _ranks.Gather(_ofNodes[i].Values(start), _starts, _lookups[i].Size);
        }
    }

    /// <summary>Adds one part of the sum of all shards to the tables' gradients.</summary>
    public void Add(ShardTree tree, int item, AlignedBuffer gradient)
    {
        int lookup = item / _threads;
        (TokenVectors vectors, int lists) = _ranks.IsAlone ? (_ofShards[lookup], _shares.Shards) : (_ofNodes[lookup], tree.Nodes.Length);
        vectors.Sum(0, lists, item % _threads, gradient, _tables[lookup]);
    }

    private Span<int> Counts(int length)
    {
        if (_counts.Length < length)
        {
            _counts = new int[length];
        }

        return _counts.AsSpan(0, length);
    }

    private (int First, int End) ShardsOf(ShardTree tree, int node) => (tree.Nodes[node].Start, Math.Min(tree.Nodes[node].Start + tree.Nodes[node].Span, _shares.Shards));
}
