using System.Numerics.Tensors;

namespace SeqGen.Reporting.Evaluations;

/// <summary>What a report shows of one output of a classifier on one part of the data.</summary>
internal sealed class OutputEvaluation
{
    /// <summary>Of more classes, no curves are drawn and no matrix: they would not be read, and take memory for each entry.</summary>
    public const int MostClasses = 100;

    private OutputEvaluation(string title, IReadOnlyList<string> classes) => (Title, Classes) = (title, classes);

    /// <summary>The headline.</summary>
    public string Title { get; }

    /// <summary>The names of the classes; of several yes-or-no questions those of the questions.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>For each class its curve; of two classes that of the second one. Null where the data have no entries of it, or no others.</summary>
    public IReadOnlyList<(string Name, ClassifierCurve? Curve)> Curves { get; private init; } = [];

    /// <summary>What was taken for what; null for several yes-or-no questions.</summary>
    public ConfusionMatrix? Matrix { get; private init; }

    /// <summary>Why nothing is drawn; null where something is.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>That of an output with too many classes.</summary>
    public static OutputEvaluation TooMany(string title, int classes) => new(title, [])
    {
        Obstacle = $"The output has {FigureText.Count(classes)} classes; curves and the confusion matrix are drawn for up to {MostClasses}.",
    };

    /// <summary>That of one output.</summary>
    /// <param name="title">The headline.</param>
    /// <param name="entries">Outputs and targets.</param>
    /// <param name="size">Values of an output.</param>
    /// <param name="isBinary">True where each value answers a yes-or-no question of its own.</param>
    /// <param name="threshold">With a yes-or-no question: above it the answer is yes.</param>
    /// <param name="names">The names of the classes; null for their numbers.</param>
    /// <exception cref="ArgumentException">There is not one name for each class, or an output is not finite.</exception>
    public static OutputEvaluation Of(string title, EntryCollector entries, int size, bool isBinary, float threshold, IReadOnlyList<string>? names)
    {
        float[] outputs = [.. entries.Outputs];
        float[] targets = [.. entries.Targets];
        int classes = isBinary && size == 1 ? 2 : size;
        if (names is not null && names.Count != classes)
        {
            throw new ArgumentException($"{names.Count} names were given for {classes} classes.", nameof(names));
        }

        names ??= [.. Enumerable.Range(0, classes).Select(index => FigureText.Count(index))];
        if (isBinary)
        {
            return new(title, names)
            {
                Curves = [.. Enumerable.Range(0, size).Select(question => (names[size == 1 ? 1 : question], CurveOf(outputs, size, question, entry => targets[(entry * size) + question] > 0.5f)))],
                Matrix = size == 1 ? ConfusionMatrix.Of(outputs, [.. targets.Select(target => target > 0.5f ? 1 : 0)], threshold) : null,
            };
        }

        int[] labels = targets.Length == outputs.Length
            ? [.. Enumerable.Range(0, targets.Length / size).Select(entry => TensorPrimitives.IndexOfMax(targets.AsSpan(entry * size, size)))]
            : [.. targets.Select(target => (int)target)];
        return new(title, names)
        {
            Curves = [.. Enumerable.Range(0, size).Select(index => (names[index], CurveOf(outputs, size, index, entry => labels[entry] == index)))],
            Matrix = ConfusionMatrix.Of(outputs, labels),
        };
    }

    private static ClassifierCurve? CurveOf(float[] outputs, int size, int index, Func<int, bool> isPositive)
    {
        int entries = outputs.Length / size;
        return ClassifierCurve.Of([.. Enumerable.Range(0, entries).Select(entry => outputs[(entry * size) + index])], [.. Enumerable.Range(0, entries).Select(isPositive)]);
    }
}
