using System.Net;
using System.Text;

namespace SeqGen.Reporting.Html;

/// <summary>Indented HTML that is also well-formed XML.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Text as the content of an element or of a quoted attribute; characters that XML does not know become U+FFFD.</summary>
    public static string Escape(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool known = rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and not 0xFFFE and not 0xFFFF);
            clean.Append(known ? rune.ToString() : "\uFFFD");
        }

        return WebUtility.HtmlEncode(clean.ToString());
    }

    public void Line(string markup) => _text.Append(' ', _depth * 2).Append(markup).Append('\n');

    public void Open(string markup)
    {
        Line(markup);
        _depth++;
    }

    public void Close(string markup)
    {
        _depth--;
        Line(markup);
    }

    public override string ToString() => _text.ToString();
}
