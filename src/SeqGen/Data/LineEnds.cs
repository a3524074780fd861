namespace SeqGen.Data;

/// <summary>Where lines end: at LF, at CR LF, and at CR alone.</summary>
internal static class LineEnds
{
    /// <summary>Finds the first line end.</summary>
    /// <param name="text">Bytes.</param>
    /// <param name="isLast">Nothing follows them; otherwise a CR at the very end is not found, for it may be half of a line end.</param>
    /// <param name="length">The bytes of the line end.</param>
    /// <returns>Where it is, or -1.</returns>
    public static int Find(ReadOnlySpan<byte> text, bool isLast, out int length)
    {
        length = 1;
        int found = text.IndexOfAny((byte)'\n', (byte)'\r');
        if (found < 0 || text[found] == '\n')
        {
            return found;
        }

        if (found + 1 == text.Length)
        {
            return isLast ? found : -1;
        }

        length = text[found + 1] == '\n' ? 2 : 1;
        return found;
    }

    /// <summary>How many lines end in a text.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (Find(text, isLast: true, out int length) is int found and >= 0)
        {
            count++;
            text = text[(found + length)..];
        }

        return count;
    }
}
