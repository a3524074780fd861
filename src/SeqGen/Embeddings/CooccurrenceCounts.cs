namespace SeqGen.Embeddings;

/// <summary>
/// How often words occur near each other: for each pair of words the sum, over all places of the texts where they are at
/// most a window apart, of one over their distance, or of 1.
/// </summary>
/// <remarks>The result is the same, bit for bit, for any number of threads. A finished table may be read by many threads.</remarks>
public sealed class CooccurrenceCounts
{
    private const int Shards = 16;
    private const int BlockWords = 1_000_000;

    // Pairs of a word and one before it in the text; all pairs of the later word are in one shard.
    private readonly PairTable[] _shards = new PairTable[Shards];

    private CooccurrenceCounts(WordVocabulary vocabulary, int window)
    {
        Vocabulary = vocabulary;
        Window = window;
        for (int i = 0; i < Shards; i++)
        {
            _shards[i] = new PairTable();
        }
    }

    /// <summary>Whose words the pairs are of.</summary>
    public WordVocabulary Vocabulary { get; }

    /// <summary>The largest distance.</summary>
    public int Window { get; }

    /// <summary>The count of two words, whichever comes first in the text.</summary>
    /// <param name="first">A word's number.</param>
    /// <param name="second">Another word's, or the same.</param>
    public float this[int first, int second] =>
        first == second ? Before(first, second) : Before(first, second) + Before(second, first);

    /// <summary>The count of two words, whichever comes first in the text; 0 for words that the vocabulary does not have.</summary>
    /// <param name="first">A word.</param>
    /// <param name="second">Another word, or the same.</param>
    public float this[string first, string second] =>
        Vocabulary.TryGetIndex(first, out int a) && Vocabulary.TryGetIndex(second, out int b) ? this[a, b] : 0;

    /// <summary>Counts pairs. The texts are read once, block by block, so they may be larger than memory; the counts are kept.</summary>
    /// <param name="vocabulary">The words to count.</param>
    /// <param name="sequences">The texts as <see cref="WordVocabulary.ToSequences"/> gives them.</param>
    /// <param name="window">The largest distance.</param>
    /// <param name="byDistance">A pair counts one over its distance; otherwise 1.</param>
    /// <param name="threads">Threads; 0 for one per core.</param>
    /// <param name="cancellation">Ends counting with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A sequence holds a number that is not the number of a word.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="window"/> is below 1.</exception>
    public static CooccurrenceCounts Count(
        WordVocabulary vocabulary, IEnumerable<int[]> sequences, int window = 10, bool byDistance = true, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        CooccurrenceCounts counts = new(vocabulary, window);
        float[] weights = [.. Enumerable.Range(1, window).Select(distance => byDistance ? 1f / distance : 1f)];
        using WorkerTeam team = new(threads);
        SequenceBlocks.ForEach(
            vocabulary, sequences, BlockWords, block => team.Run(Shards, (_, shard) => counts.CountShard(block, shard, weights)), cancellation);
        return counts;
    }

    /// <summary>All pairs that occur, each once, in an order that depends on the texts alone.</summary>
    public IEnumerable<(int First, int Second, float Count)> Pairs()
    {
        foreach (PairTable shard in _shards)
        {
            foreach ((int later, int earlier, float count) in shard.Entries())
            {
                // A pair that occurs in both orders is given where the later word has the smaller number.
                float other = later == earlier ? 0 : Before(earlier, later);
                if (later <= earlier || other == 0)
                {
                    yield return (later, earlier, count + other);
                }
            }
        }
    }

    private float Before(int later, int earlier) => _shards[later % Shards].Get(later, earlier);

    private void CountShard(List<int[]> block, int shard, float[] weights)
    {
        PairTable pairs = _shards[shard];
        foreach (int[] sequence in block)
        {
            for (int i = 1; i < sequence.Length; i++)
            {
                if (sequence[i] % Shards != shard)
                {
                    continue;
                }

                int farthest = Math.Min(weights.Length, i);
                for (int distance = 1; distance <= farthest; distance++)
                {
                    pairs.Add(sequence[i], sequence[i - distance], weights[distance - 1]);
                }
            }
        }
    }
}
