using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace SeqGen.Reporting.Tests;

public sealed class TrainingProgressTests
{
    [Fact]
    public void WithoutATerminalThereIsOnePlainLineAnEpoch()
    {
        string text = Show(terminal: false);

        text.ReplaceLineEndings("\n").ShouldBe(
            "Epoch  1/10  1.25 s  loss 0.5123  accuracy 0.5000  val_loss 0.4567\n"
            + "Epoch  2/10  1.25 s  loss 0.5123  accuracy 0.5000  val_loss 0.4567\n");
    }

    [Fact]
    public void ALongEpochHasPlainLinesOfItsOwn()
    {
        string[] lines = Show(terminal: false, millisecondsBetweenLines: 0).Split(Environment.NewLine);

        lines[0].ShouldMatch("^Epoch  1/10  2/4  loss 0.7500  accuracy 0.0000  .* left$");
        lines[2].ShouldBe("Epoch  1/10  1.25 s  loss 0.5123  accuracy 0.5000  val_loss 0.4567");
    }

    [Fact]
    public void PlainLinesDoNotDependOnTheCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Show(terminal: false).ShouldContain("loss 0.5123");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ATerminalShowsABarWithLossMetricsAndTimeLeft()
    {
        string text = Show(terminal: true);

        text.ShouldContain("━");
        text.ShouldContain("2/4  loss 0.7500  accuracy 0.0000");
        text.ShouldContain(" s left");
        text.ShouldContain("  1.25 s  loss 0.5123  accuracy 0.5000  val_loss 0.4567");
        text.Count(character => character == '\n').ShouldBe(2);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void ALineThatIsReplacedFitsTheTerminal(int width)
    {
        string text = Show(terminal: true, width: width);
        string[] drawings = [.. Plain(text).Split('\r').Where(part => part.Length > 0 && !part.Contains('\n', StringComparison.Ordinal))];

        drawings.Length.ShouldBeGreaterThanOrEqualTo(4);
        drawings.ShouldAllBe(drawing => drawing.Length < width && drawing.StartsWith("Epoch  "));
        text.ShouldNotContain("A\u001b[J");
        drawings.Any(drawing => drawing.EndsWith(" s left", StringComparison.Ordinal)).ShouldBe(width >= 80);
        drawings.Any(drawing => drawing.EndsWith('…')).ShouldBe(width <= 40);
        foreach (string figure in new[] { "loss 0.5123", "accuracy 0.5000", "val_loss 0.4567" })
        {
            Plain(text).ReplaceLineEndings(" ").ShouldContain(figure);
        }
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(70, 0)]
    [InlineData(40, 1)]
    [InlineData(20, 3)]
    public void ALineThatAResizeHasBrokenIsErasedWhole(int width, int rowsAbove)
    {
        using StringWriter output = new();
        IAnsiConsole console = Samples.Console(output, terminal: true);
        TerminalLine line = new(console);
        console.Profile.Width = 120;
        line.Replace((new string('x', 70), Style.Plain));
        console.Profile.Width = width;
        int before = output.ToString().Length;
        line.Replace(("y", Style.Plain));

        output.ToString()[before..].ShouldBe(rowsAbove == 0 ? "\r\u001b[Jy" : $"\r\u001b[{rowsAbove}A\u001b[Jy");
    }

    [Theory]
    [InlineData(0.5, "0.5000")]
    [InlineData(0, "0.0000")]
    [InlineData(0.000012, "1.2e-5")]
    [InlineData(12345678.0, "1.235e+7")]
    [InlineData(double.NaN, "NaN")]
    public void FiguresKeepFourDecimals(double value, string expected) => FigureText.Figure(value).ShouldBe(expected);

    [Theory]
    [InlineData(0.4, "0.40 s")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(3725, "1 h 02 min")]
    public void DurationsKeepTwoUnits(double seconds, string expected) => FigureText.Duration(seconds).ShouldBe(expected);

    private static string Plain(string text) => Regex.Replace(text, "\u001b\\[[0-9;]*[A-Za-z]", "");

    private static string Show(bool terminal, int millisecondsBetweenLines = 30_000, int width = 120)
    {
        using StringWriter output = new();
        IAnsiConsole console = Samples.Console(output, terminal);
        console.Profile.Width = width;
        TrainingProgress progress = new(console, millisecondsBetweenLines);
        FitContext fit = Samples.Fit(epochs: 10, rows: 4);
        progress.OnFitBegin(fit);
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            fit.Epoch = epoch;
            (fit.Step, fit.RowsSeen, fit.LossSum) = (0, 0, 0);
            progress.OnEpochBegin(fit);
            (fit.Step, fit.RowsSeen, fit.LossSum) = (2, 2, 1.5);
            progress.OnStepEnd(fit);
            Thread.Sleep(terminal ? 110 : 0);
            progress.OnStepEnd(fit);
            progress.OnEpochEnd(fit, Samples.Epoch(epoch, 0.51234, 0.45671));
        }

        progress.OnFitEnd(fit);
        return output.ToString();
    }
}
