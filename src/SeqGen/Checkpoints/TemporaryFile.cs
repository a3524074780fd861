#pragma warning disable RS0030 // The one place that opens files to write.

using Microsoft.Win32.SafeHandles;

namespace SeqGen;

/// <summary>
/// A file that takes another one's place when it is complete, and is removed if it does not. Its folder is claimed for as long as it
/// is written, so that what a killed process left can be distinguished from what a running one writes.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const string Prefix = "seqgen-";
    private const string Suffix = ".tmp";
    private const int BufferSize = 1 << 16;

    private readonly string _path;
    private readonly SafeFileHandle? _claim;
    private bool _isMoved;

    private TemporaryFile(string path, FileStream stream, SafeFileHandle? claim) => (_path, Stream, _claim) = (path, stream, claim);

    /// <summary>The contents; the writer leaves it open.</summary>
    public FileStream Stream { get; }

    /// <summary>Creates a file in a folder, from which it first removes those that killed processes left, if nobody else is writing there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mode">The file's mode at most; null for the usual one.</param>
    public static TemporaryFile Create(string folder, UnixFileMode? mode)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Delete, BufferSize = BufferSize };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        if (OperatingSystem.IsWindows())
        {
            RemoveAbandoned(folder);
        }

        SafeFileHandle? claim = UnixFile.Claim(folder, whenAlone: () => RemoveAbandoned(folder));
        try
        {
            string path = Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}{Suffix}");
            return new TemporaryFile(path, new FileStream(path, options), claim);
        }
        catch
        {
            claim?.Dispose();
            throw;
        }
    }

    /// <summary>Brings the contents to the disk and gives the file its name, in place of what had it.</summary>
    public void MoveTo(string path)
    {
        Stream.Flush(flushToDisk: true);
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
        finally
        {
            _claim?.Dispose();
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
                // On Windows it can be opened only if nobody is writing it.
                using FileStream probe = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
                File.Delete(path);
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
