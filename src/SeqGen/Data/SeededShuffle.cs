namespace SeqGen.Data;

/// <summary>Orders that depend on nothing but a seed (Fisher and Yates' shuffle driven by <see cref="SeededRandom"/>).</summary>
public static class SeededShuffle
{
    // So many places of the data meet in a buffer.
    private const int RunsOfBuffer = 64;

    /// <summary>The numbers 0 .. <paramref name="count"/> - 1 in random order.</summary>
    /// <param name="count">How many; may be 0.</param>
    /// <param name="seed">The same seed gives the same order, everywhere.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static int[] Permutation(int count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        Shuffle(order.AsSpan(), new SeededRandom(seed));
        return order;
    }

    /// <summary>
    /// The numbers 0 .. <paramref name="count"/> - 1 in random order, as a buffer gives it that is filled with runs of neighbouring numbers: the runs are put into
    /// random order, and each part of them that fits the buffer is shuffled. Whoever reads rows in this order finds the neighbours of a row among the next ones.
    /// </summary>
    /// <param name="count">How many; may be 0.</param>
    /// <param name="buffer">Numbers that the buffer holds; where that is all of them, the order is that of <see cref="Permutation"/>.</param>
    /// <param name="seed">The same seed gives the same order, everywhere.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or the buffer holds nothing.</exception>
    public static int[] Buffered(int count, int buffer, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(buffer);
        if (count <= buffer)
        {
            return Permutation(count, seed);
        }

        int runLength = Math.Max(1, buffer / RunsOfBuffer);
        SeededRandom random = new(seed);
        int[] runs = [.. Enumerable.Range(0, ((count - 1) / runLength) + 1)];
        Shuffle(runs.AsSpan(), random);
        int[] order = new int[count];
        int filled = 0;
        foreach (int run in runs)
        {
            for (long i = (long)run * runLength; i < Math.Min(count, (run + 1L) * runLength); i++)
            {
                order[filled++] = (int)i;
            }
        }

        for (int start = 0; start < count; start += Math.Min(buffer, count - start))
        {
            Shuffle(order.AsSpan(start, Math.Min(buffer, count - start)), random);
        }

        return order;
    }

    /// <summary>Puts items into random order, in place. Does not allocate.</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="items">The items.</param>
    /// <param name="random">Where the order comes from; it moves on by one number an item, seldom more.</param>
    public static void Shuffle<T>(Span<T> items, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = random.NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>A copy of the items in random order.</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="items">The items; they stay as they are.</param>
    /// <param name="seed">The same seed gives the same order, everywhere.</param>
    public static T[] Shuffled<T>(IEnumerable<T> items, long seed)
    {
        T[] shuffled = [.. items];
        Shuffle(shuffled.AsSpan(), new SeededRandom(seed));
        return shuffled;
    }
}
