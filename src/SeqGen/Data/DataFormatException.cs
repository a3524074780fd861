using System.Globalization;

namespace SeqGen.Data;

/// <summary>Data are missing, unreadable or not what was expected; the text says what, where and what to do.</summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Makes the exception. File and line are put before the text.</summary>
    /// <param name="message">What is wrong, and what was expected.</param>
    /// <param name="path">File or folder, when there is one.</param>
    /// <param name="line">Line in the file, from 1, when it is known.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public DataFormatException(string message, string? path = null, int? line = null, Exception? innerException = null)
        : base(Locate(message, path, line), innerException)
    {
        Path = path;
        Line = line;
    }

    /// <summary>File or folder, or null.</summary>
    public string? Path { get; }

    /// <summary>Line in the file, from 1, or null when it is not known.</summary>
    public int? Line { get; }

    private static string Locate(string message, string? path, int? line) => (path, line) switch
    {
        (null, _) => message,
        (_, null) => $"{path}: {message}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{path}({line}): {message}"),
    };
}
