using System.Globalization;
using System.Net;
using System.Text;

namespace SeqGen.Benchmarks.Ranks;

/// <summary>A figure of how much faster many ranks train than one, as an SVG file.</summary>
internal static class PlanFigure
{
    private const int Panel = 280;
    private const int Height = 330;
    private const int Left = 48;
    private const int Top = 34;
    private const int Bottom = 62;
    private const int Plot = 220;
    private const int MostRanks = 256;
    private static readonly string[] Colours = ["#c2541b", "#1f5fa8"];

    /// <summary>Draws the figure.</summary>
    /// <param name="path">The file.</param>
    /// <param name="costs">The models, a panel each.</param>
    /// <param name="networks">The networks, a colour each.</param>
    /// <param name="rowsOfRank">Rows of each rank.</param>
    public static void Write(string path, IReadOnlyList<StepCost> costs, IReadOnlyList<(string Name, NetworkCost Cost)> networks, int rowsOfRank)
    {
        StringBuilder svg = new();
        int width = (Panel * costs.Count) + 10;
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{Height}\" viewBox=\"0 0 {width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{Height}\" fill=\"#fff\"/>");
        for (int panel = 0; panel < costs.Count; panel++)
        {
            Draw(svg, (panel * Panel) + Left, costs[panel], networks, rowsOfRank, isFirst: panel == 0);
        }

        double x = Left;
        foreach (((string name, _), string colour) in networks.Zip(Colours))
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{x}\" x2=\"{x + 26}\" y1=\"{Height - 10}\" y2=\"{Height - 10}\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            Text(svg, x + 32, Height - 6, "start", name);
            x += 110;
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{x}\" x2=\"{x + 26}\" y1=\"{Height - 10}\" y2=\"{Height - 10}\" stroke=\"#555\" stroke-width=\"2\" stroke-dasharray=\"4 3\"/>");
        Text(svg, x + 32, Height - 6, "start", "if nothing were sent before all is computed");
        svg.AppendLine("</svg>");
        File.WriteAllText(path, svg.ToString());
    }

    private static void Draw(StringBuilder svg, int left, StepCost cost, IReadOnlyList<(string Name, NetworkCost Cost)> networks, int rowsOfRank, bool isFirst)
    {
        double bottom = Height - Bottom;
        Text(svg, left, Top - 14, "start", $"{cost.Workload.Id}: {cost.Workload.Title}");
        for (int ranks = 1; ranks <= MostRanks; ranks *= 4)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{left}\" x2=\"{left + Plot}\" y1=\"{Y(ranks):f1}\" y2=\"{Y(ranks):f1}\" stroke=\"#e4e4e4\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{X(ranks):f1}\" x2=\"{X(ranks):f1}\" y1=\"{Top}\" y2=\"{bottom}\" stroke=\"#e4e4e4\"/>");
            Text(svg, X(ranks), bottom + 16, "middle", $"{ranks}");
            Text(svg, left - 6, Y(ranks) + 4, "end", $"{ranks}");
        }

        Text(svg, left + (Plot / 2.0), bottom + 34, "middle", isFirst ? "ranks; rows a second, times those of one rank" : "ranks");
        Curve("#bbb", dashed: false, ranks => ranks);
        double tiles = (double)rowsOfRank / cost.TileRows;
        foreach (((_, NetworkCost network), string colour) in networks.Zip(Colours))
        {
            Curve(colour, dashed: false, ranks => ranks * cost.Computing(tiles) / cost.Seconds(ranks, tiles, network));
            Curve(colour, dashed: true, ranks => ranks * cost.Computing(tiles) / cost.SecondsInTurn(ranks, tiles, network));
        }

        double X(double ranks) => left + (Plot * Math.Log(ranks) / Math.Log(MostRanks));

        double Y(double speedup) => bottom - ((bottom - Top) * Math.Log(Math.Max(speedup, 1)) / Math.Log(MostRanks));

        void Curve(string colour, bool dashed, Func<int, double> speedup)
        {
            IEnumerable<string> points = Enumerable.Range(0, 9).Select(power => 1 << power).Select(ranks => string.Create(CultureInfo.InvariantCulture, $"{X(ranks):f1},{Y(speedup(ranks)):f1}"));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{(dashed ? " stroke-dasharray=\"4 3\"" : "")}/>");
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x:f1}\" y=\"{y:f1}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");
}
