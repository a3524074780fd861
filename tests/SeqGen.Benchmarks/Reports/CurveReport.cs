using System.Globalization;
using System.Net;
using System.Text;

namespace SeqGen.Benchmarks.Reports;

/// <summary>An HTML page with the cost curves as inline SVG, and the table of workloads below.</summary>
internal static class CurveReport
{
    private const int Width = 640;
    private const int Height = 360;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 20;
    private const int Bottom = 50;
    private static readonly string[] Colours = ["#1f5fa8", "#c2541b", "#2f8f4e"];

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="curves">What to draw.</param>
    /// <param name="table">Plain text to show below.</param>
    public static void Write(string path, IReadOnlyList<Curve> curves, string table)
    {
        StringBuilder page = new();
        page.AppendLine("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>SeqGen: cost curves</title>");
        page.AppendLine("<style>body{font:15px sans-serif;margin:2em;color:#222}svg{display:block;background:#fff}pre{font-size:12px}</style></head><body>");
        page.AppendLine("<h1>SeqGen: cost curves</h1>");
        foreach (Curve curve in curves)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"<h2>{WebUtility.HtmlEncode(curve.Title)}</h2>");
            Draw(page, curve);
        }

        page.AppendLine(CultureInfo.InvariantCulture, $"<h2>Workloads</h2><pre>{WebUtility.HtmlEncode(table)}</pre></body></html>");
        File.WriteAllText(path, page.ToString());
    }

    private static void Draw(StringBuilder page, Curve curve)
    {
        (double X, double Y)[] all = [.. curve.Lines.SelectMany(line => line.Points)];
        Scale x = Scale.Over(all.Select(point => point.X), Left, Width - Right, wholeDecades: false);
        Scale y = Scale.Over(all.Select(point => point.Y), Height - Bottom, Top, wholeDecades: true);
        page.AppendLine(CultureInfo.InvariantCulture, $"<svg width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" role=\"img\">");
        for (double decade = y.Low; decade <= y.High * 1.001; decade *= 10)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y.Place(decade):f1}\" y2=\"{y.Place(decade):f1}\" stroke=\"#ddd\"/>");
            Text(page, Left - 8, y.Place(decade) + 4, "end", Duration(decade));
        }

        foreach (double value in all.Select(point => point.X).Distinct())
        {
            Text(page, x.Place(value), Height - Bottom + 18, "middle", value.ToString(CultureInfo.InvariantCulture));
        }

        Text(page, (Left + Width - Right) / 2.0, Height - 10, "middle", curve.Axis);
        for (int i = 0; i < curve.Lines.Count; i++)
        {
            DrawLine(page, curve.Lines[i], Colours[i % Colours.Length], x, y);
            page.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{Left + 12}\" y=\"{Top + 6 + 20 * i}\" width=\"12\" height=\"12\" fill=\"{Colours[i % Colours.Length]}\"/>");
            Text(page, Left + 30, Top + 16 + 20 * i, "start", curve.Lines[i].Name);
        }

        page.AppendLine("</svg>");
    }

    private static void DrawLine(StringBuilder page, (string Name, List<(double X, double Y)> Points) line, string colour, Scale x, Scale y)
    {
        IEnumerable<string> corners = line.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{x.Place(point.X):f1},{y.Place(point.Y):f1}"));
        page.AppendLine(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', corners)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        foreach ((double px, double py) in line.Points)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"<circle cx=\"{x.Place(px):f1}\" cy=\"{y.Place(py):f1}\" r=\"3\" fill=\"{colour}\"><title>{px}: {Duration(py)}</title></circle>");
        }
    }

    private static void Text(StringBuilder page, double x, double y, string anchor, string text) => page.AppendLine(
        CultureInfo.InvariantCulture, $"<text x=\"{x:f1}\" y=\"{y:f1}\" font-size=\"12\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");

    private static string Duration(double microseconds) =>
        microseconds < 1000 ? string.Create(CultureInfo.InvariantCulture, $"{microseconds:g3} us")
        : string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:g3} ms");

    /// <summary>A logarithmic axis.</summary>
    private sealed record Scale(double Low, double High, double From, double To)
    {
        public static Scale Over(IEnumerable<double> values, double from, double to, bool wholeDecades)
        {
            double low = values.Min();
            double high = values.Max();
            return wholeDecades
                ? new(Math.Pow(10, Math.Floor(Math.Log10(low))), Math.Pow(10, Math.Ceiling(Math.Log10(high))), from, to)
                : new(low, high, from, to);
        }

        public double Place(double value) => High == Low ? (From + To) / 2 : From + (To - From) * Math.Log(value / Low) / Math.Log(High / Low);
    }
}
