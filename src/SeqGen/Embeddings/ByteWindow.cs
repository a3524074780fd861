using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>A window on the bytes of a data file that moves on as they are taken.</summary>
internal sealed class ByteWindow(string path) : IDisposable
{
    private readonly DataFile _file = DataFile.Open(path);
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;

    /// <summary>Bytes of the file that were taken.</summary>
    public long Position { get; private set; }

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
        if (count > _buffer.Length)
        {
            Array.Resize(ref _buffer, count);
        }

        int read = 1;
        while (_end < count && read > 0)
        {
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

    public void Dispose() => _file.Dispose();
}
