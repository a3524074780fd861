namespace SeqGen.Embeddings;

/// <summary>
/// Goes through sequences in blocks: while one block is worked on, the next one is read. So texts may be larger than
/// memory, and reading them costs no time where cores are free.
/// </summary>
internal static class SequenceBlocks
{
    /// <summary>Hands block after block to <paramref name="work"/>, in order.</summary>
    /// <param name="vocabulary">Whose words the sequences are.</param>
    /// <param name="sequences">The sequences; enumerated once.</param>
    /// <param name="words">Words of a block; a block ends after the sequence that reaches them.</param>
    /// <param name="work">Gets the sequences of a block; they are valid during the call.</param>
    /// <param name="cancellation">Checked before each block.</param>
    public static void ForEach(
        WordVocabulary vocabulary, IEnumerable<int[]> sequences, int words, Action<List<int[]>> work, CancellationToken cancellation)
    {
        using IEnumerator<int[]> source = sequences.GetEnumerator();
        List<int[]> block = Read(vocabulary, source, words, []);
        List<int[]> spare = [];
        while (block.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            List<int[]> room = spare;
            Task<List<int[]>> next = Task.Run(() => Read(vocabulary, source, words, room), CancellationToken.None);
            try
            {
                work(block);
            }
            finally
            {
                // The source must not be disposed while it is read.
                next.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            }

            (spare, block) = (block, next.GetAwaiter().GetResult());
        }
    }

    private static List<int[]> Read(WordVocabulary vocabulary, IEnumerator<int[]> source, int words, List<int[]> block)
    {
        block.Clear();
        long count = 0;
        while (count < words && source.MoveNext())
        {
            vocabulary.Check(source.Current);
            if (source.Current.Length > 0)
            {
                block.Add(source.Current);
                count += source.Current.Length;
            }
        }

        return block;
    }
}
