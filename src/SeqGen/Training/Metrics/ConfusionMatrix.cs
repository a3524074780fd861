using System.Numerics.Tensors;
using SeqGen.Text;

namespace SeqGen;

/// <summary>How often each class was taken for each: counts by actual and predicted class, and what follows from them.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    private ConfusionMatrix(int classes, int[] counts)
    {
        Classes = classes;
        _counts = counts;
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of entries counted.</summary>
    public int Count => _counts.Sum();

    /// <summary>How many entries of a class were taken for another one, or for itself.</summary>
    /// <param name="actual">The class of the label.</param>
    /// <param name="predicted">The class that the model says.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int this[int actual, int predicted]
    {
        get
        {
            RequireClass(actual, nameof(actual));
            RequireClass(predicted, nameof(predicted));
            return _counts[(actual * Classes) + predicted];
        }
    }

    /// <summary>The share of entries whose class was found.</summary>
    public double Accuracy => Ratio(Enumerable.Range(0, Classes).Sum(index => this[index, index]), Count);

    /// <summary>The mean of <see cref="F1"/> over all classes, each counting the same.</summary>
    public double MacroF1 => Enumerable.Range(0, Classes).Average(F1);

    /// <summary>Counts a model's outputs.</summary>
    /// <param name="outputs">[entry][size]: one probability of the second of two classes, or a value for each class, of which the largest wins.</param>
    /// <param name="labels">The class of each entry.</param>
    /// <param name="threshold">With one output: above it the second class is meant.</param>
    /// <exception cref="ArgumentException">There are no labels, the lengths do not fit each other, a label has no output, or an output is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not finite.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, float threshold = 0.5f)
    {
        Require.Finite(threshold, nameof(threshold));
        if (labels.IsEmpty || outputs.Length == 0 || outputs.Length % labels.Length != 0)
        {
            throw new ArgumentException($"{outputs.Length} outputs do not fit {labels.Length} labels.", nameof(outputs));
        }

        int size = outputs.Length / labels.Length;
        int classes = Math.Max(size, 2);
        int[] counts = SequenceMatrix<int>.Allocate(classes, classes).Values;
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
            {
                throw new ArgumentException($"Label {labels[i]} of entry {i} is not in the range 0 to {classes - 1}.", nameof(labels));
            }

            ReadOnlySpan<float> output = outputs.Slice(i * size, size);
            if (!Magnitudes.AreFinite(output))
            {
                throw new ArgumentException($"Entry {i} has the output {output[Magnitudes.FirstNotFinite(output)]}, which stands for no class.", nameof(outputs));
            }

            int predicted = size > 1 ? TensorPrimitives.IndexOfMax(output) : output[0] > threshold ? 1 : 0;
            counts[(labels[i] * classes) + predicted]++;
        }

        return new ConfusionMatrix(classes, counts);
    }

    /// <summary>Entries of a class.</summary>
    /// <param name="index">The class.</param>
    public int Actual(int index) => Enumerable.Range(0, Classes).Sum(other => this[index, other]);

    /// <summary>Entries that the model takes for a class.</summary>
    /// <param name="index">The class.</param>
    public int Predicted(int index) => Enumerable.Range(0, Classes).Sum(other => this[other, index]);

    /// <summary>The share of a class among what the model takes for it; 0 of nothing.</summary>
    /// <param name="index">The class.</param>
    public double Precision(int index) => Ratio(this[index, index], Predicted(index));

    /// <summary>The share of a class that the model finds, its accuracy on that class; 0 of nothing.</summary>
    /// <param name="index">The class.</param>
    public double Recall(int index) => Ratio(this[index, index], Actual(index));

    /// <summary>The harmonic mean of precision and recall; 0 of nothing.</summary>
    /// <param name="index">The class.</param>
    public double F1(int index) => Ratio(2 * this[index, index], Actual(index) + Predicted(index));

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private void RequireClass(int index, string name)
    {
        if ((uint)index >= (uint)Classes)
        {
            throw new ArgumentOutOfRangeException(name, index, $"The classes are 0 to {Classes - 1}.");
        }
    }
}
