using System.IO.Compression;

namespace SeqGen.Data;

/// <summary>The unpacked bytes of a compressed file, which must be whole.</summary>
internal abstract class PackedContent : IDisposable
{
    /// <summary>Reads unpacked bytes; 0 at their end.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or cut off.</exception>
    public abstract int Read(Span<byte> buffer);

    public abstract void Dispose();
}

/// <summary>
/// The content of a gzip file. <see cref="GZipStream"/> takes a file that is cut off for one that ends; so the file is followed
/// by a small member of our own, whose content comes out at the end only where nothing is missing before it.
/// </summary>
internal sealed class GzipContent(Stream file) : PackedContent
{
    private const int BlockBytes = 16 << 10;

    private readonly GZipStream _gzip = new(new FollowedStream(file, MarkMember), CompressionMode.Decompress);
    private readonly byte[] _block = new byte[BlockBytes];
    private int _start;
    private int _end;

    private static ReadOnlySpan<byte> Mark => "SeqGen: the file ended here."u8;

    /// <summary>The mark as a gzip member. It is packed with Huffman codes: a cut stream cannot take it for bytes to copy.</summary>
    private static byte[] MarkMember { get; } =
    [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0x0B, 0x4E, 0x2D, 0x74, 0x4F, 0xCD, 0xB3, 0x52, 0x28, 0xC9, 0x48, 0x55, 0x48, 0xCB,
        0xCC, 0x49, 0x55, 0x48, 0xCD, 0x4B, 0x49, 0x4D, 0x51, 0xC8, 0x48, 0x2D, 0x4A, 0xD5, 0x03, 0x00, 0x3B, 0x51, 0xD4, 0x69, 0x1C, 0x00, 0x00, 0x00,
    ];

    public override int Read(Span<byte> buffer)
    {
        while (_end - _start <= Mark.Length)
        {
            _block.AsSpan(_start, _end - _start).CopyTo(_block);
            (_start, _end) = (0, _end - _start);
            int read = _gzip.Read(_block.AsSpan(_end));
            if (read == 0)
            {
                return _block.AsSpan(0, _end).SequenceEqual(Mark)
                    ? 0
                    : throw new InvalidDataException("The end of the gzip file is missing, or something else follows it.");
            }

            _end += read;
        }

        int count = Math.Min(buffer.Length, _end - _start - Mark.Length);
        _block.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override void Dispose() => _gzip.Dispose();

    /// <summary>A stream, and some bytes after it.</summary>
    private sealed class FollowedStream(Stream first, byte[] second) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = first.Read(buffer);
            if (read > 0)
            {
                return read;
            }

            read = Math.Min(buffer.Length, second.Length - _position);
            second.AsSpan(_position, read).CopyTo(buffer);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>The content of the only file in a zip archive, compared with the length and checksum that the archive states.</summary>
internal sealed class ZipContent(ZipArchive archive, ZipArchiveEntry entry) : PackedContent
{
    private readonly Stream _content = entry.Open();
    private readonly Crc32 _checksum = new();
    private long _length;

    public override int Read(Span<byte> buffer)
    {
        int read = _content.Read(buffer);
        _checksum.Add(buffer[..read]);
        _length += read;
        return read == 0 && buffer.Length > 0 && (_length != entry.Length || _checksum.Value != entry.Crc32)
            ? throw new InvalidDataException("Length or checksum of the file in the archive are not those that the archive states.")
            : read;
    }

    public override void Dispose()
    {
        _content.Dispose();
        archive.Dispose();
    }
}
