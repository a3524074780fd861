using System.Text;
using SeqGen.Reporting.Html;

namespace SeqGen.Reporting;

/// <summary>
/// The report of a training: curves of loss and metrics for training and validation, the model's layers, the
/// settings and the final figures. One HTML file that needs neither network nor scripts, in light and dark.
/// </summary>
/// <example><code>
/// new TrainingReport(model.Description, history)
/// {
///     Settings = { ["optimizer"] = "RMSprop", ["batch size"] = "128" },
///     Figures = { ["test accuracy"] = "0.8712" },
/// }.Save("report.html");
/// </code></example>
/// <param name="model">The description of the trained model.</param>
/// <param name="history">What <see cref="SequenceModel.Fit"/> returned.</param>
public sealed class TrainingReport(ModelDescription model, History history)
{
    /// <summary>The headline; the model's name where not given.</summary>
    public string Title { get; init; } = model?.Name ?? throw new ArgumentNullException(nameof(model));

    /// <summary>A sentence below the headline.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Name and value of each setting, in the order they were added.</summary>
    public OrderedDictionary<string, string> Settings { get; } = [];

    /// <summary>Name and value of each final figure, for instance the test accuracy.</summary>
    public OrderedDictionary<string, string> Figures { get; } = [];

    /// <summary>Series to draw besides the curves of training, for instance forecasts and actual values.</summary>
    public List<SeriesChart> Charts { get; } = [];

    /// <summary>The description of the trained model.</summary>
    public ModelDescription Model { get; } = model;

    /// <summary>The epochs.</summary>
    public History History { get; } = history ?? throw new ArgumentNullException(nameof(history));

    /// <summary>The report as HTML text.</summary>
    public string ToHtml() => ReportWriter.Write(this);

    /// <summary>The curves of one figure, for training and validation, as an SVG file that stands alone.</summary>
    /// <param name="figure">For instance <c>loss</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such figure, or no epoch was finished.</exception>
    public string ToSvg(string figure)
    {
        ArgumentException.ThrowIfNullOrEmpty(figure);
        return History.Names.Contains(figure)
            ? ReportWriter.WriteCurve(History, figure)
            : throw new KeyNotFoundException($"The history has no figure '{figure}'; it has {string.Join(", ", History.Names)}.");
    }

    /// <summary>Writes the report as UTF-8.</summary>
    /// <param name="path">The file; one that is there is replaced, when the new one is complete (see <see cref="AtomicFile"/>).</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(ToHtml())));
    }
}
