using Spectre.Console;
using Spectre.Console.Rendering;

namespace SeqGen.Reporting;

/// <summary>The last line of a terminal, written again and again until it is finished.</summary>
internal sealed class TerminalLine(IAnsiConsole console)
{
    private const string Ellipsis = "…";

    private int _columns;

    /// <summary>The columns that a line may take. The last one stays free: some terminals go to the next line as soon as it is written.</summary>
    public int Width => Math.Max(1, console.Profile.Width - 1);

    /// <summary>The columns that a text takes.</summary>
    /// <param name="text">The text, without line ends.</param>
    public static int Columns(string text) => new Segment(text).CellCount();

    /// <summary>Puts new text in place of the line's. What does not fit the width is cut, since a line that wraps could not be replaced.</summary>
    /// <param name="parts">Texts and how they look.</param>
    public void Replace(params ReadOnlySpan<(string Text, Style Style)> parts)
    {
        Erase();
        Paragraph line = new();
        int width = Width;
        foreach ((string text, Style style) in parts)
        {
            int left = width - _columns;
            int columns = Columns(text);
            if (columns <= left)
            {
                line.Append(text, style);
                _columns += columns;
                continue;
            }

            string cut = (Segment.Truncate(new Segment(text), left - 1)?.Text ?? "") + Ellipsis;
            line.Append(left > 0 ? cut : "", style);
            _columns = width;
            break;
        }

        console.Write(line);
    }

    /// <summary>Puts the last text in place of the line's, in full, and goes to the next line.</summary>
    /// <param name="parts">Texts and how they look.</param>
    public void Finish(params ReadOnlySpan<(string Text, Style Style)> parts)
    {
        Erase();
        Paragraph line = new();
        foreach ((string text, Style style) in parts)
        {
            line.Append(text, style);
        }

        console.Write(line);
        console.WriteLine();
    }

    /// <summary>Leaves the line as it is and goes to the next.</summary>
    public void Finish()
    {
        if (_columns > 0)
        {
            console.WriteLine();
            _columns = 0;
        }
    }

    /// <summary>A terminal that has become narrower has broken the line into several, all of which go.</summary>
    private void Erase()
    {
        int rowsAbove = Math.Max(0, _columns - 1) / Math.Max(1, console.Profile.Width);
        string up = rowsAbove == 0 ? "" : FormattableString.Invariant($"\u001b[{rowsAbove}A");
        console.Write(new ControlCode($"\r{up}\u001b[J"));
        _columns = 0;
    }
}
