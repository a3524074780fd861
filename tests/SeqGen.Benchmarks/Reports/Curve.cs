namespace SeqGen.Benchmarks.Reports;

/// <summary>Lines over a common axis; both axes are logarithmic.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Axis">What varies.</param>
internal sealed record Curve(string Title, string Axis)
{
    private readonly List<(string Name, List<(double X, double Y)> Points)> _lines = [];

    /// <summary>The lines in the order of their first points.</summary>
    public IReadOnlyList<(string Name, List<(double X, double Y)> Points)> Lines => _lines;

    /// <summary>Adds a point to a line.</summary>
    public void Add(string line, double x, double microseconds)
    {
        int index = _lines.FindIndex(other => other.Name == line);
        if (index < 0)
        {
            index = _lines.Count;
            _lines.Add((line, []));
        }

        _lines[index].Points.Add((x, microseconds));
    }
}
