namespace SeqGen.Data;

/// <summary>
/// How much memory a file may ask for. What is read grows with what the file really holds; beyond these bounds reading ends
/// with a <see cref="DataFormatException"/> that names the file and the bound.
/// </summary>
public sealed record DataLimits
{
    private const long AlwaysAllowed = 64L << 20;

    private readonly int _maximumRecordBytes = 64 << 20;
    private readonly double _maximumExpansion = 20;

    /// <summary>64 MiB for what is held as one piece, and content of 20 times the size of its packed file.</summary>
    public static DataLimits Default { get; } = new();

    /// <summary>
    /// The largest piece in bytes, unpacked: a line, a record with line ends in quotes, an element of a JSON array, a file
    /// that is one text. 64 MiB where not given.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1, or above 1 GiB.</exception>
    public int MaximumRecordBytes
    {
        get => _maximumRecordBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 30);
            _maximumRecordBytes = value;
        }
    }

    /// <summary>
    /// How many times larger than what was read its result may be, counted beyond 64 MiB: the content of a gzip or zip file, and
    /// the columns of zeros and ones that words of a table become. 20 where not given, of which texts and tables of numbers
    /// stay far below; <see cref="double.PositiveInfinity"/> for no bound.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1, or not a number.</exception>
    public double MaximumExpansion
    {
        get => _maximumExpansion;
        init
        {
            if (!(value >= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "The expansion is at least 1.");
            }

            _maximumExpansion = value;
        }
    }

    /// <summary>How many bytes may come out of so many.</summary>
    internal long MostBytesOf(long bytes)
    {
        double most = Math.Max(AlwaysAllowed, MaximumExpansion * bytes);
        return most < long.MaxValue ? (long)most : long.MaxValue;
    }
}
