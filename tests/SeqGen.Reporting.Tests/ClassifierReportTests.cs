using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using SeqGen.Reporting.Evaluations;

namespace SeqGen.Reporting.Tests;

/// <summary>What a report records by itself, and what it shows of classifiers.</summary>
public sealed class ClassifierReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Counted by hand: of the four pairs of one entry of each kind three are in order; precision is 1, then 2/3, at recalls 1/2 and 1.</summary>
    [Fact]
    public void TheCurvesOfFourEntries()
    {
        ClassifierCurve curve = ClassifierCurve.Of([0.1f, 0.4f, 0.35f, 0.8f], [false, false, true, true])!;
        curve.Points.Select(point => (point.FalsePositiveRate, point.TruePositiveRate)).ShouldBe([(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)]);
        curve.Area.ShouldBe(0.75, 1e-12);
        curve.AveragePrecision.ShouldBe((0.5 * 1) + (0.5 * 2 / 3), 1e-12);
    }

    [Fact]
    public void EqualScoresAreOneStep()
    {
        ClassifierCurve curve = ClassifierCurve.Of([0.5f, 0.5f, 0.5f, 0.5f], [true, false, false, false])!;
        curve.Points.Count.ShouldBe(2);
        curve.Area.ShouldBe(0.5, 1e-12);
        curve.AveragePrecision.ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void WithoutEntriesOfBothKindsThereIsNoCurve()
    {
        ClassifierCurve.Of([0.1f, 0.2f], [true, true]).ShouldBeNull();
        ClassifierCurve.Of([0.1f, 0.2f], [false, false]).ShouldBeNull();
    }

    [Fact]
    public void AQuestionHasCurvesAndAMatrix()
    {
        using Question model = new(1);
        TrainingReport report = new(model, Points.Fit(model, Points.Questions));
        Metrics metrics = report.Evaluate(Points.Questions, classes: ["no", "yes"]);
        float[] outputs = model.Predict(Points.Questions);

        report.Figures["test loss"].ShouldBe(FigureText.Figure(metrics.Loss));
        report.Figures["test accuracy"].ShouldBe(FigureText.Figure(metrics.Accuracy));
        report.Figures["test area below ROC"].ShouldBe(FigureText.Figure(PairsInOrder(outputs)));
        XDocument page = Parse(report);
        string[] charts = [.. page.Descendants(Svg + "svg").Select(chart => chart.Attribute("aria-label")!.Value)];
        charts.ShouldBe(["loss over epoch", "accuracy over epoch", "true positive rate over false positive rate", "precision over recall"]);
        page.Descendants(Svg + "title").Select(title => title.Value).ShouldContain(title => title.StartsWith("false positive rate ") && title.Contains(": yes ") && title.Contains("threshold"));

        ConfusionMatrix matrix = ConfusionMatrix.Of(outputs, Points.Yes);
        XElement table = page.Descendants("table").Single(table => table.Attribute("class")?.Value == "confusion");
        table.Descendants("td").Select(cell => int.Parse(cell.Value, CultureInfo.InvariantCulture)).ShouldBe([matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]]);
        table.Descendants("td").First().Attribute("title")!.Value.ShouldStartWith($"no taken for no: {matrix[0, 0]} of {matrix.Actual(0)} (");
    }

    [Fact]
    public void ClassesHaveACurveEach()
    {
        using Choice model = new(1);
        TrainingReport report = new(model, Points.Fit(model, Points.Choices));
        report.Evaluate(Points.Choices, "held out");
        report.Figures.ShouldContainKey("held out area below ROC (mean of classes)");
        XElement[] charts = [.. Parse(report).Descendants(Svg + "svg").TakeLast(2)];
        charts[0].Descendants(Svg + "polyline").Select(line => line.Attribute("class")!.Value).ShouldBe(["training", "validation", "fourth", "chance"]);
        charts[1].Descendants(Svg + "polyline").Count().ShouldBe(3);
        report.Evaluations.Single().Matrix!.Count.ShouldBe(Points.Count);
    }

    /// <summary>Targets as one-hot vectors give what labels give.</summary>
    [Fact]
    public void OneHotTargetsAreClassesToo()
    {
        using Choice model = new(1);
        History history = Points.Fit(model, Points.Choices);
        TrainingReport labels = new(model, history);
        labels.Evaluate(Points.Choices);
        TrainingReport vectors = new(model, history);
        float[] targets = [.. Points.Class.SelectMany(label => Enumerable.Range(0, 3).Select(index => index == label ? 1f : 0f))];
        vectors.Evaluate(Dataset.FromFeatures(Points.Values, 2, targets), options: new EvaluateOptions { Loss = Loss.CategoricalCrossentropy });
        vectors.Evaluations[0].Curves.Select(curve => curve.Curve!.Area).ShouldBe(labels.Evaluations[0].Curves.Select(curve => curve.Curve!.Area));
        vectors.Evaluations[0].Matrix!.Accuracy.ShouldBe(labels.Evaluations[0].Matrix!.Accuracy);
    }

    [Fact]
    public void OutputsAreShownByName()
    {
        using Both model = new(1);
        float[] signs = [.. Points.Values.Select(value => value > 0 ? 1f : 0f)];
        ArrayDataset data = new([DatasetInput.Features(Points.Values, 2)], [DatasetTargets.Values(signs).Named("signs"), DatasetTargets.Labels(Points.Class).Named("kind")]);
        TrainingReport report = new(model, Points.Fit(model, data));
        report.Evaluate(data, classes: ["a", "b", "c"]);
        report.Evaluations.Select(evaluation => evaluation.Title).ShouldBe(["test: signs", "test: kind"]);
        report.Evaluations[0].Matrix.ShouldBeNull();
        report.Evaluations[0].Curves.Select(curve => curve.Name).ShouldBe(["0", "1"]);
        report.Evaluations[1].Classes.ShouldBe(["a", "b", "c"]);
        report.Settings["loss"].ShouldBe("binary_crossentropy of signs, sparse_categorical_crossentropy of kind");
    }

    [Fact]
    public void ValuesAndTooManyClassesHaveNoCurves()
    {
        using Value model = new(1);
        Dataset data = Dataset.FromFeatures(Points.Values, 2, [.. Points.Yes.Select(yes => (float)yes)]);
        TrainingReport report = new(model, Points.Fit(model, data));
        report.Evaluate(data);
        report.Evaluations.ShouldBeEmpty();
        report.Figures.Keys.ShouldBe(["test loss"]);

        using LargeChoice large = new(1);
        TrainingReport many = new(large, Points.Fit(large, Points.Choices));
        many.Evaluate(Points.Choices);
        many.ToHtml().ShouldContain("The output has 101 classes; curves and the confusion matrix are drawn for up to 100.");
    }

    [Fact]
    public void WhatTheFitUsedIsRecorded()
    {
        using Question model = new(1);
        TrainingReport report = new(model, Points.Fit(model, Points.Questions)) { Settings = { ["batch size"] = "sixteen" } };
        report.Settings["optimizer"].ShouldBe("Adam");
        report.Settings["learning rate"].ShouldBe("0.05");
        report.Settings["optimizer's Beta1"].ShouldBe("0.9");
        report.Settings["loss"].ShouldBe("binary_crossentropy");
        report.Settings["batch size"].ShouldBe("sixteen");
        report.Settings["epochs"].ShouldBe("2 of 2");
        report.Settings["seed"].ShouldBe("7");
        report.Settings["training rows"].ShouldBe("48");
        report.Settings["validation rows"].ShouldBe("12");
        report.Settings["machine"].ShouldContain("processors");
        report.Settings["versions"].ShouldStartWith("SeqGen ");
        report.Settings["time of training"].ShouldEndWith(" s");
        report.Settings["report of"].ShouldEndWith(" UTC");
        report.ToHtml().ShouldNotContain(Environment.UserName + "@");
        new TrainingReport(Samples.Model(), Samples.History()).Settings.Keys.ShouldBe(["time of training", "machine", "versions", "report of"]);
    }

    [Fact]
    public void AScheduleIsRecordedWithItsArguments()
    {
        using Question model = new(1);
        History history = model.Fit(Points.Questions, new FitOptions { Optimizer = new Sgd(new ExponentialDecay(0.1, 10, 0.9)) });
        history.Training!.LearningRate.ShouldBe("ExponentialDecay: initial rate 0.1, decay steps 10, decay rate 0.9, staircase False");
        history.Training.Optimizer.ShouldBe("SGD");
    }

    [Fact]
    public void AMistakeIsSaid()
    {
        using Question model = new(1);
        History history = Points.Fit(model, Points.Questions);
        Should.Throw<ArgumentException>(() => new TrainingReport(model, history).Evaluate(Points.Questions, classes: ["yes"])).Message.ShouldContain("1 names were given for 2 classes");
        Should.Throw<InvalidOperationException>(() => new TrainingReport(model.Description, history).Evaluate(Points.Questions)).Message.ShouldContain("make it of the model");
    }

    /// <summary>The share of pairs of a yes and a no of which the yes has the higher output, ties counting half: the area below the ROC curve by its meaning.</summary>
    private static double PairsInOrder(float[] outputs)
    {
        double sum = 0;
        int pairs = 0;
        for (int yes = 0; yes < Points.Count; yes++)
        {
            for (int no = 0; no < Points.Count; no++)
            {
                if (Points.Yes[yes] == 1 && Points.Yes[no] == 0)
                {
                    pairs++;
                    sum += outputs[yes] > outputs[no] ? 1 : outputs[yes] == outputs[no] ? 0.5 : 0;
                }
            }
        }

        return sum / pairs;
    }

    private static XDocument Parse(TrainingReport report)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(report.ToHtml()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XDocument.Load(reader);
    }
}
