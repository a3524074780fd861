using System.Text;

namespace SeqGen.Data;

/// <summary>Reads records of separated fields, with or without the quoting of RFC 4180.</summary>
internal sealed class DelimitedReader : IDisposable
{
    private readonly string _path;
    private readonly char _separator;
    private readonly bool _quoting;
    private readonly int _maximumFields;
    private readonly ByteLineReader _lines;
    private readonly LineDecoder _decoder;
    private readonly List<string> _fields = [];
    private readonly StringBuilder _record = new();

    public DelimitedReader(string path, char separator, bool quoting, int? fields, Encoding? encoding)
    {
        _path = path;
        _separator = separator;
        _quoting = quoting;
        _maximumFields = fields ?? int.MaxValue;
        _decoder = new LineDecoder(path, encoding);
        _lines = new ByteLineReader(path);
    }

    /// <summary>The line, from 1, where the last record starts.</summary>
    public int LineNumber { get; private set; }

    /// <summary>The fields of the next record that is not blank; the list is used again by the next call.</summary>
    public bool TryReadRecord(out List<string> fields)
    {
        fields = _fields;
        _fields.Clear();
        while (_lines.TryReadLine(out ReadOnlyMemory<byte> bytes))
        {
            LineNumber = _lines.LineNumber;
            string line = _decoder.Decode(bytes.Span, LineNumber);
            ReadOnlySpan<char> record = WithoutCarriageReturn(line);
            if (record.IsWhiteSpace())
            {
                continue;
            }

            if (_quoting)
            {
                ReadQuoted(WithoutCarriageReturn(CompleteQuotes(line)));
            }
            else
            {
                ReadPlain(record);
            }

            return true;
        }

        return false;
    }

    public void Dispose() => _lines.Dispose();

    private static ReadOnlySpan<char> WithoutCarriageReturn(ReadOnlySpan<char> line) => line.EndsWith('\r') ? line[..^1] : line;

    private void ReadPlain(ReadOnlySpan<char> record)
    {
        while (_fields.Count < _maximumFields - 1)
        {
            int end = record.IndexOf(_separator);
            if (end < 0)
            {
                break;
            }

            _fields.Add(record[..end].ToString());
            record = record[(end + 1)..];
        }

        _fields.Add(record.ToString());
    }

    /// <summary>A record goes on over line ends as long as its quotes are not even in number.</summary>
    private string CompleteQuotes(string line)
    {
        int quotes = line.AsSpan().Count('"');
        if (quotes % 2 == 0)
        {
            return line;
        }

        _record.Clear().Append(line);
        while (quotes % 2 != 0)
        {
            if (!_lines.TryReadLine(out ReadOnlyMemory<byte> bytes))
            {
                throw new DataFormatException("A quote that opens in this record is not closed.", _path, LineNumber);
            }

            string next = _decoder.Decode(bytes.Span, _lines.LineNumber);
            quotes += next.AsSpan().Count('"');
            _record.Append('\n').Append(next);
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

        _fields.Add(record[1..(end - 1)].ToString().Replace("\"\"", "\"", StringComparison.Ordinal));
        return end;
    }

    private int ReadBareField(ReadOnlySpan<char> record)
    {
        int end = record.IndexOf(_separator);
        end = end < 0 ? record.Length : end;
        if (record[..end].Contains('"'))
        {
            throw new DataFormatException(
                "A quote stands inside a field that does not start with one. Is the file written without quoting?", _path, LineNumber);
        }

        _fields.Add(record[..end].ToString());
        return end;
    }
}
