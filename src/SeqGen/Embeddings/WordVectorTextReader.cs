using System.Globalization;
using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>
/// A line a word: the word, then its values, with single blanks or tabs between them. Blocks of lines are read one after
/// the other; the lines of a block are parsed by all cores.
/// </summary>
internal sealed class WordVectorTextReader
{
    private const int BlockBytes = 4 << 20;
    private const int LongestLine = 64 << 20;
    private const int LinesOfATask = 256;

    private readonly ByteWindow _file;
    private readonly string _path;
    private readonly VectorFileHeader? _header;
    private readonly long _limit;
    private readonly List<(int Start, int Length, int Number)> _lines = [];
    private int[] _wordLengths = [];
    private string?[] _errors = [];
    private VectorRows? _rows;
    private int _linesRead;

    private WordVectorTextReader(ByteWindow file, string path, VectorFileHeader? header, int limit)
    {
        _file = file;
        _path = path;
        _header = header;
        _limit = limit;
        _linesRead = header is null ? 0 : 1;
    }

    /// <summary>Reads the rest of a file.</summary>
    /// <param name="file">The file, behind its header.</param>
    /// <param name="path">Its name.</param>
    /// <param name="header">The header; without one the first line decides how many dimensions there are.</param>
    /// <param name="limit">The largest number of words.</param>
    public static WordVectors Read(ByteWindow file, string path, VectorFileHeader? header, int limit) =>
        new WordVectorTextReader(file, path, header, limit).Read();

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
        while (more && !here.Contains((byte)'\n'))
        {
            if (here.Length > LongestLine)
            {
                throw new DataFormatException($"The line is longer than {LongestLine} bytes: this is not a file of word vectors.", _path, _linesRead + 1);
            }

            more = _file.Require(2 * here.Length);
            here = _file.Here.Span;
        }

        int start = 0;
        while (start < here.Length && _lines.Count < most)
        {
            int length = here[start..].IndexOf((byte)'\n');
            if (length < 0)
            {
                if (more)
                {
                    break;
                }

                length = here.Length - start;
            }

            _linesRead++;
            int content = here.Slice(start, length).TrimEnd(" \t\r"u8).Length;
            if (content > 0)
            {
                _lines.Add((start, content, _linesRead));
            }

            start = Math.Min(start + length + 1, here.Length);
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

        _rows ??= new VectorRows(_path, Dimensions(block.Span), _header?.Words ?? long.MaxValue);
        Memory<float> room = _rows.Room(_lines.Count);
        if (_wordLengths.Length < _lines.Count)
        {
            _wordLengths = new int[_lines.Count];
            _errors = new string?[_lines.Count];
        }

        int tasks = (_lines.Count + LinesOfATask - 1) / LinesOfATask;
        Parallel.For(0, tasks, task =>
        {
            int end = Math.Min(_lines.Count, (task + 1) * LinesOfATask);
            for (int line = task * LinesOfATask; line < end; line++)
            {
                ReadOnlySpan<byte> text = block.Span.Slice(_lines[line].Start, _lines[line].Length);
                _errors[line] = ParseLine(text, room.Span.Slice(line * _rows.Dimensions, _rows.Dimensions), out _wordLengths[line]);
            }
        });
        for (int line = 0; line < _lines.Count; line++)
        {
            (int start, _, int number) = _lines[line];
            if (_errors[line] is { } error)
            {
                throw new DataFormatException(error, _path, number);
            }

            _rows.Keep(block.Span.Slice(start, _wordLengths[line]), room.Span.Slice(line * _rows.Dimensions, _rows.Dimensions));
        }
    }

    private int Dimensions(ReadOnlySpan<byte> block)
    {
        if (_header is { } header)
        {
            return header.Dimensions;
        }

        (int start, int length, int number) = _lines[0];
        int separators = Separators(block.Slice(start, length));
        return separators > 0
            ? separators
            : throw new DataFormatException("A word and its values, with blanks between them, were expected; there is only one word.", _path, number);
    }

    /// <summary>A word may hold blanks itself (some of GloVe's do): the last values are the vector, whatever is before them the word.</summary>
    private static string? ParseLine(ReadOnlySpan<byte> line, Span<float> row, out int wordLength)
    {
        int surplus = Separators(line) - row.Length;
        wordLength = 0;
        if (surplus < 0)
        {
            return $"The line has {row.Length + surplus} values behind the word; {row.Length} were expected.";
        }

        for (int i = 0; i <= surplus; i++)
        {
            wordLength += i > 0 ? 1 : 0;
            wordLength += line[wordLength..].IndexOfAny((byte)' ', (byte)'\t');
        }

        int position = wordLength;
        for (int i = 0; i < row.Length; i++)
        {
            position++;
            int start = position;
            if (!FloatParser.TryRead(line, ref position, out row[i]))
            {
                string found = System.Text.Encoding.UTF8.GetString(line[start..Math.Min(position, start + 40)]);
                return $"Value {i + 1} of the vector is '{found}'; a finite number was expected"
                    + (surplus > 0 ? $" (the line has {surplus} fields more than {row.Length} dimensions need)." : ".");
            }
        }

        return null;
    }

    private static int Separators(ReadOnlySpan<byte> line) => line.Count((byte)' ') + line.Count((byte)'\t');
}
