#pragma warning disable RS0030 // The one place that opens files to write.

namespace SeqGen;

/// <summary>
/// A file that takes another one's place when it is complete, and is removed if it does not. It is claimed for as long as it
/// is written, so that what a killed process left can be distinguished from what a running one writes.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const string Prefix = "seqgen-";
    private const string Suffix = ".tmp";
    private const int Attempts = 8;
    private const int BufferSize = 1 << 16;

    private readonly string _path;
    private bool _isMoved;

    private TemporaryFile(string path, FileStream stream) => (_path, Stream) = (path, stream);

    /// <summary>The contents; the writer leaves it open.</summary>
    public FileStream Stream { get; }

    /// <summary>Creates a file in a folder, from which it first removes those that killed processes left.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mode">The file's mode at most; null for the usual one.</param>
    public static TemporaryFile Create(string folder, UnixFileMode? mode)
    {
        RemoveAbandoned(folder);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Delete, BufferSize = BufferSize };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}{Suffix}");
            try
            {
                FileStream stream = new(path, options);

                // Before it was claimed, another process may have taken it for an abandoned one.
                if (UnixFile.TryClaim(stream.SafeFileHandle) && File.Exists(path))
                {
                    return new TemporaryFile(path, stream);
                }

                stream.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // As above; where it is something else, the last attempt says so.
            }

            if (attempt == Attempts)
            {
                throw new IOException($"No file can be created in '{folder}'.");
            }
        }
    }

    /// <summary>Brings the contents to the disk and gives the file its name, in place of what had it.</summary>
    public void MoveTo(string path)
    {
        Stream.Flush(flushToDisk: true);

        // Still open and claimed: no other process takes it for abandoned.
        File.Move(_path, path, overwrite: true);
        _isMoved = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isMoved)
        {
            Remove(_path);
        }

        try
        {
            Stream.Dispose();
        }
        catch (IOException) when (!_isMoved)
        {
            // Flushing what is thrown away failed for the reason that is being reported.
        }
    }

    private static void RemoveAbandoned(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}"))
        {
            ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
            bool isOurs = Guid.TryParseExact(name[Prefix.Length..^Suffix.Length], "N", out _) && UnixFile.IsOwn(path);
            if (!isOurs)
            {
                continue;
            }

            try
            {
                using FileStream probe = new(path, FileMode.Open, FileAccess.Read, FileShare.Delete, bufferSize: 0);
                if (UnixFile.IsAbandoned(probe.SafeFileHandle))
                {
                    File.Delete(path);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process is writing it, or it may not be removed.
            }
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; the next save here removes the file.
        }
    }
}
