using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace SeqGen.Data;

/// <summary>
/// The bytes of a data file: plain, gzip or a zip archive with one file in it, told apart by the first bytes.
/// Whatever goes wrong is a <see cref="DataFormatException"/> that names the file.
/// </summary>
internal sealed class DataFile : IDisposable
{
    private readonly string _path;
    private readonly Stream _file;
    private readonly ZipArchive? _archive;
    private readonly Stream _content;

    private DataFile(string path, Stream file, ZipArchive? archive, Stream content)
    {
        _path = path;
        _file = file;
        _archive = archive;
        _content = content;
    }

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> ZipMagic => "PK\u0003\u0004"u8;

    public static DataFile Open(string path)
    {
        Stream file = Guard(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        try
        {
            return Guard(path, () => OpenContent(path, file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The whole content as UTF-8 text.</summary>
    public static string ReadAllText(string path)
    {
        using DataFile file = Open(path);
        return Guard(path, () =>
        {
            using var reader = new StreamReader(
                file._content,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
                detectEncodingFromByteOrderMarks: false);
            return reader.ReadToEnd();
        });
    }

    /// <summary>
    /// The whole of a plain file as the bytes of a UTF-8 text, without a byte order mark. Programs that only load models
    /// need no decompression by it.
    /// </summary>
    public static ReadOnlyMemory<byte> ReadPlainUtf8(string path) => Guard(path, () =>
    {
        ReadOnlyMemory<byte> text = File.ReadAllBytes(path);
        if (!Utf8.IsValid(text.Span))
        {
            throw new DecoderFallbackException("It has bytes that are no characters.");
        }

        return text.Span.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
    });

    /// <summary>Reads bytes of the unpacked content; 0 at its end.</summary>
    public int Read(Span<byte> buffer)
    {
        try
        {
            return _content.Read(buffer);
        }
        catch (Exception error) when (IsDataError(error))
        {
            throw Explain(_path, error);
        }
    }

    public void Dispose()
    {
        _content.Dispose();
        _archive?.Dispose();
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

    private static DataFile OpenContent(string path, Stream file)
    {
        Span<byte> start = stackalloc byte[4];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..length];
        file.Position = 0;

        if (start.StartsWith(GzipMagic))
        {
            return new DataFile(path, file, archive: null, new GZipStream(file, CompressionMode.Decompress));
        }

        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new DataFormatException("The name ends in .gz, but the file does not start as a gzip file does.", path);
        }

        if (!start.SequenceEqual(ZipMagic))
        {
            return new DataFile(path, file, archive: null, file);
        }

        var archive = new ZipArchive(file, ZipArchiveMode.Read);
        List<ZipArchiveEntry> files = [.. archive.Entries.Where(entry => entry.Name.Length > 0 && entry.Name[0] != '_')];
        return files.Count == 1
            ? new DataFile(path, file, archive, files[0].Open())
            : throw new DataFormatException(
                $"The archive holds {files.Count} files; one was expected. Unpack it and name the file.", path);
    }

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
