using System.Text;

namespace SeqGen.Data;

/// <summary>Turns the bytes of a line into text and says in which line bytes are wrong.</summary>
internal sealed class LineDecoder
{
    private readonly string _path;
    private readonly Encoding _encoding;

    /// <exception cref="ArgumentException">The encoding does not write a line feed as one byte.</exception>
    public LineDecoder(string path, Encoding? encoding)
    {
        _path = path;
        _encoding = encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        if (_encoding.GetByteCount("\n") != 1)
        {
            throw new ArgumentException(
                $"The encoding {_encoding.WebName} cannot be read line by line: it writes a line feed as more than one byte.", nameof(encoding));
        }
    }

    public string Decode(ReadOnlySpan<byte> line, int lineNumber)
    {
        try
        {
            return _encoding.GetString(line);
        }
        catch (DecoderFallbackException error)
        {
            string remedy = lineNumber == 1 && (line.StartsWith<byte>([0xFF, 0xFE]) || line.StartsWith<byte>([0xFE, 0xFF]))
                ? "the file is UTF-16 text: save it as UTF-8"
                : "give the encoding of the file";
            throw new DataFormatException($"The bytes are not {_encoding.WebName} text; {remedy}. {error.Message}", _path, lineNumber, error);
        }
    }
}
