using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace SeqGen.Reporting.Tests;

public sealed class TrainingReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void HasAChartForEachFigureAndAPointForEachEpoch()
    {
        XDocument page = Parse(new TrainingReport(Samples.Model(), Samples.History((0.7, 0.8), (0.5, 0.6), (0.4, 0.65))));

        page.Descendants(Svg + "svg").Count().ShouldBe(2);
        XElement[] curves = [.. page.Descendants(Svg + "polyline")];
        curves.Select(Class).ShouldBe(["training", "validation", "training"]);
        curves.Select(curve => Points(curve).Length).ShouldBe([3, 3, 3]);
        page.Descendants(Svg + "circle").Count().ShouldBe(9);
    }

    [Fact]
    public void ALowerValueLiesLower()
    {
        XDocument page = Parse(new TrainingReport(Samples.Model(), Samples.History((0.7, 0.8), (0.5, 0.6))));

        (double X, double Y)[] loss = Points(page.Descendants(Svg + "polyline").First());
        loss[1].X.ShouldBeGreaterThan(loss[0].X);
        loss[1].Y.ShouldBeGreaterThan(loss[0].Y, "y grows downwards");
    }

    [Fact]
    public void AValueThatIsNotFiniteIsLeftOut()
    {
        XDocument page = Parse(new TrainingReport(Samples.Model(), Samples.History((0.7, double.NaN), (0.5, 0.6))));

        Points(page.Descendants(Svg + "polyline").ElementAt(1)).Length.ShouldBe(1);
    }

    [Fact]
    public void SeriesAreLinesWithoutPointsFromStep0()
    {
        TrainingReport report = new(Samples.Model(), Samples.History());
        report.Charts.Add(new("temperature, \u00B0C", "hours from 2018-01-01")
        {
            Lines = { ["measured"] = [1, 2, 3, 5], ["forecast"] = [2, double.NaN, 4, 4], ["naive"] = [1, 1, 1, 1] },
        });
        XDocument page = Parse(report);

        XElement chart = page.Descendants(Svg + "svg").Single();
        XElement[] lines = [.. chart.Descendants(Svg + "polyline")];
        lines.Select(Class).ShouldBe(["training", "validation", "other"]);
        lines.Select(line => Points(line).Length).ShouldBe([4, 3, 4]);
        Points(lines[0])[0].X.ShouldBe(Points(lines[1])[0].X);
        Points(lines[0])[3].X.ShouldBe(Points(lines[1])[2].X);
        chart.Descendants(Svg + "circle").Select(Class).Distinct().ShouldBe(["hover"]);
        chart.Descendants(Svg + "title").Select(title => title.Value).ShouldContain("hours from 2018-01-01 2: forecast 4.0000");
        chart.Descendants(Svg + "text").Select(text => text.Value).ShouldContain("hours from 2018-01-01");
    }

    [Fact]
    public void OneEpochAndNoEpochAreReportsToo()
    {
        Parse(new TrainingReport(Samples.Model(), Samples.History((0.7, 0.7)))).Descendants(Svg + "polyline").ShouldNotBeEmpty();
        Parse(new TrainingReport(Samples.Model(), Samples.History())).Descendants(Svg + "svg").ShouldBeEmpty();
    }

    [Fact]
    public void TextIsEscaped()
    {
        const string Wild = "<script>alert('&')</script>\u0001";
        TrainingReport report = new(Samples.Model(Wild), Samples.History((0.7, 0.8)))
        {
            Subtitle = Wild,
            Settings = { [Wild] = Wild },
            Figures = { ["a \"b\""] = "<b>" },
        };

        report.ToHtml().ShouldNotContain("<script");
        Parse(report).Descendants("h1").Single().Value.ShouldBe("<script>alert('&')</script>\uFFFD");
    }

    [Fact]
    public void NeedsNeitherNetworkNorScripts()
    {
        string html = new TrainingReport(Samples.Model(), Samples.History((0.7, 0.8))).ToHtml();

        html.Replace(Svg.NamespaceName, "").ShouldNotContain("://");
        html.ShouldNotContain("<script");
        html.ShouldContain("prefers-color-scheme: dark");
    }

    [Fact]
    public void ShowsModelSettingsAndFigures()
    {
        TrainingReport report = new(Samples.Model(), Samples.History((0.7, 0.8)))
        {
            Settings = { ["batch size"] = "128" },
            Figures = { ["test accuracy"] = "0.8712" },
        };

        string text = Parse(report).Root!.Value;
        text.ShouldContain("(None, 500, 32)");
        text.ShouldContain("328,320 parameters, 8,320 of them trainable.");
        text.ShouldContain("batch size128");
        text.ShouldContain("test accuracy0.8712");
    }

    [Theory]
    [InlineData(0.31, 0.69, 6, 0.3, 0.7, 1)]
    [InlineData(0, 100, 5, 0, 100, 0)]
    [InlineData(0.5, 0.5, 6, 0.47, 0.53, 2)]
    public void TicksAreRoundAndCoverTheValues(double low, double high, int count, double first, double last, int decimals)
    {
        Html.AxisTicks ticks = Html.AxisTicks.Covering(low, high, count);

        ticks.Low.ShouldBe(first, 1e-9);
        ticks.High.ShouldBe(last, 1e-9);
        ticks.Decimals.ShouldBe(decimals);
    }

    [Fact]
    public void SummaryTableHasALineForEachLayer()
    {
        using StringWriter output = new();
        Samples.Console(output, terminal: false).Write(SummaryTable.OfModel(Samples.Model()));

        output.ToString().ShouldContain("lstm (LSTM)");
        output.ToString().ShouldContain("320,000");
        output.ToString().ShouldContain("8,320 of them trainable");
    }

    [Fact]
    public void HistoryTableHasALineForEachEpoch()
    {
        using StringWriter output = new();
        Samples.Console(output, terminal: false).Write(SummaryTable.OfHistory(Samples.History((0.7, 0.8), (0.5, 0.6125))));

        output.ToString().ShouldContain("val_loss");
        output.ToString().ShouldContain("0.6125");
    }

    [Fact]
    public void OneCurveStandsAlone()
    {
        TrainingReport report = new(Samples.Model(), Samples.History((0.7, 0.8), (0.5, 0.6)));

        XElement svg = XDocument.Parse(report.ToSvg("loss")).Root!;

        svg.Name.LocalName.ShouldBe("svg");
        svg.Elements().Count(element => element.Name.LocalName == "polyline").ShouldBe(2);
        svg.Elements().ShouldContain(element => element.Name.LocalName == "style");
        Should.Throw<KeyNotFoundException>(() => report.ToSvg("mae")).Message.ShouldContain("val_loss");
    }

    [Fact]
    public void ClassTableHasALineForEachClass()
    {
        using StringWriter output = new();
        ConfusionMatrix matrix = ConfusionMatrix.Of([0.9f, 0.2f, 0.8f, 0.1f], [1, 0, 0, 0]);
        Samples.Console(output, terminal: false).Write(SummaryTable.OfClasses(matrix, ["ham", "spam"]));

        output.ToString().ShouldContain("ham");
        output.ToString().ShouldContain("0.6667");
        output.ToString().ShouldContain("spam (1)");
        Should.Throw<ArgumentException>(() => SummaryTable.OfClasses(matrix, ["ham"]));
    }

    private static XDocument Parse(TrainingReport report)
    {
        using XmlReader reader = XmlReader.Create(
            new StringReader(report.ToHtml()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XDocument.Load(reader);
    }

    private static string Class(XElement element) => element.Attribute("class")!.Value;

    private static (double X, double Y)[] Points(XElement curve) =>
    [
        .. curve.Attribute("points")!.Value.Split(' ').Select(point => point.Split(','))
            .Select(pair => (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture))),
    ];
}
