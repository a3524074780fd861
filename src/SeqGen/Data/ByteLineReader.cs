namespace SeqGen.Data;

/// <summary>
/// Reads a data file line by line as bytes. Only LF ends a line; a CR before it stays. A byte order mark at the start
/// of the file is skipped.
/// </summary>
internal sealed class ByteLineReader(string path) : IDisposable
{
    private readonly DataFile _file = DataFile.Open(path);
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _finished;

    /// <summary>Number of the line read last, from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>The next line without its LF, valid until the next call.</summary>
    public bool TryReadLine(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = Take(searched + found);
                _start++;
                return true;
            }

            searched = _end - _start;
            if (!_finished)
            {
                Fill();
                continue;
            }

            line = Take(searched);
            return searched > 0;
        }
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlyMemory<byte> Take(int length)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        _start += length;
        LineNumber++;
        if (LineNumber == 1 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line["\uFEFF"u8.Length..];
        }

        return line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = _file.Read(_buffer.AsSpan(_end));
        _end += read;
        _finished = read == 0;
    }
}
