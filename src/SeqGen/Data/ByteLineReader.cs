using System.Globalization;
using System.Text;

namespace SeqGen.Data;

/// <summary>
/// Reads a data file line by line as bytes. LF, CR LF and CR alone end a line. A byte order mark at the start of the file
/// is skipped.
/// </summary>
internal sealed class ByteLineReader : IDisposable
{
    private readonly string _path;
    private readonly int _maximumBytes;
    private readonly ByteWindow _window;

    public ByteLineReader(string path, DataLimits limits)
    {
        _path = path;
        _maximumBytes = limits.MaximumRecordBytes;
        _window = new ByteWindow(path, limits);
        _window.SkipMark(Encoding.UTF8.Preamble);
    }

    /// <summary>Reads the lines of a window from where it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">The longest line.</param>
    /// <param name="window">Its bytes.</param>
    /// <param name="linesBefore">Lines that were taken from it.</param>
    public ByteLineReader(string path, DataLimits limits, ByteWindow window, int linesBefore)
    {
        _path = path;
        _maximumBytes = limits.MaximumRecordBytes;
        _window = window;
        LineNumber = linesBefore;
    }

    /// <summary>Number of the line read last, from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>What ended the line read last; nothing at the end of the file.</summary>
    public string LineEnd { get; private set; } = "";

    /// <summary>Bytes of the content that were read.</summary>
    public long Position => _window.Position;

    /// <summary>The next line without its end, valid until the next call.</summary>
    public bool TryReadLine(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        bool more = true;
        while (true)
        {
            ReadOnlySpan<byte> here = _window.Here.Span;
            int found = LineEnds.Find(here[searched..], isLast: !more, out int ending);
            if (found >= 0)
            {
                line = Take(searched + found, ending);
                return true;
            }

            if (!more)
            {
                line = Take(here.Length, 0);
                return here.Length > 0;
            }

            searched = here.EndsWith((byte)'\r') ? here.Length - 1 : here.Length;
            RequireShort(searched);
            more = _window.Require(here.Length + 1);
        }
    }

    public void Dispose() => _window.Dispose();

    private ReadOnlyMemory<byte> Take(int length, int ending)
    {
        RequireShort(length);
        ReadOnlyMemory<byte> taken = _window.Here[..(length + ending)];
        _window.Take(length + ending);
        LineNumber += taken.Length > 0 ? 1 : 0;
        LineEnd = ending == 2 ? "\r\n" : ending == 0 ? "" : taken.Span[length] == '\r' ? "\r" : "\n";
        return taken[..length];
    }

    private void RequireShort(int length)
    {
        if (length > _maximumBytes)
        {
            throw TooLong("line", _maximumBytes, _path, LineNumber + 1);
        }
    }

    /// <summary>Something that is read as one piece is longer than allowed.</summary>
    public static DataFormatException TooLong(string what, int maximumBytes, string path, int? line) => new(
        string.Create(CultureInfo.InvariantCulture, $"The {what} is longer than {maximumBytes} bytes. If that is right, raise {nameof(DataLimits)}.{nameof(DataLimits.MaximumRecordBytes)}."),
        path, line);
}
