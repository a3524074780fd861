using System.Globalization;

namespace SeqGen.Reporting.Html;

/// <summary>One line of a chart.</summary>
/// <param name="Name">The name in the legend, for instance <c>val_loss</c>.</param>
/// <param name="StyleClass">The class that gives it its colour.</param>
/// <param name="Values">One value an epoch; where it is not finite there is no point.</param>
internal sealed record Curve(string Name, string StyleClass, IReadOnlyList<double> Values);

/// <summary>Curves over epochs as inline SVG: grid, axes with ticks, legend, a point with a tooltip for each value.</summary>
internal static class CurveChart
{
    private const int Width = 560;
    private const int Height = 320;
    private const int Left = 62;
    private const int Right = 16;
    private const int Top = 40;
    private const int Bottom = 46;

    /// <summary>Appends the chart.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="title">What the curves show; the name of the vertical axis.</param>
    /// <param name="curves">The curves.</param>
    public static void Write(HtmlText html, string title, IReadOnlyList<Curve> curves)
    {
        List<double> shown = [.. curves.SelectMany(curve => curve.Values).Where(double.IsFinite)];
        int epochs = curves.Max(curve => curve.Values.Count);
        if (shown.Count == 0)
        {
            html.Line($"<p>{HtmlText.Escape(title)}: no finite values.</p>");
            return;
        }

        AxisTicks vertical = AxisTicks.Covering(shown.Min(), shown.Max(), 6);
        AxisTicks horizontal = AxisTicks.Covering(1, Math.Max(epochs, 2), 10, smallestStep: 1);
        Plot plot = new(1, Math.Max(epochs, 2), vertical.Low, vertical.High);
        html.Open($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlText.Escape(title)} over epochs\" xmlns=\"http://www.w3.org/2000/svg\">");
        WriteGrid(html, plot, vertical, horizontal);
        html.Line($"<text class=\"axis\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">epoch</text>");
        html.Line($"<text class=\"axis\" x=\"16\" y=\"{(Top + Height - Bottom) / 2}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {(Top + Height - Bottom) / 2})\">{HtmlText.Escape(title)}</text>");
        for (int i = 0; i < curves.Count; i++)
        {
            WriteLegend(html, curves[i], i);
            WriteCurve(html, plot, curves[i]);
        }

        html.Close("</svg>");
    }

    private static void WriteGrid(HtmlText html, Plot plot, AxisTicks vertical, AxisTicks horizontal)
    {
        string format = "F" + vertical.Decimals.ToString(CultureInfo.InvariantCulture);
        foreach (double value in vertical.Values)
        {
            string y = Plot.Number(plot.Y(value));
            html.Line($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y}\" y2=\"{y}\"/>");
            html.Line($"<text class=\"tick\" x=\"{Left - 8}\" y=\"{y}\" dy=\"4\" text-anchor=\"end\">{value.ToString(format, CultureInfo.InvariantCulture)}</text>");
        }

        foreach (double epoch in horizontal.Values.Where(plot.HasEpoch))
        {
            string x = Plot.Number(plot.X(epoch));
            html.Line($"<line class=\"mark\" x1=\"{x}\" x2=\"{x}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 5}\"/>");
            html.Line($"<text class=\"tick\" x=\"{x}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{epoch.ToString("F0", CultureInfo.InvariantCulture)}</text>");
        }

        html.Line($"<path class=\"frame\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/>");
    }

    private static void WriteLegend(HtmlText html, Curve curve, int place)
    {
        int x = Left + (place * 160);
        html.Line($"<line class=\"{curve.StyleClass}\" x1=\"{x}\" x2=\"{x + 24}\" y1=\"20\" y2=\"20\"/>");
        html.Line($"<text class=\"legend\" x=\"{x + 30}\" y=\"24\">{HtmlText.Escape(curve.Name)}</text>");
    }

    private static void WriteCurve(HtmlText html, Plot plot, Curve curve)
    {
        List<(int Epoch, double Value)> points =
            [.. curve.Values.Select((value, index) => (index + 1, value)).Where(point => double.IsFinite(point.value))];
        IEnumerable<string> places = points.Select(point => $"{Plot.Number(plot.X(point.Epoch))},{Plot.Number(plot.Y(point.Value))}");
        html.Line($"<polyline class=\"{curve.StyleClass}\" points=\"{string.Join(" ", places)}\"/>");
        foreach ((int epoch, double value) in points)
        {
            html.Line(
                $"<circle class=\"{curve.StyleClass}\" cx=\"{Plot.Number(plot.X(epoch))}\" cy=\"{Plot.Number(plot.Y(value))}\" r=\"3\">"
                + $"<title>epoch {epoch.ToString(CultureInfo.InvariantCulture)}: {HtmlText.Escape(curve.Name)} {FigureText.Figure(value)}</title></circle>");
        }
    }

    /// <summary>From epoch and value to a place in the picture.</summary>
    private readonly record struct Plot(double FirstEpoch, double LastEpoch, double Low, double High)
    {
        public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

        public bool HasEpoch(double epoch) => epoch >= FirstEpoch && epoch <= LastEpoch;

        public double X(double epoch) => Left + ((epoch - FirstEpoch) / (LastEpoch - FirstEpoch) * (Width - Right - Left));

        public double Y(double value) => Height - Bottom - ((value - Low) / (High - Low) * (Height - Bottom - Top));
    }
}
