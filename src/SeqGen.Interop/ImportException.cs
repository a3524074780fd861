namespace SeqGen.Interop;

/// <summary>
/// A model cannot be imported: its file cannot be read or is damaged, is of no known format, leaves something open that has to be
/// asked for, or holds something that SeqGen does not have. The message names the file, the node or tensor, the reason, and the nearest
/// thing that works, where there is one.
/// </summary>
public sealed class ImportException : IOException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="file">The file's path.</param>
    /// <param name="reason">What is wrong, as one sentence.</param>
    /// <param name="inner">The exception behind it.</param>
    internal ImportException(string file, string reason, Exception? inner = null)
        : base($"{file}: {reason}", inner)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>The path of the file that cannot be imported.</summary>
    public string File { get; }

    /// <summary>What is wrong, without the file.</summary>
    public string Reason { get; }

    /// <summary>What was found in the file before, as far as it got.</summary>
    public IReadOnlyList<ImportNote> Notes { get; internal set; } = [];
}
