using System.Globalization;

namespace SeqGen;

/// <summary>
/// Makes the buffers of one computation of a model, and is the one place where rows times values becomes a length:
/// in 64 bits, against what an array can hold, and all buffers together against the machine's memory.
/// </summary>
/// <param name="model">The model's name.</param>
/// <param name="purpose">What the buffers are for, as messages name it.</param>
/// <param name="rows">Rows that are computed at once; 0 where the buffers do not depend on rows.</param>
internal sealed class ModelMemory(string model, string purpose, long rows = 0)
{
    /// <summary>Fewer bytes than this are not compared with the machine's memory.</summary>
    private const long SmallBytes = 64L << 20;

    private double _bytes;

    /// <summary>Rows that are computed at once.</summary>
    public long Rows => rows;

    /// <summary>A buffer of so many floats.</summary>
    public AlignedBuffer Floats(long length) => Buffers(1, length)[0];

    /// <summary>A buffer with so many floats for each row.</summary>
    public AlignedBuffer FloatsPerRow(long perRow) => Floats(Length(rows, perRow));

    /// <summary>Some buffers of so many floats each.</summary>
    public AlignedBuffer[] Buffers(long count, long length)
    {
        Count(count, length, sizeof(float), AlignedBuffer.MaxLength);
        return Allocate(() =>
        {
            AlignedBuffer[] buffers = new AlignedBuffer[count];
            for (int i = 0; i < buffers.Length; i++)
            {
                buffers[i] = new AlignedBuffer(length);
            }

            return buffers;
        });
    }

    /// <summary>An array with some elements for each row (or for each of <paramref name="count"/> other things).</summary>
    public unsafe T[] Array<T>(long perRow, long? count = null)
        where T : unmanaged
    {
        long length = Length(count ?? rows, perRow);
        Count(1, length, sizeof(T), System.Array.MaxLength);
        return Allocate(() => new T[length]);
    }

    /// <summary>A product that cannot wrap: what does not fit is larger than any array.</summary>
    private static long Length(long count, long each) => count == 0 || each <= long.MaxValue / count ? count * each : long.MaxValue;

    private void Count(long count, long length, int size, long most)
    {
        _bytes += (double)count * length * size;
        if (length > most || count > System.Array.MaxLength)
        {
            throw TooLarge($"more than {Number(most)} values, the most that one array can hold");
        }

        if (_bytes > SmallBytes)
        {
            long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            if (available > 0 && _bytes > available)
            {
                throw TooLarge($"and this process can have {Number(available)} bytes");
            }
        }
    }

    private T Allocate<T>(Func<T> allocate)
    {
        try
        {
            return allocate();
        }
        catch (OutOfMemoryException error)
        {
            throw TooLarge("which the machine does not have", error);
        }
    }

    private ModelMemoryException TooLarge(string why, Exception? inner = null)
    {
        string what = rows == 0 ? "would take" : $"of {Number(rows)} rows at once would take";
        return new(
            model,
            rows,
            (long)_bytes,
            $"Model {model}: {purpose} {what} at least {Number(_bytes)} bytes, {why}. "
                + (rows == 0 ? "Use a smaller model." : "Use fewer rows at a time (a smaller batch size), shorter sequences or a smaller model."),
            inner);
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
