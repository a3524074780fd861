namespace SeqGen.Data;

/// <summary>A window on the bytes of a data file that moves on as they are taken. It grows with what is read, never with what is asked for.</summary>
internal sealed class ByteWindow : IDisposable
{
    private const int FirstBytes = 16 << 10;

    private readonly DataFile _file;
    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;

    public ByteWindow(string path, DataLimits limits) => _file = DataFile.Open(path, limits);

    /// <summary>Bytes of the content that were taken.</summary>
    public long Position { get; private set; }

    /// <summary>True where places in the content are not those in the file.</summary>
    public bool IsPacked => _file.IsPacked;

    /// <summary>The bytes that are here, not all of the file.</summary>
    public ReadOnlyMemory<byte> Here => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Brings at least so many bytes here; fewer only where the file ends.</summary>
    /// <returns>Whether there are so many.</returns>
    public bool Require(int count)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = 1;
        while (_end < count && read > 0)
        {
            if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, 2L * _buffer.Length));
            }

            read = _file.Read(_buffer.AsSpan(_end));
            _end += read;
        }

        return _end >= count;
    }

    /// <summary>Moves on.</summary>
    public void Take(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Moves over a byte order mark, at the start of the file.</summary>
    public void SkipMark(ReadOnlySpan<byte> mark)
    {
        if (Require(mark.Length) && Here.Span.StartsWith(mark))
        {
            Take(mark.Length);
        }
    }

    public void Dispose() => _file.Dispose();
}
