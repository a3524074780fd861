using System.Globalization;
using SeqGen.Reporting.Html;

namespace SeqGen.Reporting.Evaluations;

/// <summary>
/// How well scores tell the entries of a class from all others, at every threshold: the ROC curve (T. Fawcett, An introduction to ROC analysis, 2006) and the
/// curve of precision over recall. Entries of equal scores are one step.
/// </summary>
internal sealed class ClassifierCurve
{
    /// <summary>A chart shows no more: the ends, and thresholds in between with as many entries from one to the next.</summary>
    private const int MostPoints = 400;

    private ClassifierCurve(Point[] points, int positives, int negatives)
    {
        Points = points;
        Positives = positives;
        Negatives = negatives;
        for (int i = 1; i < points.Length; i++)
        {
            double rise = points[i].TruePositiveRate - points[i - 1].TruePositiveRate;
            Area += (points[i].FalsePositiveRate - points[i - 1].FalsePositiveRate) * (points[i].TruePositiveRate + points[i - 1].TruePositiveRate) / 2;
            AveragePrecision += rise * points[i].Precision;
        }
    }

    /// <summary>Entries of the class.</summary>
    public int Positives { get; }

    /// <summary>All other entries.</summary>
    public int Negatives { get; }

    /// <summary>The area below the ROC curve.</summary>
    public double Area { get; }

    /// <summary>The mean of the precision over recall, each step with the precision at its end.</summary>
    public double AveragePrecision { get; }

    /// <summary>One point for each threshold, from above the highest score (nothing is taken for the class) to the lowest.</summary>
    public IReadOnlyList<Point> Points { get; }

    /// <summary>The curve of scores; null where there are no entries of the class, or no others.</summary>
    /// <param name="scores">The score of each entry; the higher, the rather it is of the class.</param>
    /// <param name="isPositive">Whether each entry is of the class.</param>
    public static ClassifierCurve? Of(float[] scores, bool[] isPositive)
    {
        int positives = isPositive.Count(positive => positive);
        int negatives = isPositive.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return null;
        }

        float[] keys = [.. scores];
        bool[] sorted = [.. isPositive];
        Array.Sort(keys, sorted);
        List<Point> points = [new(double.PositiveInfinity, 0, 0, 1)];
        int found = 0;
        for (int i = keys.Length - 1; i >= 0; i--)
        {
            found += sorted[i] ? 1 : 0;
            if (i == 0 || keys[i - 1] != keys[i])
            {
                int taken = keys.Length - i;
                points.Add(new(keys[i], (double)(taken - found) / negatives, (double)found / positives, (double)found / taken));
            }
        }

        return new([.. points], positives, negatives);
    }

    /// <summary>The ROC curve for a chart.</summary>
    public Curve Roc(string name, string style) => Draw(name, style, point => point.FalsePositiveRate, point => point.TruePositiveRate);

    /// <summary>The curve of precision over recall for a chart; where nothing is taken for the class yet, there is no precision.</summary>
    public Curve PrecisionRecall(string name, string style) => Draw(name, style, point => point.Recall, point => double.IsFinite(point.Threshold) ? point.Precision : double.NaN);

    private Curve Draw(string name, string style, Func<Point, double> place, Func<Point, double> value)
    {
        int step = Math.Max(1, (Points.Count + MostPoints - 1) / MostPoints);
        Point[] shown = [.. Points.Where((_, index) => index % step == 0 || index == Points.Count - 1)];
        return new Curve(name, style, [.. shown.Select(value)])
        {
            Places = [.. shown.Select(place)],
            Notes = [.. shown.Select(point => double.IsFinite(point.Threshold) ? string.Create(CultureInfo.InvariantCulture, $"threshold {point.Threshold:0.####}") : "nothing taken")],
        };
    }

    /// <summary>What holds at one threshold: scores from it on are taken for the class.</summary>
    public readonly record struct Point(double Threshold, double FalsePositiveRate, double TruePositiveRate, double Precision)
    {
        public double Recall => TruePositiveRate;
    }
}
