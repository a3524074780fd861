using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace SeqGen.Reporting;

/// <summary>
/// Shows a fit while it runs: in a terminal a bar for each epoch with loss, metrics and the time left, and where
/// output goes to a file or a pipe one plain line for each epoch, and one every half minute of an epoch.
/// </summary>
/// <example><code>
/// model.Fit(train, new FitOptions { Epochs = 10, Callbacks = [new TrainingProgress()] });
/// </code></example>
public sealed class TrainingProgress : Callback
{
    private const int BarWidth = 24;
    private const int NarrowestBar = 4;
    private const int MillisecondsBetweenDrawings = 100;
    private const int MillisecondsBetweenLines = 30_000;

    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Done = new(Color.Green);
    private static readonly Style Open = new(Color.Grey);

    private readonly int _pause;
    private readonly IAnsiConsole _console;
    private readonly TerminalLine? _line;
    private long _epochStart;
    private long _lastDrawing;
    private int _rowsBefore;

    /// <summary>Creates the display, on the console of the process.</summary>
    public TrainingProgress()
        : this(AnsiConsole.Console, MillisecondsBetweenLines)
    {
    }

    internal TrainingProgress(IAnsiConsole console, int millisecondsBetweenLines)
    {
        _console = console;
        _line = _console.Profile.Capabilities.Ansi && _console.Profile.Out.IsTerminal ? new TerminalLine(_console) : null;
        _pause = _line is null ? millisecondsBetweenLines : MillisecondsBetweenDrawings;
    }

    /// <inheritdoc/>
    protected override bool IsObserver => true;

    /// <inheritdoc/>
    public override void OnFitBegin(FitContext fit) => StartClock(fit);

    /// <inheritdoc/>
    public override void OnEpochBegin(FitContext fit)
    {
        StartClock(fit);
        if (_line is not null)
        {
            Draw(fit);
        }
    }

    /// <inheritdoc/>
    public override void OnStepEnd(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        if (Stopwatch.GetElapsedTime(_lastDrawing).TotalMilliseconds >= _pause)
        {
            _lastDrawing = Stopwatch.GetTimestamp();
            Draw(fit);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(epoch);
        string title = Title(fit);
        IEnumerable<string> figures = epoch.Names.Select(name => $"{name} {FigureText.Figure(epoch[name])}");
        string rest = $"{FigureText.Duration(epoch.Seconds)}  {string.Join("  ", figures)}";
        if (_line is null)
        {
            _console.Profile.Out.Writer.WriteLine($"{title}  {rest}");
        }
        else
        {
            _line.Finish((title, Bold), ($"  {rest}", Style.Plain));
        }
    }

    /// <inheritdoc/>
    public override void OnFitEnd(FitContext fit) => _line?.Finish();

    /// <summary>A training that is continued may begin in the middle of an epoch.</summary>
    private void StartClock(FitContext fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        _epochStart = _lastDrawing = Stopwatch.GetTimestamp();
        _rowsBefore = fit.RowsSeen;
    }

    private static string Title(FitContext fit)
    {
        string epochs = fit.Epochs.ToString(CultureInfo.InvariantCulture);
        return $"Epoch {fit.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(epochs.Length)}/{epochs}";
    }

    private void Draw(FitContext fit)
    {
        double share = fit.RowsPerEpoch == 0 ? 0 : (double)fit.RowsSeen / fit.RowsPerEpoch;
        List<string> words = [$"{FigureText.Count(fit.RowsSeen)}/{FigureText.Count(fit.RowsPerEpoch)}"];
        if (fit.Step > 0)
        {
            words.Add($"loss {FigureText.Figure(fit.Loss)}");
            for (int i = 0; i < fit.MetricNames.Count; i++)
            {
                words.Add($"{fit.MetricNames[i]} {FigureText.Figure(fit.Metric(i))}");
            }

            double elapsed = Stopwatch.GetElapsedTime(_epochStart).TotalSeconds;
            double secondsPerRow = elapsed / Math.Max(1, fit.RowsSeen - _rowsBefore);
            words.Add(share < 1 ? $"{FigureText.Duration(secondsPerRow * (fit.RowsPerEpoch - fit.RowsSeen))} left" : "validating");
        }

        if (_line is null)
        {
            _console.Profile.Out.Writer.WriteLine($"{Title(fit)}  {string.Join("  ", words)}");
            return;
        }

        string title = $"{Title(fit)} ";
        string figures = string.Join("  ", words);
        int width = Math.Min(BarWidth, _line.Width - TerminalLine.Columns(title) - TerminalLine.Columns(figures) - 1);
        if (width < NarrowestBar)
        {
            _line.Replace((title, Bold), (figures, Style.Plain));
            return;
        }

        int full = Math.Min(width, (int)Math.Round(share * width));
        _line.Replace(
            (title, Bold),
            (new string('━', full), Done),
            (new string('─', width - full), Open),
            ($" {figures}", Style.Plain));
    }
}
