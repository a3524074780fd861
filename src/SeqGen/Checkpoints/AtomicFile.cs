namespace SeqGen;

/// <summary>
/// Writes a file so that its name always stands for a whole file: into a temporary file beside it, flushed to the
/// disk, then renamed. When anything fails, an old file is left as it was and the temporary one is removed.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="write">Writes the contents.</param>
    /// <param name="open">Opens the temporary file; tests put a failing stream here.</param>
    /// <exception cref="CheckpointException">The file cannot be written, for instance because the disk is full.</exception>
    public static void Write(string path, Action<Stream> write, Func<string, Stream>? open = null)
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (Stream stream = (open ?? Create)(temporary))
            {
                write(stream);
                stream.Flush();
                (stream as FileStream)?.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            string rest = File.Exists(full) ? "The file that was there before is unchanged." : "No file was left behind.";
            throw new CheckpointException($"Cannot write '{full}': {error.Message} {rest}", error);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; a temporary file that cannot be removed has a name of its own.
        }
    }
}
