using System.Globalization;
using System.Text;

namespace SeqGen.Generator.Printing;

/// <summary>An indented text writer for C#: lines and blocks, invariant culture, LF line ends.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    public void Line(string text = "")
    {
        if (text.Length > 0)
        {
            _text.Append(' ', 4 * _indent).Append(text);
        }

        _text.Append('\n');
    }

    /// <summary>Writes a text of several lines at the current indentation.</summary>
    public void Lines(string text)
    {
        foreach (string line in text.Replace("\r", "").Split('\n'))
        {
            Line(line);
        }
    }

    /// <summary>Writes <paramref name="header"/> (if any) and an opening brace; disposing the result closes it.</summary>
    public IDisposable Block(string header)
    {
        if (header.Length > 0)
        {
            Line(header);
        }

        return Block();
    }

    public IDisposable Block()
    {
        Line("{");
        _indent++;
        return new Closing(this);
    }

    public override string ToString() => _text.ToString();

    /// <summary>A C# literal that reads back as exactly this value.</summary>
    public static string Literal(float value)
    {
        if (float.IsPositiveInfinity(value))
        {
            return "float.PositiveInfinity";
        }

        if (float.IsNegativeInfinity(value))
        {
            return "float.NegativeInfinity";
        }

        return value.ToString("R", CultureInfo.InvariantCulture) + "f";
    }

    private sealed class Closing(CodeWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Line("}");
        }
    }
}
