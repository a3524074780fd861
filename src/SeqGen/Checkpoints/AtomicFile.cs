namespace SeqGen;

/// <summary>
/// Writes a file so that its path always refers to a whole file, the old or the new one, also after a kill or a power cut:
/// into a temporary file beside it, flushed to the disk, then renamed. All files of SeqGen are written in this way.
/// </summary>
/// <remarks>
/// <para>
/// The target of a symbolic link is replaced, not the link, and owner, group
/// and mode of the old file are the new one's (on Unix; access control lists and further hard links are not kept). Folders, pipes,
/// sockets and devices are refused.
/// </para>
/// <para>
/// A temporary file is called <c>seqgen-</c>, 32 hexadecimal digits, <c>.tmp</c>. When anything fails it is removed, and the old
/// file is left as it was. One that a killed process left is removed by the next file that the same user writes in the folder
/// while nobody else is writing there; those that running processes write, and all other files, are left alone.
/// </para>
/// </remarks>
public static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The path of the file; its folder must exist.</param>
    /// <param name="write">Writes the contents, and leaves the stream open.</param>
    /// <exception cref="CheckpointException">
    /// The file cannot be written: the disk is full, the folder is missing, access is denied, the path is not that of an ordinary
    /// file, or the old file belongs to a user to whom this process may not give the new one.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, write, static stream => stream);
    }

    /// <param name="path">The path of the file.</param>
    /// <param name="write">Writes the contents.</param>
    /// <param name="wrap">Wraps the stream of the file; tests put a failing stream here.</param>
    internal static void Write(string path, Action<Stream> write, Func<Stream, Stream> wrap)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        bool isMoved = false;
        try
        {
            string target = TargetOf(full);
            string folder = Path.GetDirectoryName(target)!;
            UnixFileMode? mode = OperatingSystem.IsWindows() || !File.Exists(target) ? null : File.GetUnixFileMode(target);
            using TemporaryFile temporary = TemporaryFile.Create(folder, mode);
            Stream stream = wrap(temporary.Stream);
            write(stream);
            stream.Flush();
            if (mode is { } old)
            {
                GiveOwnerAndMode(temporary.Stream, target, old);
            }

            temporary.MoveTo(target);
            isMoved = true;
            UnixFile.FlushFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string rest = isMoved ? "The new file is there, but a power cut may bring the old one back."
                : File.Exists(full) ? "The existing file is unchanged."
                : "No file was left behind.";
            throw new CheckpointException($"Cannot write '{full}': {error.Message} {rest}", error);
        }
    }

    /// <summary>The file that a path refers to, after following all links; it need not exist.</summary>
    private static string TargetOf(string path)
    {
        if (Path.EndsInDirectorySeparator(path))
        {
            throw new IOException("It names a folder, not a file.");
        }

        if (UnixFile.SpecialKind(path) is string kind)
        {
            throw new IOException($"It is {kind}, not an ordinary file.");
        }

        string target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        string? folder = Path.GetDirectoryName(target);
        return Directory.Exists(folder) ? target : throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
    }

    /// <summary>Makes a new file's owner, group and mode those of the one whose place it takes.</summary>
    private static void GiveOwnerAndMode(FileStream file, string target, UnixFileMode mode)
    {
        if (UnixFile.OwnerOf(target) is { } owner && UnixFile.OwnerOf(file.Name) != owner && !UnixFile.TryGive(file.SafeFileHandle, owner))
        {
            throw new IOException(
                $"It belongs to user {owner.User} and group {owner.Group}, to whom this process may not give a new file. Remove it, or write beside it.");
        }

        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file.SafeFileHandle) != mode)
        {
            File.SetUnixFileMode(file.SafeFileHandle, mode);
        }
    }
}
