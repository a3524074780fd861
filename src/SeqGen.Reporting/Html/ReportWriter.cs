using System.Globalization;
using SeqGen.Reporting.Evaluations;

namespace SeqGen.Reporting.Html;

/// <summary>Writes a <see cref="TrainingReport"/>, section by section.</summary>
internal static class ReportWriter
{
    private const string ValidationPrefix = "val_";

    private static readonly string[] LineClasses = ["training", "validation", "other", "fourth", "fifth", "sixth", "seventh", "eighth"];

    /// <summary>Of classes none is less than the others, as a series of comparison is.</summary>
    private static readonly string[] ClassColours = ["training", "validation", "fourth", "fifth", "sixth", "seventh", "eighth", "other"];

    public static string Write(TrainingReport report)
    {
        HtmlText html = new();
        html.Line("<!DOCTYPE html>");
        html.Open("<html lang=\"en\">");
        html.Open("<head>");
        html.Line("<meta charset=\"utf-8\"/>");
        html.Line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        html.Line($"<title>{HtmlText.Escape(report.Title)}</title>");
        html.Line($"<style>\n{ReportStyle.Sheet}\n</style>");
        html.Close("</head>");
        html.Open("<body>");
        html.Line($"<h1>{HtmlText.Escape(report.Title)}</h1>");
        if (report.Subtitle is not null)
        {
            html.Line($"<p class=\"subtitle\">{HtmlText.Escape(report.Subtitle)}</p>");
        }

        WritePairs(html, "Result", report.Figures);
        WriteCurves(html, report.History);
        WriteSeries(html, report.Charts);
        foreach (OutputEvaluation evaluation in report.Evaluations)
        {
            WriteEvaluation(html, evaluation);
        }

        WriteLayers(html, report.Model);
        WritePairs(html, "Settings", report.Settings);
        WriteEpochs(html, report.History);
        html.Close("</body>");
        html.Close("</html>");
        return html.ToString();
    }

    /// <summary>The chart of one figure as an SVG file.</summary>
    public static string WriteCurve(History history, string name)
    {
        HtmlText svg = new();
        CurveChart.Write(svg, name, CurvesOf(history, name), CurveAxis.Epochs, ReportStyle.Sheet);
        return svg.ToString();
    }

    /// <summary>One chart for the loss and one for each metric; training and validation share a chart.</summary>
    private static void WriteCurves(HtmlText html, History history)
    {
        html.Line("<h2>Curves</h2>");
        if (history.Epochs.Count == 0)
        {
            html.Line("<p>No epoch was finished.</p>");
            return;
        }

        html.Open("<div class=\"charts\">");
        foreach (string name in history.Names.Where(name => !name.StartsWith(ValidationPrefix, StringComparison.Ordinal)))
        {
            CurveChart.Write(html, name, CurvesOf(history, name), CurveAxis.Epochs);
        }

        html.Close("</div>");
    }

    /// <summary>One chart for each set of series, the lines in the colours of training, validation and others.</summary>
    private static void WriteSeries(HtmlText html, IReadOnlyList<SeriesChart> charts)
    {
        if (charts.Count == 0)
        {
            return;
        }

        html.Line("<h2>Series</h2>");
        html.Open("<div class=\"charts\">");
        foreach (SeriesChart chart in charts)
        {
            IEnumerable<Curve> curves = chart.Lines.Select((line, index) => new Curve(line.Key, LineClasses[index % LineClasses.Length], line.Value));
            CurveChart.Write(html, chart.Title, [.. curves], new CurveAxis(chart.HorizontalLabel, 0, HasPoints: false));
        }

        html.Close("</div>");
    }

    private static void WriteEvaluation(HtmlText html, OutputEvaluation evaluation)
    {
        html.Line($"<h2>Classes, {HtmlText.Escape(evaluation.Title)}</h2>");
        if (evaluation.Obstacle is not null)
        {
            html.Line($"<p>{HtmlText.Escape(evaluation.Obstacle)}</p>");
            return;
        }

        // The classes with most entries, where there are more of them than colours.
        (string Name, ClassifierCurve Curve)[] curves = [.. evaluation.Curves.Where(pair => pair.Curve is not null).Select(pair => (pair.Name, pair.Curve!))];
        (string Name, ClassifierCurve Curve)[] shown = [.. curves.OrderByDescending(pair => pair.Curve.Positives).Take(ClassColours.Length)];
        if (shown.Length > 0)
        {
            html.Open("<div class=\"charts\">");
            Curve chance = new("chance", "chance", [0, 1]) { Places = [0, 1] };
            CurveChart.Write(html, "true positive rate", [.. shown.Select((pair, index) => pair.Curve.Roc(Legend(pair.Name, pair.Curve.Area), ClassColours[index])), chance], CurveAxis.Share("false positive rate"));
            CurveChart.Write(html, "precision", [.. shown.Select((pair, index) => pair.Curve.PrecisionRecall(Legend(pair.Name, pair.Curve.AveragePrecision), ClassColours[index]))], CurveAxis.Share("recall"));
            html.Close("</div>");
            html.Line($"<p>Beside each name the area below the ROC curve, and the average precision.{(shown.Length < curves.Length ? $" Of {curves.Length} classes those {shown.Length} with most entries." : "")}</p>");
        }

        if (curves.Length < evaluation.Curves.Count)
        {
            IEnumerable<string> missing = evaluation.Curves.Where(pair => pair.Curve is null).Select(pair => pair.Name);
            html.Line($"<p>No curve where the data have no entries of a class, or no others: {HtmlText.Escape(string.Join(", ", missing))}.</p>");
        }

        if (evaluation.Matrix is { } matrix)
        {
            WriteMatrix(html, matrix, evaluation.Classes);
        }
    }

    private static string Legend(string name, double figure) => $"{name} {FigureText.Figure(figure)}";

    /// <summary>A row for each actual class, a column for what it was taken for; the shade is the share of the row.</summary>
    private static void WriteMatrix(HtmlText html, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        html.Line("<h3>Confusion matrix: rows are classes, columns what they were taken for</h3>");
        html.Open("<div class=\"scroll\">");
        html.Open("<table class=\"confusion\">");
        html.Line($"<tr><th></th>{string.Concat(names.Select(name => $"<th>{HtmlText.Escape(name)}</th>"))}<th>recall</th></tr>");
        for (int actual = 0; actual < matrix.Classes; actual++)
        {
            int rows = Math.Max(1, matrix.Actual(actual));
            IEnumerable<string> cells = Enumerable.Range(0, matrix.Classes).Select(predicted =>
            {
                double share = (double)matrix[actual, predicted] / rows;
                string shade = (share * 70).ToString("0.#", CultureInfo.InvariantCulture);
                string hover = $"{names[actual]} taken for {names[predicted]}: {FigureText.Count(matrix[actual, predicted])} of {FigureText.Count(matrix.Actual(actual))} ({(share * 100).ToString("0.0", CultureInfo.InvariantCulture)} %)";
                return $"<td style=\"--shade: {shade}%\" title=\"{HtmlText.Escape(hover)}\">{FigureText.Count(matrix[actual, predicted])}</td>";
            });
            html.Line($"<tr><th>{HtmlText.Escape(names[actual])}</th>{string.Concat(cells)}<th>{FigureText.Figure(matrix.Recall(actual))}</th></tr>");
        }

        string precision = string.Concat(Enumerable.Range(0, matrix.Classes).Select(predicted => $"<th>{FigureText.Figure(matrix.Precision(predicted))}</th>"));
        html.Line($"<tr><th>precision</th>{precision}<th>{FigureText.Figure(matrix.Accuracy)}</th></tr>");
        html.Close("</table>");
        html.Close("</div>");
    }

    private static List<Curve> CurvesOf(History history, string name)
    {
        List<Curve> curves = [new(name, "training", history[name])];
        if (history.Names.Contains(ValidationPrefix + name))
        {
            curves.Add(new(ValidationPrefix + name, "validation", history[ValidationPrefix + name]));
        }

        return curves;
    }

    private static void WriteLayers(HtmlText html, ModelDescription model)
    {
        ParameterCounts counts = ParameterCounts.Of(model);
        WriteTable(
            html,
            "Model",
            ["layer", "type", "output shape"],
            ["parameters"],
            model.Layers.Select(layer => (string[])[layer.Name, layer.ClassName, layer.OutputShape, FigureText.Count(layer.Parameters)]));
        html.Line(
            $"<p>{FigureText.Count(counts.Total)} parameters, {FigureText.Count(counts.Trainable)} of them trainable.</p>");
    }

    private static void WriteEpochs(HtmlText html, History history) => WriteTable(
        html,
        "Epochs",
        [],
        ["epoch", .. history.Names, "time"],
        history.Epochs.Select(epoch => (string[])[
            FigureText.Count(epoch.Epoch),
            .. history.Names.Select(name => FigureText.Figure(epoch[name])),
            FigureText.Duration(epoch.Seconds)]));

    private static void WritePairs(HtmlText html, string title, OrderedDictionary<string, string> pairs)
    {
        if (pairs.Count > 0)
        {
            WriteTable(html, title, ["name", "value"], [], pairs.Select(pair => (string[])[pair.Key, pair.Value]));
        }
    }

    /// <summary>A table with words on its left and numbers on its right.</summary>
    private static void WriteTable(HtmlText html, string title, string[] words, string[] numbers, IEnumerable<string[]> rows)
    {
        html.Line($"<h2>{HtmlText.Escape(title)}</h2>");
        html.Open("<div class=\"scroll\">");
        html.Open("<table>");
        html.Line($"<tr>{Cells("th", [.. words, .. numbers], words.Length)}</tr>");
        foreach (string[] row in rows)
        {
            html.Line($"<tr>{Cells("td", row, words.Length)}</tr>");
        }

        html.Close("</table>");
        html.Close("</div>");
    }

    private static string Cells(string element, string[] cells, int words) => string.Concat(cells.Select((cell, column) =>
        column < words
            ? $"<{element}>{HtmlText.Escape(cell)}</{element}>"
            : $"<{element} class=\"number\">{HtmlText.Escape(cell)}</{element}>"));
}
