using System.Numerics;

namespace SeqGen;

/// <summary>
/// In which order shards are added: in a binary tree over their numbers, where shard i takes up shard i + 1, then i + 2, i + 4 and so
/// on. The order is the same for any number of ranks: a rank adds up the largest subtrees that are its own (nodes), and what is
/// left is joined across ranks.
/// </summary>
internal sealed class ShardTree
{
    private readonly int[] _firstNodes;
    private readonly int[] _starts;

    /// <summary>Plans the sum of some shards.</summary>
    /// <param name="shards">The number of shards, at least 1.</param>
    /// <param name="ranks">The number of ranks.</param>
    public ShardTree(int shards, int ranks)
    {
        Shards = shards;
        _starts = [.. Enumerable.Range(0, ranks + 1).Select(rank => BatchShares.FirstShardOf(shards, rank, ranks))];
        List<(int Start, int Span)> nodes = [];
        List<(int Left, int Right)> joins = [];
        Plan(0, (int)BitOperations.RoundUpToPowerOf2((uint)shards), nodes, joins);
        (Nodes, Joins) = ([.. nodes], [.. joins]);
        _firstNodes = [.. _starts.Select(start => nodes.Count(node => node.Start < start))];
        MostNodes = Enumerable.Range(0, ranks).Max(rank => _firstNodes[rank + 1] - _firstNodes[rank]);
    }

    /// <summary>The number of shards.</summary>
    public int Shards { get; }

    /// <summary>Subtrees of single ranks, in the order of their shards: the first shard, and how many the subtree has if there are so many.</summary>
    public (int Start, int Span)[] Nodes { get; }

    /// <summary>Which nodes are then added to which, in this order. The sum of all is in the first node.</summary>
    public (int Left, int Right)[] Joins { get; }

    /// <summary>The first node of a rank; of the number of ranks the number of nodes.</summary>
    public int FirstNodeOf(int rank) => _firstNodes[rank];

    /// <summary>The most nodes of a rank.</summary>
    public int MostNodes { get; }

    /// <summary>Plans a subtree, and returns the node that its sum is in.</summary>
    private int Plan(int start, int span, List<(int Start, int Span)> nodes, List<(int Left, int Right)> joins)
    {
        int end = Math.Min(start + span, Shards);
        if (RankOf(start) == RankOf(end - 1))
        {
            nodes.Add((start, span));
            return nodes.Count - 1;
        }

        int half = span / 2;
        int left = Plan(start, half, nodes, joins);
        if (start + half < end)
        {
            joins.Add((left, Plan(start + half, half, nodes, joins)));
        }

        return left;
    }

    private int RankOf(int shard) => Array.FindLastIndex(_starts, start => start <= shard);
}
