namespace SeqGen.Data;

/// <summary>Opens files to read, and nothing where opening or reading can wait for ever.</summary>
internal static class RegularFile
{
    /// <exception cref="IOException">The file cannot be opened, or the path is that of a folder, a pipe, a device or a socket.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static FileStream Open(string path, FileShare share = FileShare.Read)
    {
        if (UnixFile.SpecialKind(path) is string kind)
        {
            throw Refusal(kind);
        }

#pragma warning disable RS0030 // The one place that opens files to read.
        FileStream file = new(path, FileMode.Open, FileAccess.Read, share, bufferSize: 0);
#pragma warning restore RS0030
        if (!file.CanSeek || (file.Length == 0 && HasContent(file)))
        {
            file.Dispose();
            throw Refusal("a pipe or a device");
        }

        return file;
    }

    /// <summary>True for what has no length, but something to read: a file that the system makes up.</summary>
    private static bool HasContent(FileStream file) => file.ReadByte() >= 0;

    private static IOException Refusal(string kind) =>
        new($"It is {kind}, not an ordinary file.{(kind == UnixFile.Folder ? "" : " Write what comes out of it into a file, and read that.")}");
}
