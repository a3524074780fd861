using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// The gradients of a batch's shards, and their sum in the order of the <see cref="ShardTree"/>. With several ranks each one adds up its own
/// subtrees, then one piece of the gradient across all ranks, and all ranks exchange the pieces. A large gradient is summed in parts, each of the weights of some layers.
/// </summary>
internal sealed class GradientSum
{
    private const int SliceLength = 4 * 1024;

    private readonly RankGroup _ranks;
    private readonly BatchShares _shares;
    private readonly int _length;
    private readonly ShardTree[] _trees;
    private readonly int[] _starts;

    // For each part: where the piece of each rank starts, and as one entry more the end.
    private readonly int[][] _pieces;
    private readonly int _longestPiece;
    private readonly Range[] _send;
    private readonly Range[] _receive;
    private readonly Action<int, int> _addOwn;
    private readonly Action<int, int> _join;
    private AlignedBuffer[] _buffers = [];

    // Of each buffer, whether it is all zero.
    private bool[] _isClear = [];
    private AlignedBuffer _received = new(0);
    private int _part;

    /// <summary>Plans the sums.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="shares">What this rank has of the present batch.</param>
    /// <param name="layout">Where the gradients of layers lie.</param>
    /// <param name="mostShards">The most shards of a batch.</param>
    /// <param name="leastPart">The least floats of a part.</param>
    public GradientSum(RankGroup ranks, BatchShares shares, TrainingLayout layout, int mostShards, int leastPart)
    {
        (_ranks, _shares, _length) = (ranks, shares, layout.GradientLength);
        _trees = [.. Enumerable.Range(1, mostShards).Select(shards => new ShardTree(shards, ranks.Size))];
        _starts = [.. PartStarts(layout, ranks.CanRunInBackground ? leastPart : int.MaxValue), _length];
        _pieces = [.. Enumerable.Range(0, Parts).Select(part => CutPieces(_starts[part], _starts[part + 1], ranks.Size))];
        _longestPiece = Enumerable.Range(0, Parts).Max(PieceOf);
        _send = new Range[ranks.Size];
        _receive = new Range[ranks.Size];
        _addOwn = (_, item) => AddOwn(item);
        _join = (_, item) => Join(item);
    }

    /// <summary>The number of parts: 1 unless gradients travel while others are computed.</summary>
    public int Parts => _starts.Length - 1;

    /// <summary>Independent slices of <see cref="AddOwn"/>, of the present part.</summary>
    public int Items => Rounding.Parts(_starts[_part + 1] - _starts[_part], SliceLength);

    /// <summary>The gradient of one of this rank's shards.</summary>
    public AlignedBuffer this[int shard] => _buffers[shard - _shares.FirstShard];

    /// <summary>The sum of all shards, when it is there.</summary>
    public AlignedBuffer Total => _buffers[0];

    /// <summary>The order in which the shards of the present batch are added.</summary>
    public ShardTree Tree => _trees[_shares.Shards - 1];

    private int Piece => PieceOf(_part);

    /// <summary>True where there is room for this rank's shards of the present batch.</summary>
    public bool HasRoom => _buffers.Length >= NeededBuffers && _received.Length >= NeededLength;

    // A rank without a shard needs a place for the sum.
    private int NeededBuffers => Math.Max(1, _shares.OwnShards);

    private int NeededLength => _ranks.IsAlone ? 0 : Tree.Nodes.Length * Rounding.UpToLine(_longestPiece);

    /// <summary>
    /// Where parts start: layers are put together, from the last one on, until they have as many weights as a part needs. What is left in front is a part of any size.
    /// </summary>
    public static IEnumerable<int> PartStarts(TrainingLayout layout, int leastPart)
    {
        List<int> starts = [];
        int end = layout.GradientLength;
        foreach (int start in layout.GradientStarts.Reverse().Where(start => end - start >= leastPart))
        {
            starts.Insert(0, start);
            end = start;
        }

        return [0, .. starts];
    }

    /// <summary>Makes room for this rank's shards of the present batch.</summary>
    public void Reserve(ModelMemory memory)
    {
        if (_buffers.Length < NeededBuffers)
        {
            _buffers = [.. _buffers, .. memory.Buffers(NeededBuffers - _buffers.Length, _length)];
            Array.Resize(ref _isClear, _buffers.Length);
        }

        if (_received.Length < NeededLength)
        {
            _received = memory.Floats(NeededLength);
        }
    }

    /// <summary>The gradient of one of this rank's shards, all zero, for the shard's first tile to add to.</summary>
    public AlignedBuffer Start(int shard)
    {
        ref bool isClear = ref _isClear[shard - _shares.FirstShard];
        if (!isClear)
        {
            this[shard].Clear();
        }

        isClear = false;
        return this[shard];
    }

    /// <summary>Says that all parts are summed: gradients that others took up are zero again.</summary>
    public void End()
    {
        for (int node = Tree.FirstNodeOf(_ranks.Rank); node < Tree.FirstNodeOf(_ranks.Rank + 1); node++)
        {
            (int start, int span) = Tree.Nodes[node];
            int end = Math.Min(start + span, _shares.Shards);
            _isClear.AsSpan(start + 1 - _shares.FirstShard, end - start - 1).Fill(true);
        }
    }

    /// <summary>The part that starts at a place of a gradient; -1 where none does.</summary>
    public int PartAt(int start) => Array.IndexOf(_starts, start, 0, Parts);

    /// <summary>Chooses the part that is summed next.</summary>
    public void Begin(int part) => _part = part;

    /// <summary>Sums a part over all shards of all ranks.</summary>
    public void Add(int part, WorkerTeam team)
    {
        Begin(part);
        team.Run(Items, _addOwn);
        AddOthers(team);
    }

    /// <summary>Adds up one slice of this rank's subtrees. With one rank that is all.</summary>
    public void AddOwn(int item)
    {
        int start = _starts[_part] + (item * SliceLength);
        int length = Math.Min(SliceLength, _starts[_part + 1] - start);
        for (int node = Tree.FirstNodeOf(_ranks.Rank); node < Tree.FirstNodeOf(_ranks.Rank + 1); node++)
        {
            AddTree(Tree.Nodes[node].Start, Tree.Nodes[node].Span, start, length);
        }
    }

    /// <summary>With several ranks: what <see cref="AddOwn"/> has left.</summary>
    public void AddOthers(WorkerTeam team)
    {
        int own = Tree.FirstNodeOf(_ranks.Rank + 1) - Tree.FirstNodeOf(_ranks.Rank);
        int stride = Rounding.UpToLine(Piece);
        int[] pieces = _pieces[_part];
        for (int round = 0; round < Tree.MostNodes; round++)
        {
            for (int rank = 0; rank < _ranks.Size; rank++)
            {
                int node = Tree.FirstNodeOf(rank) + round;
                _send[rank] = round < own ? Bytes(pieces[rank], pieces[rank + 1]) : ..0;
                _receive[rank] = node < Tree.FirstNodeOf(rank + 1) ? Bytes(node * stride, (node * stride) + Piece) : ..0;
            }

            ReadOnlySpan<float> from = round < own ? this[Tree.Nodes[Tree.FirstNodeOf(_ranks.Rank) + round].Start].Span : [];
            _ranks.Exchange(MemoryMarshal.AsBytes(from), _send, MemoryMarshal.AsBytes(_received.Span), _receive);
        }

        team.Run(Rounding.Parts(Piece, SliceLength), _join);
        _ranks.Gather(Total.Span, pieces);
    }

    private int PieceOf(int part) => _pieces[part][_ranks.Rank + 1] - _pieces[part][_ranks.Rank];

    private static int[] CutPieces(int start, int end, int ranks) =>
        [.. Enumerable.Range(0, ranks + 1).Select(rank => Math.Min(end, start + Rounding.UpToLine((int)((long)(end - start) * rank / ranks))))];

    private static Range Bytes(int start, int end) => (start * sizeof(float))..(end * sizeof(float));

    private void AddTree(int first, int span, int start, int length)
    {
        if (span == 1)
        {
            return;
        }

        int second = first + (span / 2);
        AddTree(first, span / 2, start, length);
        if (second < _shares.Shards)
        {
            AddTree(second, span / 2, start, length);
            Span<float> sum = this[first].Slice(start, length);
            Span<float> addend = this[second].Slice(start, length);
            TensorPrimitives.Add(sum, addend, sum);

            // While it is in cache: the next batch starts from zero.
            addend.Clear();
        }
    }

    private void Join(int item)
    {
        int start = item * SliceLength;
        int length = Math.Min(SliceLength, Piece - start);
        int stride = Rounding.UpToLine(Piece);
        foreach ((int left, int right) in Tree.Joins)
        {
            Span<float> sum = _received.Slice((left * stride) + start, length);
            TensorPrimitives.Add(sum, _received.Slice((right * stride) + start, length), sum);
        }

        _received.Slice(start, length).CopyTo(Total.Slice(_pieces[_part][_ranks.Rank] + start, length));
    }
}
