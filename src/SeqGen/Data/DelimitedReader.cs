using System.Globalization;
using System.Text;

namespace SeqGen.Data;

/// <summary>Reads records of separated fields, with or without the quoting of RFC 4180.</summary>
/// <remarks>
/// Not CsvHelper: it takes text that is decoded already, while a dataset's errors name the line and the byte that is no character, its limits hold
/// before a record is in memory, and the last of some fields may take the rest of the line; and the runtime keeps its one dependency.
/// </remarks>
internal sealed class DelimitedReader : IDisposable
{
    private const int MostFields = 1_000_000;

    private readonly string _path;
    private readonly char _separator;
    private readonly bool _quoting;
    private readonly int _splitFields;
    private readonly int _maximumBytes;
    private readonly ByteLineReader _lines;
    private readonly LineDecoder _decoder;
    private readonly List<string> _fields = [];
    private readonly StringBuilder _record = new();

    /// <param name="path">The file.</param>
    /// <param name="separator">The character between two fields.</param>
    /// <param name="quoting">Fields may stand in double quotes.</param>
    /// <param name="fields">Fields of which the last takes the rest of the line; null where every separator counts.</param>
    /// <param name="encoding">How bytes become characters.</param>
    /// <param name="limits">The longest record.</param>
    public DelimitedReader(string path, char separator, bool quoting, int? fields, Encoding? encoding, DataLimits limits)
    {
        _path = path;
        _separator = separator;
        _quoting = quoting;
        _splitFields = fields ?? int.MaxValue;
        _maximumBytes = limits.MaximumRecordBytes;
        _decoder = new LineDecoder(path, encoding);
        _lines = new ByteLineReader(path, limits);
    }

    /// <summary>The line, from 1, where the last record starts. Every line counts, within quotes too.</summary>
    public int LineNumber { get; private set; }

    /// <summary>The last record is a line without any field: nothing, or white space that is no separator.</summary>
    public bool IsEmptyLine { get; private set; }

    /// <summary>The last record has nothing in any of its fields.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>Bytes of the content that were read.</summary>
    public long Position => _lines.Position;

    /// <summary>The fields of the next record; the list is used again by the next call.</summary>
    public bool TryReadRecord(out List<string> fields)
    {
        fields = _fields;
        _fields.Clear();
        string line;
        do
        {
            if (!_lines.TryReadLine(out ReadOnlyMemory<byte> bytes))
            {
                return false;
            }

            LineNumber = _lines.LineNumber;
            line = _decoder.Decode(bytes.Span, LineNumber);
        }
        while (LineNumber == 1 && IsSeparatorHint(line));

        IsBlank = true;
        IsEmptyLine = true;
        foreach (char character in line)
        {
            IsEmptyLine &= character != _separator;
            IsBlank &= character == _separator || char.IsWhiteSpace(character);
            if (!IsBlank)
            {
                IsEmptyLine = false;
                break;
            }
        }

        if (_quoting)
        {
            ReadQuoted(CompleteQuotes(line));
        }
        else
        {
            ReadPlain(line);
        }

        return true;
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>The line <c>sep=;</c> that spreadsheets write before the records.</summary>
    private bool IsSeparatorHint(string line)
    {
        if (!_quoting || line.Length != 5 || !line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return line[4] == _separator
            ? true
            : throw new DataFormatException($"The line says that '{line[4]}' is the separator, the format that it is '{_separator}'.", _path, LineNumber);
    }

    private void ReadPlain(ReadOnlySpan<char> record)
    {
        while (_fields.Count < _splitFields - 1)
        {
            int end = record.IndexOf(_separator);
            if (end < 0)
            {
                break;
            }

            Add(record[..end].ToString());
            record = record[(end + 1)..];
        }

        Add(record.ToString());
    }

    /// <summary>A record continues over line ends as long as its quotes are not even in number.</summary>
    private string CompleteQuotes(string line)
    {
        int quotes = line.AsSpan().Count('"');
        if (quotes % 2 == 0)
        {
            return line;
        }

        long start = _lines.Position;
        _record.Clear().Append(line);
        while (quotes % 2 != 0)
        {
            _record.Append(_lines.LineEnd);
            if (!_lines.TryReadLine(out ReadOnlyMemory<byte> bytes))
            {
                throw new DataFormatException("A quote that opens in this record is not closed.", _path, LineNumber);
            }

            if (_lines.Position - start > _maximumBytes)
            {
                throw ByteLineReader.TooLong("record (is a quote not closed?)", _maximumBytes, _path, LineNumber);
            }

            string next = _decoder.Decode(bytes.Span, _lines.LineNumber);
            quotes += next.AsSpan().Count('"');
            _record.Append(next);
        }

        return _record.ToString();
    }

    private void ReadQuoted(ReadOnlySpan<char> record)
    {
        while (true)
        {
            int length = record.StartsWith('"') ? ReadQuotedField(record) : ReadBareField(record);
            if (length == record.Length)
            {
                return;
            }

            record = record[(length + 1)..];
        }
    }

    /// <summary>Adds the field in quotes at the start of the record and returns its length with quotes.</summary>
    private int ReadQuotedField(ReadOnlySpan<char> record)
    {
        int end = 1;
        while (true)
        {
            int quote = record[end..].IndexOf('"');
            if (quote < 0)
            {
                throw new DataFormatException("A quote that opens in this record is not closed.", _path, LineNumber);
            }

            end += quote + 1;
            if (end == record.Length || record[end] != '"')
            {
                break;
            }

            end++;
        }

        if (end < record.Length && record[end] != _separator)
        {
            throw new DataFormatException(
                $"After a closing quote a separator was expected, '{record[end]}' was found. Is the file written without quoting?",
                _path, LineNumber);
        }

        Add(record[1..(end - 1)].ToString().Replace("\"\"", "\"", StringComparison.Ordinal));
        return end;
    }

    private int ReadBareField(ReadOnlySpan<char> record)
    {
        int end = record.IndexOf(_separator);
        end = end < 0 ? record.Length : end;
        if (record[..end].Contains('"'))
        {
            throw new DataFormatException(
                "A quote is inside a field that does not start with one. Is the file written without quoting?", _path, LineNumber);
        }

        Add(record[..end].ToString());
        return end;
    }

    private void Add(string field)
    {
        if (_fields.Count == MostFields)
        {
            throw new DataFormatException(string.Create(CultureInfo.InvariantCulture, $"The record has more than {MostFields} fields."), _path, LineNumber);
        }

        _fields.Add(field);
    }
}
