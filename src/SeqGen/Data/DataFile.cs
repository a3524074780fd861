using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace SeqGen.Data;

/// <summary>
/// The bytes of a data file: plain, gzip or a zip archive with one file in it, distinguished by the first bytes.
/// Whatever goes wrong is a <see cref="DataFormatException"/> that names the file.
/// </summary>
internal sealed class DataFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly PackedContent? _content;
    private readonly long _maximumBytes;
    private long _bytes;

    private DataFile(string path, FileStream file, PackedContent? content, long maximumBytes)
    {
        _path = path;
        _file = file;
        _content = content;
        _maximumBytes = maximumBytes;
    }

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> ZipMagic => "PK\u0003\u0004"u8;

    public static DataFile Open(string path, DataLimits limits)
    {
        FileStream file = Guard(path, () => RegularFile.Open(path));
        try
        {
            return Guard(path, () => OpenContent(path, file, limits));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The whole content as text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">The largest text.</param>
    /// <param name="encoding">How bytes become characters; null for UTF-8, where wrong bytes are an error.</param>
    public static string ReadAllText(string path, DataLimits limits, Encoding? encoding = null)
    {
        encoding ??= new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        using ByteWindow window = new(path, limits);
        window.SkipMark(encoding.Preamble);
        while (window.Require(window.Here.Length + 1))
        {
            if (window.Here.Length > limits.MaximumRecordBytes)
            {
                throw ByteLineReader.TooLong("text", limits.MaximumRecordBytes, path, line: null);
            }
        }

        return Guard(path, () => encoding.GetString(window.Here.Span));
    }

    /// <summary>
    /// The whole of a plain file as the bytes of a UTF-8 text, without a byte order mark. Programs that only load models
    /// need no decompression by it.
    /// </summary>
    public static ReadOnlyMemory<byte> ReadPlainUtf8(string path) => Guard(path, () =>
    {
        using FileStream file = RegularFile.Open(path);
        if (file.Length > Array.MaxLength)
        {
            throw new IOException($"It is larger than {Array.MaxLength} bytes.");
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        ReadOnlyMemory<byte> text = bytes;
        if (!Utf8.IsValid(text.Span))
        {
            throw new DecoderFallbackException("It has bytes that are not characters.");
        }

        return text.Span.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
    });

    /// <summary>True for a gzip file or a zip archive.</summary>
    public bool IsPacked => _content is not null;

    /// <summary>Reads bytes of the unpacked content; 0 at its end.</summary>
    public int Read(Span<byte> buffer)
    {
        try
        {
            int read = _content is null ? _file.Read(buffer) : _content.Read(buffer);
            _bytes += read;
            return _bytes <= _maximumBytes ? read : throw TooLarge();
        }
        catch (Exception error) when (IsDataError(error))
        {
            throw Explain(_path, error);
        }
    }

    public void Dispose()
    {
        _content?.Dispose();
        _file.Dispose();
    }

    /// <summary>Runs something that reads a file or folder, and explains what went wrong.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (IsDataError(error))
        {
            throw Explain(path, error);
        }
    }

    private static DataFile OpenContent(string path, FileStream file, DataLimits limits)
    {
        Span<byte> start = stackalloc byte[4];
        file.Position = 0;
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..length];
        file.Position = 0;

        if (start.StartsWith(GzipMagic))
        {
            return new DataFile(path, file, new GzipContent(file), limits.MostBytesOf(file.Length));
        }

        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || start.SequenceEqual(GzipMagic[..1]))
        {
            throw new DataFormatException("The file does not start as a gzip file does, though its name or its only byte says that it is one.", path);
        }

        return start.SequenceEqual(ZipMagic)
            ? new DataFile(path, file, OpenArchive(path, file, out long packed), limits.MostBytesOf(packed))
            : new DataFile(path, file, content: null, long.MaxValue);
    }

    private static ZipContent OpenArchive(string path, FileStream file, out long packedBytes)
    {
        var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            List<ZipArchiveEntry> files = [.. archive.Entries.Where(entry => entry.Name.Length > 0 && entry.Name[0] != '_')];
            if (files.Count != 1)
            {
                throw new DataFormatException($"The archive holds {files.Count} files; one was expected. Unpack it and name the file.", path);
            }

            if (files[0].IsEncrypted)
            {
                throw new DataFormatException("The file in the archive is encrypted. Unpack it and name the file.", path);
            }

            packedBytes = files[0].CompressedLength;
            return new ZipContent(archive, files[0]);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private DataFormatException TooLarge() => new(
        string.Create(CultureInfo.InvariantCulture, $"The compressed file unpacks to more than {_maximumBytes} bytes, far more than its size: is it damaged? If it is right, unpack it, or raise {nameof(DataLimits)}.{nameof(DataLimits.MaximumExpansion)}."),
        _path);

    private static bool IsDataError(Exception error) =>
        error is IOException or UnauthorizedAccessException or InvalidDataException or DecoderFallbackException;

    private static DataFormatException Explain(string path, Exception error)
    {
        string what = error switch
        {
            FileNotFoundException or DirectoryNotFoundException =>
                $"There is no such file or folder. The full path is '{Path.GetFullPath(path)}'.",
            UnauthorizedAccessException => $"It cannot be opened for reading: it is a folder, or access is denied. {error.Message}",
            InvalidDataException => $"The compressed file is damaged or cut off. {error.Message}",
            DecoderFallbackException => $"The file is not UTF-8 text. {error.Message}",
            _ => $"It cannot be read. {error.Message}",
        };
        return new DataFormatException(what, path, line: null, error);
    }
}
