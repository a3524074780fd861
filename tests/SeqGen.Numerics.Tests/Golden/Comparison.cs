using System.Globalization;

namespace SeqGen.Numerics.Tests.Golden;

/// <summary>Compares numbers within the tolerances of the golden vectors, and remembers what was too far off.</summary>
internal sealed class Comparison
{
    private const double ForwardRelative = 1e-5;
    private const double Relative = 1e-4;
    private const double Absolute = 1e-5;

    private readonly List<string> _failures = [];
    private readonly HashSet<string> _programs = [];

    /// <summary>The programs whose outputs were compared: <c>one</c>, <c>tile</c>, <c>stream</c>, <c>train</c>.</summary>
    public IReadOnlyCollection<string> Programs => _programs;

    /// <summary>What was too far off, one entry a tensor with its largest difference.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Remembers that a program ran.</summary>
    public void Ran(string program) => _programs.Add(program);

    /// <summary>Says that something could not be compared where the shapes differ.</summary>
    public bool HaveSameShape(string what, IReadOnlyList<int> found, IReadOnlyList<int> expected)
    {
        bool same = found.SequenceEqual(expected);
        if (!same)
        {
            Fail($"{what} has the shape ({string.Join(", ", found)}) instead of ({string.Join(", ", expected)})");
        }

        return same;
    }

    /// <summary>Outputs and states: 1e-5 relative + 1e-5 absolute.</summary>
    public void Forward(string what, ReadOnlySpan<float> found, ReadOnlySpan<double> expected) =>
        Compare(what, found, expected, ForwardRelative);

    /// <summary>Gradients, losses and everything after a training step: 1e-4 relative + 1e-5 absolute.</summary>
    public void Derived(string what, ReadOnlySpan<float> found, ReadOnlySpan<double> expected) =>
        Compare(what, found, expected, Relative);

    /// <summary>One number of the second kind.</summary>
    public void Derived(string what, double found, double expected)
    {
        double difference = Math.Abs(found - expected);
        if (!(difference <= Absolute + (Relative * Math.Abs(expected))))
        {
            _failures.Add(Text(what, 1, difference, 0, found, expected));
        }
    }

    /// <summary>Says that something could not be compared at all.</summary>
    public void Fail(string what) => _failures.Add(what);

    private void Compare(string what, ReadOnlySpan<float> found, ReadOnlySpan<double> expected, double relative)
    {
        if (found.Length != expected.Length)
        {
            _failures.Add($"{what}: {found.Length} values instead of {expected.Length}");
            return;
        }

        int count = 0;
        int worst = 0;
        double excess = 0;
        for (int i = 0; i < found.Length; i++)
        {
            double difference = Math.Abs(found[i] - expected[i]);
            double share = difference / (Absolute + (relative * Math.Abs(expected[i])));
            if (!(share <= 1))
            {
                count++;
                if (!(share <= excess))
                {
                    excess = double.IsNaN(share) ? double.MaxValue : share;
                    worst = i;
                }
            }
        }

        if (count > 0)
        {
            _failures.Add(Text(what, count, Math.Abs(found[worst] - expected[worst]), worst, found[worst], expected[worst]));
        }
    }

    private static string Text(string what, int count, double difference, int index, double found, double expected) => string.Format(
        CultureInfo.InvariantCulture, "{0}: {1} too far off, at most by {2:G3} at [{3}]: {4:G9} instead of {5:G9}", what, count, difference, index, found, expected);
}
