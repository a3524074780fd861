namespace SeqGen.Generator.Planning;

/// <summary>
/// The lengths and offsets of all buffers, padding included: computed in 64 bits, and never larger than what emitted code
/// reaches by 32-bit offsets. So every other number of a plan fits an <see cref="int"/> as well.
/// </summary>
internal static class BufferSize
{
    /// <summary>A product that is a length.</summary>
    /// <param name="what">What has it, for the message.</param>
    /// <param name="factors">Not negative.</param>
    /// <exception cref="PlanTooLargeException">It is above the limit.</exception>
    public static int Of(string what, params long[] factors)
    {
        long length = 1;
        foreach (long factor in factors)
        {
            // The limit is below 2^31: a product of two factors that passed it fits 64 bits.
            length = Check(what, length * Check(what, factor));
        }

        return (int)length;
    }

    /// <summary>The length of a buffer that grows.</summary>
    /// <param name="what">What grows, for the message.</param>
    /// <param name="length">Its length before.</param>
    /// <param name="more">What is added.</param>
    /// <exception cref="PlanTooLargeException">It is above the limit.</exception>
    public static int Sum(string what, long length, long more) => (int)Check(what, length + more);

    private static long Check(string what, long length) =>
        length <= Limits.BufferValues ? length : throw new PlanTooLargeException(what, length);
}

/// <summary>A buffer would be too large. <see cref="PlanCheck"/> makes a diagnostic of it.</summary>
/// <param name="what">Which buffer.</param>
/// <param name="count">Its values.</param>
internal sealed class PlanTooLargeException(string what, long count) : Exception
{
    public string What => what;

    public long Count => count;

    /// <summary>The layer that asked for it.</summary>
    public int? Layer { get; set; }
}
