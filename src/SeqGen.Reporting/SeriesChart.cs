namespace SeqGen.Reporting;

/// <summary>Lines over the same time steps, drawn in one picture of a <see cref="TrainingReport"/>.</summary>
/// <param name="title">What the values are, with their unit: the name of the vertical axis.</param>
/// <param name="horizontalLabel">What the steps are, for instance <c>hours from 2018-01-01</c>; the first step is 0.</param>
public sealed class SeriesChart(string title, string horizontalLabel)
{
    /// <summary>What the values are: the name of the vertical axis.</summary>
    public string Title { get; } = title ?? throw new ArgumentNullException(nameof(title));

    /// <summary>What the steps are: the name of the horizontal axis.</summary>
    public string HorizontalLabel { get; } = horizontalLabel ?? throw new ArgumentNullException(nameof(horizontalLabel));

    /// <summary>Name and values of each line, one value per step; a value that is not finite is left out.</summary>
    public OrderedDictionary<string, IReadOnlyList<double>> Lines { get; } = [];
}
