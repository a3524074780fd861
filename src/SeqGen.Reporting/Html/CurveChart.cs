using System.Globalization;

namespace SeqGen.Reporting.Html;

/// <summary>One line of a chart.</summary>
/// <param name="Name">The name in the legend, for instance <c>val_loss</c>.</param>
/// <param name="StyleClass">The class that gives it its colour.</param>
/// <param name="Values">The values; where one is not finite there is no point.</param>
internal sealed record Curve(string Name, string StyleClass, IReadOnlyList<double> Values)
{
    /// <summary>Where each value lies along the axis; null where they follow each other at a distance of 1.</summary>
    public IReadOnlyList<double>? Places { get; init; }

    /// <summary>What is said of each value besides its place and itself; null for nothing.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>What lies along a chart's horizontal axis.</summary>
/// <param name="Label">The name of the axis.</param>
/// <param name="First">Where the axis begins, and the first value of a curve without places of its own.</param>
/// <param name="HasPoints">Each value is a point that can be seen; not for long series.</param>
internal sealed record CurveAxis(string Label, double First, bool HasPoints)
{
    /// <summary>Epochs, from 1.</summary>
    public static CurveAxis Epochs { get; } = new("epoch", 1, HasPoints: true);

    /// <summary>A share, from 0 to 1.</summary>
    public static CurveAxis Share(string label) => new(label, 0, HasPoints: false) { Last = 1, SmallestStep = 0 };

    /// <summary>Where the axis ends; null for the last value.</summary>
    public double? Last { get; init; }

    /// <summary>The smallest distance between two ticks.</summary>
    public double SmallestStep { get; init; } = 1;
}

/// <summary>Curves over epochs, time steps or shares as inline SVG: grid, axes with ticks, legend, and the value under the pointer.</summary>
internal static class CurveChart
{
    private const int Width = 560;
    private const int Height = 320;
    private const int Left = 62;
    private const int Right = 16;
    private const int FirstLegend = 20;
    private const int LegendLine = 18;
    private const int BelowLegend = 20;
    private const int Bottom = 46;
    private const int LegendMark = 30;
    private const int LegendCharacter = 8;
    private const int LegendGap = 20;

    /// <summary>Of a long curve so many values answer to the pointer.</summary>
    private const int MostHovers = 200;

    /// <summary>Appends the chart.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="title">What the curves show; the name of the vertical axis.</param>
    /// <param name="curves">The curves.</param>
    /// <param name="axis">What they run over.</param>
    /// <param name="style">A style sheet for a chart that stands alone, outside of a report.</param>
    public static void Write(HtmlText html, string title, IReadOnlyList<Curve> curves, CurveAxis axis, string? style = null)
    {
        List<double> shown = [.. curves.SelectMany(curve => curve.Values).Where(double.IsFinite)];
        double last = axis.Last ?? axis.First + Math.Max(curves.Max(curve => curve.Values.Count) - 1, 1);
        if (shown.Count == 0)
        {
            html.Line($"<p>{HtmlText.Escape(title)}: no finite values.</p>");
            return;
        }

        (int X, int Y)[] legend = PlaceLegend(curves);
        AxisTicks vertical = axis.Last is null ? AxisTicks.Covering(shown.Min(), shown.Max(), 6) : AxisTicks.Covering(0, Math.Max(1, shown.Max()), 6);
        AxisTicks horizontal = AxisTicks.Covering(axis.First, last, 10, axis.SmallestStep);
        Plot plot = new(axis.First, last, vertical.Low, vertical.High, legend[^1].Y + BelowLegend);
        html.Open($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlText.Escape(title)} over {HtmlText.Escape(axis.Label)}\" xmlns=\"http://www.w3.org/2000/svg\">");
        if (style is not null)
        {
            html.Line($"<style>\n{style}\n</style>");
        }

        WriteGrid(html, plot, vertical, horizontal);
        int middle = (plot.Top + Height - Bottom) / 2;
        html.Line($"<text class=\"axis\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{HtmlText.Escape(axis.Label)}</text>");
        html.Line($"<text class=\"axis\" x=\"16\" y=\"{middle}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {middle})\">{HtmlText.Escape(title)}</text>");
        for (int i = 0; i < curves.Count; i++)
        {
            WriteLegend(html, curves[i], legend[i].X, legend[i].Y);
            WriteCurve(html, plot, curves[i], axis);
        }

        html.Close("</svg>");
    }

    /// <summary>Where each name stands: side by side, on as many lines as they need.</summary>
    private static (int X, int Y)[] PlaceLegend(IReadOnlyList<Curve> curves)
    {
        (int X, int Y)[] places = new (int, int)[curves.Count];
        (int x, int y) = (Left, FirstLegend);
        for (int i = 0; i < places.Length; i++)
        {
            int width = LegendMark + (curves[i].Name.Length * LegendCharacter) + LegendGap;
            if (x > Left && x + width > Width)
            {
                (x, y) = (Left, y + LegendLine);
            }

            places[i] = (x, y);
            x += width;
        }

        return places;
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

        string horizontalFormat = "F" + horizontal.Decimals.ToString(CultureInfo.InvariantCulture);
        foreach (double place in horizontal.Values.Where(plot.Has))
        {
            string x = Plot.Number(plot.X(place));
            html.Line($"<line class=\"mark\" x1=\"{x}\" x2=\"{x}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 5}\"/>");
            html.Line($"<text class=\"tick\" x=\"{x}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{place.ToString(horizontalFormat, CultureInfo.InvariantCulture)}</text>");
        }

        html.Line($"<path class=\"frame\" d=\"M{Left} {plot.Top}V{Height - Bottom}H{Width - Right}\"/>");
    }

    private static void WriteLegend(HtmlText html, Curve curve, int x, int y)
    {
        html.Line($"<line class=\"{curve.StyleClass}\" x1=\"{x}\" x2=\"{x + LegendMark - 6}\" y1=\"{y}\" y2=\"{y}\"/>");
        html.Line($"<text class=\"legend\" x=\"{x + LegendMark}\" y=\"{y + 4}\">{HtmlText.Escape(curve.Name)}</text>");
    }

    private static void WriteCurve(HtmlText html, Plot plot, Curve curve, CurveAxis axis)
    {
        int[] points = [.. Enumerable.Range(0, curve.Values.Count).Where(index => double.IsFinite(curve.Values[index]))];
        double Place(int index) => curve.Places?[index] ?? axis.First + index;
        IEnumerable<string> places = points.Select(index => $"{Plot.Number(plot.X(Place(index)))},{Plot.Number(plot.Y(curve.Values[index]))}");
        html.Line($"<polyline class=\"{curve.StyleClass}\" points=\"{string.Join(" ", places)}\"/>");
        int step = axis.HasPoints ? 1 : Math.Max(1, (points.Length + MostHovers - 1) / MostHovers);
        for (int i = 0; i < points.Length; i += step)
        {
            int index = points[i];
            string place = Place(index).ToString("0.####", CultureInfo.InvariantCulture);
            string note = curve.Notes is null ? "" : $", {curve.Notes[index]}";
            html.Line(
                $"<circle class=\"{(axis.HasPoints ? curve.StyleClass : "hover")}\" cx=\"{Plot.Number(plot.X(Place(index)))}\" cy=\"{Plot.Number(plot.Y(curve.Values[index]))}\" r=\"{(axis.HasPoints ? 3 : 6)}\">"
                + $"<title>{HtmlText.Escape($"{axis.Label} {place}: {curve.Name} {FigureText.Figure(curve.Values[index])}{note}")}</title></circle>");
        }
    }

    /// <summary>From the place along the axis, and the value, to a place in the picture.</summary>
    private readonly record struct Plot(double First, double Last, double Low, double High, int Top)
    {
        public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

        public bool Has(double place) => place >= First && place <= Last + 1e-9;

        public double X(double place) => Left + ((place - First) / (Last - First) * (Width - Right - Left));

        public double Y(double value) => Height - Bottom - ((value - Low) / (High - Low) * (Height - Bottom - Top));
    }
}
