namespace SeqGen;

/// <summary>
/// Which tiles of a batch belong to which shard, and which shards to which rank. The shards depend on model and batch alone; a rank has
/// neighbouring ones. Rank 0 has the first one of any batch, and a rank has none where there are more ranks than shards.
/// </summary>
/// <param name="rank">This rank.</param>
/// <param name="ranks">The number of ranks.</param>
/// <param name="mostShards">The most shards of a batch.</param>
internal sealed class BatchShares(int rank, int ranks, int mostShards)
{
    private readonly int[] _tileStarts = new int[ranks + 1];

    /// <summary>Tiles of the batch.</summary>
    public int Tiles { get; private set; }

    /// <summary>Shards of the batch.</summary>
    public int Shards { get; private set; }

    /// <summary>The first shard of this rank.</summary>
    public int FirstShard { get; private set; }

    /// <summary>The shards of this rank.</summary>
    public int OwnShards { get; private set; }

    /// <summary>Where each rank's tiles start, and where those of the last one end.</summary>
    public ReadOnlySpan<int> TileStarts => _tileStarts;

    /// <summary>The first tile of this rank.</summary>
    public int FirstTile => _tileStarts[rank];

    /// <summary>The tiles of this rank.</summary>
    public int OwnTiles => _tileStarts[rank + 1] - _tileStarts[rank];

    /// <summary>Cuts a batch of so many tiles.</summary>
    public void Cut(int tiles)
    {
        (Tiles, Shards) = (tiles, Math.Min(tiles, mostShards));
        FirstShard = FirstShardOf(Shards, rank, ranks);
        OwnShards = FirstShardOf(Shards, rank + 1, ranks) - FirstShard;
        for (int i = 0; i <= ranks; i++)
        {
            _tileStarts[i] = FirstTileOf(FirstShardOf(Shards, i, ranks));
        }
    }

    /// <summary>The first tile of a shard; of the number of shards the end of the last one.</summary>
    public int FirstTileOf(int shard) => Shards == 0 ? 0 : (int)((long)Tiles * shard / Shards);

    /// <summary>The first of some shards that a rank has; of the number of ranks the end.</summary>
    public static int FirstShardOf(int shards, int rank, int ranks) => (int)((((long)shards * rank) + ranks - 1) / ranks);
}
