using System.Globalization;

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

    private static string Show(bool terminal, int millisecondsBetweenLines = 30_000)
    {
        using StringWriter output = new();
        TrainingProgress progress = new(Samples.Console(output, terminal), millisecondsBetweenLines);
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
