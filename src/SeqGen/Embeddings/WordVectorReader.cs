using System.Buffers.Text;
using System.Text;
using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>Finds out what kind of file it is, and collects words and vectors.</summary>
internal static class WordVectorReader
{
    private const int LongestHeader = 64;
    private const int LongestWord = 4096;
    private const int LongestNumber = 64;
    private const int MostDimensions = 100_000;

    public static WordVectors Read(string path, int limit, DataLimits limits)
    {
        using ByteWindow file = new(path, limits);
        file.SkipMark(Encoding.UTF8.Preamble);
        if (!TryReadHeader(file, out VectorFileHeader header))
        {
            return WordVectorTextReader.Read(file, path, null, limit, limits);
        }

        if (header.Dimensions is < 1 or > MostDimensions)
        {
            throw new DataFormatException($"The first line announces vectors of {header.Dimensions} dimensions; 1 to {MostDimensions} were expected.", path, 1);
        }

        return IsText(file, header.Dimensions)
            ? WordVectorTextReader.Read(file, path, header, limit, limits)
            : WordVectorBinaryReader.Read(file, path, header, limit, LongestWord);
    }

    /// <summary>Takes the first line where it is two whole numbers: words and dimensions.</summary>
    private static bool TryReadHeader(ByteWindow file, out VectorFileHeader header)
    {
        header = default;
        file.Require(LongestHeader);
        ReadOnlySpan<byte> start = file.Here.Span;
        start = start[..Math.Min(start.Length, LongestHeader)];
        int end = LineEnds.Find(start, isLast: true, out int ending);
        if (end < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> line = start[..end].Trim(" \t"u8);
        if (!Utf8Parser.TryParse(line, out long words, out int used) || words < 0 || used == line.Length)
        {
            return false;
        }

        line = line[used..].TrimStart(" \t"u8);
        if (!Utf8Parser.TryParse(line, out int dimensions, out used) || used != line.Length)
        {
            return false;
        }

        header = new VectorFileHeader(words, dimensions);
        file.Take(end + ending);
        return true;
    }

    /// <summary>
    /// The first line of a text ends in numbers, or has one after its word and is ASCII from there on; the bits of floats
    /// hardly ever look so. Only words have letters of other scripts, so the words do not matter.
    /// </summary>
    private static bool IsText(ByteWindow file, int dimensions)
    {
        bool isAll = !file.Require(LongestWord + (LongestNumber * dimensions));
        ReadOnlySpan<byte> line = file.Here.Span.TrimStart("\r\n"u8);
        int end = LineEnds.Find(line, isLast: true, out _);
        line = (end < 0 ? line : line[..end]).TrimEnd(" \t"u8);
        if (line.IsEmpty && isAll)
        {
            return true;
        }

        if (VectorLine.CountNumbers(line, most: 2) >= Math.Min(dimensions, 2))
        {
            return true;
        }

        int word = line.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> values = word < 0 ? [] : line[(word + 1)..].TrimStart(" \t"u8);
        int first = values.IndexOfAny((byte)' ', (byte)'\t');
        return VectorLine.IsNumber(first < 0 ? values : values[..first])
            && !values.ContainsAnyExceptInRange((byte)'\t', (byte)'~') && !values.ContainsAnyInRange((byte)0x0A, (byte)0x1F);
    }
}

/// <summary>The first line of a word2vec file.</summary>
/// <param name="Words">Words that the file should have.</param>
/// <param name="Dimensions">Values of a vector.</param>
internal readonly record struct VectorFileHeader(long Words, int Dimensions);

/// <summary>Words and vectors while they are read; of a word that comes twice only the first is kept.</summary>
internal sealed class VectorRows
{
    private readonly string _path;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private float[] _values = [];

    public VectorRows(string path, int dimensions)
    {
        _path = path;
        Dimensions = dimensions;
    }

    public int Dimensions { get; }

    public int Count => _words.Count;

    /// <summary>Makes room for rows that were read after those that are there, and gives it.</summary>
    public Memory<float> Room(int rows)
    {
        long needed = ((long)Count + rows) * Dimensions;
        if (needed > Array.MaxLength)
        {
            throw new DataFormatException(
                $"More than {Count} vectors of {Dimensions} dimensions do not fit in one array; load the file with a limit.", _path);
        }

        if (needed > _values.Length)
        {
            Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _values.Length)));
        }

        return _values.AsMemory(Count * Dimensions, rows * Dimensions);
    }

    /// <summary>Keeps a row of the room under its word; rows are kept in their order.</summary>
    public void Keep(ReadOnlySpan<byte> word, ReadOnlySpan<float> row)
    {
        string text = Encoding.UTF8.GetString(word);
        if (_seen.Add(text))
        {
            row.CopyTo(_values.AsSpan(Count * Dimensions));
            _words.Add(text);
        }
    }

    public WordVectors ToVectors()
    {
        Array.Resize(ref _values, Count * Dimensions);
        return new WordVectors(_words, _values, Dimensions);
    }
}
