using Spectre.Console;

namespace SeqGen.Reporting;

/// <summary>The last line of a terminal, written again and again until it is finished.</summary>
internal sealed class TerminalLine(IAnsiConsole console)
{
    private const string StartOfLineAndErase = "\r\u001b[2K";

    private bool _open;

    /// <summary>Puts new text in place of the line's.</summary>
    /// <param name="markup">Spectre's markup; what does not fit the terminal's width is cut, so that the line stays one line.</param>
    public void Replace(string markup)
    {
        console.Write(new ControlCode(StartOfLineAndErase));
        console.Write(new Markup(markup).Overflow(Overflow.Ellipsis));
        _open = true;
    }

    /// <summary>Leaves the line as it is and goes to the next.</summary>
    public void Finish()
    {
        if (_open)
        {
            console.WriteLine();
            _open = false;
        }
    }
}
