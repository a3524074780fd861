using System.Globalization;
using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>
/// One word per line: the word, then its values, with blanks or tabs between them. Blocks of lines are read one after
/// the other; the lines of a block are parsed by all cores.
/// </summary>
internal sealed class WordVectorTextReader
{
    private const int BlockBytes = 4 << 20;
    private const int LinesOfABlock = 1 << 16;
    private const int LinesOfATask = 256;
    private const int LinesAsked = 100;

    private readonly ByteWindow _file;
    private readonly string _path;
    private readonly VectorFileHeader? _header;
    private readonly long _limit;
    private readonly int _longestLine;
    private readonly List<(int Start, int Length, int Number)> _lines = [];
    private int[] _wordLengths = [];
    private VectorRows? _rows;
    private int _linesRead;

    private WordVectorTextReader(ByteWindow file, string path, VectorFileHeader? header, int limit, DataLimits limits)
    {
        _file = file;
        _path = path;
        _header = header;
        _limit = limit;
        _longestLine = limits.MaximumRecordBytes;
        _linesRead = header is null ? 0 : 1;
    }

    /// <summary>Reads the rest of a file.</summary>
    /// <param name="file">The file, after its header.</param>
    /// <param name="path">Its name.</param>
    /// <param name="header">The header, or null where the file has none.</param>
    /// <param name="limit">The largest number of words.</param>
    /// <param name="limits">The longest line.</param>
    public static WordVectors Read(ByteWindow file, string path, VectorFileHeader? header, int limit, DataLimits limits) =>
        new WordVectorTextReader(file, path, header, limit, limits).Read();

    private WordVectors Read()
    {
        long taken = 0;
        while (taken < _limit && TakeLines(_limit - taken) is { Length: > 0 } block)
        {
            taken += _lines.Count;
            Parse(block);
        }

        if (_rows is null)
        {
            throw new DataFormatException("The file holds no word vectors.", _path);
        }

        if (_header is { } header && taken < Math.Min(header.Words, _limit))
        {
            throw new DataFormatException(
                string.Create(CultureInfo.InvariantCulture, $"The file is cut off: the first line announces {header.Words} words, but there are {taken}."), _path);
        }

        if (_header is { } known && taken > known.Words)
        {
            throw new DataFormatException(
                string.Create(CultureInfo.InvariantCulture, $"The first line announces {known.Words} words, but there are more lines."), _path);
        }

        return _rows.ToVectors();
    }

    /// <summary>Takes whole lines, at most so many; blank ones are not counted.</summary>
    /// <returns>Their bytes; empty at the end of the file.</returns>
    private ReadOnlyMemory<byte> TakeLines(long most)
    {
        _lines.Clear();
        bool more = _file.Require(BlockBytes);
        ReadOnlySpan<byte> here = _file.Here.Span;
        while (more && LineEnds.Find(here, isLast: false, out _) < 0)
        {
            if (here.Length > _longestLine)
            {
                throw ByteLineReader.TooLong("line", _longestLine, _path, _linesRead + 1);
            }

            more = _file.Require(2 * here.Length);
            here = _file.Here.Span;
        }

        int start = 0;
        while (start < here.Length && _lines.Count < Math.Min(most, LinesOfABlock))
        {
            int length = LineEnds.Find(here[start..], isLast: !more, out int ending);
            if (length < 0)
            {
                if (more)
                {
                    break;
                }

                length = here.Length - start;
            }

            _linesRead++;
            int content = here.Slice(start, length).TrimEnd(" \t"u8).Length;
            if (content > 0)
            {
                _lines.Add((start, content, _linesRead));
            }

            start = Math.Min(start + length + ending, here.Length);
        }

        ReadOnlyMemory<byte> block = _file.Here[..start];
        _file.Take(start);
        return block;
    }

    private void Parse(ReadOnlyMemory<byte> block)
    {
        if (_lines.Count == 0)
        {
            return;
        }

        _rows ??= new VectorRows(_path, Dimensions(block.Span));
        int dimensions = _rows.Dimensions;
        Memory<float> room = _rows.Room(_lines.Count);
        if (_wordLengths.Length < _lines.Count)
        {
            _wordLengths = new int[_lines.Count];
        }

        int tasks = (_lines.Count + LinesOfATask - 1) / LinesOfATask;
        Parallel.For(0, tasks, task =>
        {
            int end = Math.Min(_lines.Count, (task + 1) * LinesOfATask);
            for (int line = task * LinesOfATask; line < end; line++)
            {
                ReadOnlySpan<byte> text = block.Span.Slice(_lines[line].Start, _lines[line].Length);
                bool isRead = VectorLine.TryRead(text, room.Span.Slice(line * dimensions, dimensions), out int wordLength);
                _wordLengths[line] = isRead ? wordLength : -1;
            }
        });
        for (int line = 0; line < _lines.Count; line++)
        {
            (int start, int length, int number) = _lines[line];
            if (_wordLengths[line] < 0)
            {
                throw new DataFormatException(VectorLine.Explain(block.Span.Slice(start, length), dimensions), _path, number);
            }

            _rows.Keep(block.Span.Slice(start, _wordLengths[line]), room.Span.Slice(line * dimensions, dimensions));
        }
    }

    /// <summary>The values that most of the first lines have, which must be as many as the header says.</summary>
    private int Dimensions(ReadOnlySpan<byte> block)
    {
        Dictionary<int, int> lines = [];
        int agreed = _header?.Dimensions ?? VectorLine.CountNumbers(block.Slice(_lines[0].Start, _lines[0].Length));
        for (int line = 0; line < Math.Min(_lines.Count, LinesAsked); line++)
        {
            int numbers = VectorLine.CountNumbers(block.Slice(_lines[line].Start, _lines[line].Length));
            lines[numbers] = lines.GetValueOrDefault(numbers) + 1;
        }

        foreach ((int numbers, int count) in lines)
        {
            agreed = count > lines.GetValueOrDefault(agreed) ? numbers : agreed;
        }

        if (_header is { } header && agreed != header.Dimensions)
        {
            throw new DataFormatException($"The first line announces vectors of {header.Dimensions} dimensions, but the lines have {agreed} values.", _path, 1);
        }

        return agreed > 0
            ? agreed
            : throw new DataFormatException(
                $"A word and its values, with blanks between them, were expected; there is only {(_lines[0].Length > 0 && block.Slice(_lines[0].Start, _lines[0].Length).ContainsAny((byte)' ', (byte)'\t') ? "text" : "one word")}.",
                _path, _lines[0].Number);
    }
}
