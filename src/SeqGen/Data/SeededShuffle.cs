namespace SeqGen.Data;

/// <summary>Orders that depend on nothing but a seed (Fisher and Yates' shuffle driven by <see cref="SeededRandom"/>).</summary>
public static class SeededShuffle
{
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
