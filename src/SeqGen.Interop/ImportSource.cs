using SeqGen.Data;

namespace SeqGen.Interop;

/// <summary>A file to import: its name for messages, and its bytes.</summary>
internal sealed class ImportSource
{
    /// <summary>The largest file: arrays have 32-bit indices.</summary>
    private const int LargestFile = 0x7FFF_FFC7;

    public ImportSource(string path, byte[] bytes) => (Path, Bytes) = (path, bytes);

    /// <summary>The path, as given.</summary>
    public string Path { get; }

    public byte[] Bytes { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImportException">It cannot be opened or read.</exception>
    public static ImportSource Read(string path)
    {
        try
        {
            using FileStream file = RegularFile.Open(path);
            if (file.Length > LargestFile)
            {
                throw new ImportException(path, $"The file has {file.Length} bytes; at most {LargestFile} are read.");
            }

            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return new(path, bytes);
        }
        catch (Exception error) when (error is IOException and not ImportException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ImportException(path, $"The file cannot be read: {error.Message}", error);
        }
    }

    /// <summary>An exception about this file.</summary>
    public ImportException Error(string reason, Exception? inner = null) => new(Path, reason, inner);

    /// <summary>True where the file starts so.</summary>
    public bool StartsWith(ReadOnlySpan<byte> start) => Bytes.AsSpan().StartsWith(start);
}
