namespace SeqGen.Reporting.Html;

/// <summary>Writes a <see cref="TrainingReport"/>, section by section.</summary>
internal static class ReportWriter
{
    private const string ValidationPrefix = "val_";

    private static readonly string[] LineClasses = ["training", "validation", "other"];

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
