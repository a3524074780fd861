using System.Globalization;

namespace SeqGen.Reporting.Html;

/// <summary>One line of a chart.</summary>
/// <param name="Name">The name in the legend, for instance <c>val_loss</c>.</param>
/// <param name="StyleClass">The class that gives it its colour.</param>
/// <param name="Values">One value per epoch or time step; where it is not finite there is no point.</param>
internal sealed record Curve(string Name, string StyleClass, IReadOnlyList<double> Values);

/// <summary>What lies along a chart's horizontal axis.</summary>
/// <param name="Label">The name of the axis.</param>
/// <param name="First">Where the first value of each curve lies; the next ones follow at a distance of 1.</param>
/// <param name="HasPoints">Each value is a point with a tooltip; not for long series.</param>
internal sealed record CurveAxis(string Label, int First, bool HasPoints)
{
    /// <summary>Epochs, from 1.</summary>
    public static CurveAxis Epochs { get; } = new("epoch", 1, HasPoints: true);
}

/// <summary>Curves over epochs or time steps as inline SVG: grid, axes with ticks, legend.</summary>
internal static class CurveChart
{
    private const int Width = 560;
    private const int Height = 320;
    private const int Left = 62;
    private const int Right = 16;
    private const int Top = 40;
    private const int Bottom = 46;
    private const int LegendMark = 30;
    private const int LegendCharacter = 8;
    private const int LegendGap = 20;

    /// <summary>Appends the chart.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="title">What the curves show; the name of the vertical axis.</param>
    /// <param name="curves">The curves.</param>
    /// <param name="axis">What they run over.</param>
    /// <param name="style">A style sheet for a chart that stands alone, outside of a report.</param>
    public static void Write(HtmlText html, string title, IReadOnlyList<Curve> curves, CurveAxis axis, string? style = null)
    {
        List<double> shown = [.. curves.SelectMany(curve => curve.Values).Where(double.IsFinite)];
        int last = axis.First + Math.Max(curves.Max(curve => curve.Values.Count) - 1, 1);
        if (shown.Count == 0)
        {
            html.Line($"<p>{HtmlText.Escape(title)}: no finite values.</p>");
            return;
        }

        AxisTicks vertical = AxisTicks.Covering(shown.Min(), shown.Max(), 6);
        AxisTicks horizontal = AxisTicks.Covering(axis.First, last, 10, smallestStep: 1);
        Plot plot = new(axis.First, last, vertical.Low, vertical.High);
        html.Open($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlText.Escape(title)} over {HtmlText.Escape(axis.Label)}\" xmlns=\"http://www.w3.org/2000/svg\">");
        if (style is not null)
        {
            html.Line($"<style>\n{style}\n</style>");
        }

        WriteGrid(html, plot, vertical, horizontal);
        html.Line($"<text class=\"axis\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{HtmlText.Escape(axis.Label)}</text>");
        html.Line($"<text class=\"axis\" x=\"16\" y=\"{(Top + Height - Bottom) / 2}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {(Top + Height - Bottom) / 2})\">{HtmlText.Escape(title)}</text>");
        int legend = Left;
        foreach (Curve curve in curves)
        {
            WriteLegend(html, curve, legend);
            WriteCurve(html, plot, curve, axis);
            legend += LegendMark + (curve.Name.Length * LegendCharacter) + LegendGap;
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

        foreach (double place in horizontal.Values.Where(plot.Has))
        {
            string x = Plot.Number(plot.X(place));
            html.Line($"<line class=\"mark\" x1=\"{x}\" x2=\"{x}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 5}\"/>");
            html.Line($"<text class=\"tick\" x=\"{x}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{place.ToString("F0", CultureInfo.InvariantCulture)}</text>");
        }

        html.Line($"<path class=\"frame\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/>");
    }

    private static void WriteLegend(HtmlText html, Curve curve, int x)
    {
        html.Line($"<line class=\"{curve.StyleClass}\" x1=\"{x}\" x2=\"{x + LegendMark - 6}\" y1=\"20\" y2=\"20\"/>");
        html.Line($"<text class=\"legend\" x=\"{x + LegendMark}\" y=\"24\">{HtmlText.Escape(curve.Name)}</text>");
    }

    private static void WriteCurve(HtmlText html, Plot plot, Curve curve, CurveAxis axis)
    {
        List<(int Place, double Value)> points =
            [.. curve.Values.Select((value, index) => (axis.First + index, value)).Where(point => double.IsFinite(point.value))];
        IEnumerable<string> places = points.Select(point => $"{Plot.Number(plot.X(point.Place))},{Plot.Number(plot.Y(point.Value))}");
        html.Line($"<polyline class=\"{curve.StyleClass}\" points=\"{string.Join(" ", places)}\"/>");
        foreach ((int place, double value) in axis.HasPoints ? points : [])
        {
            html.Line(
                $"<circle class=\"{curve.StyleClass}\" cx=\"{Plot.Number(plot.X(place))}\" cy=\"{Plot.Number(plot.Y(value))}\" r=\"3\">"
                + $"<title>{HtmlText.Escape(axis.Label)} {place.ToString(CultureInfo.InvariantCulture)}: {HtmlText.Escape(curve.Name)} {FigureText.Figure(value)}</title></circle>");
        }
    }

    /// <summary>From the place along the axis, and the value, to a place in the picture.</summary>
    private readonly record struct Plot(double First, double Last, double Low, double High)
    {
        public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

        public bool Has(double place) => place >= First && place <= Last;

        public double X(double place) => Left + ((place - First) / (Last - First) * (Width - Right - Left));

        public double Y(double value) => Height - Bottom - ((value - Low) / (High - Low) * (Height - Bottom - Top));
    }
}
