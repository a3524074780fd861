using System.Globalization;
using System.Text;
using SeqGen.Reporting.Evaluations;
using SeqGen.Reporting.Html;

namespace SeqGen.Reporting;

/// <summary>
/// The report of a training: curves of loss and metrics for training and validation, the model's layers, the
/// settings and the final figures; of a classifier ROC and precision-recall curves and the confusion matrix. One HTML file that needs neither network nor
/// scripts, in light and dark. Values of curves are shown under the pointer.
/// </summary>
/// <remarks>Optimizer, loss, seed, rows, machine, versions and times are recorded without being asked for.</remarks>
/// <example><code>
/// TrainingReport report = new(model, history);
/// report.Evaluate(test, classes: ["bad", "good"]);
/// report.Save("report.html");
/// </code></example>
public sealed class TrainingReport
{
    private readonly SequenceModel? _trained;

    /// <summary>A report of a trained model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">What <see cref="SequenceModel.Fit"/> returned.</param>
    public TrainingReport(SequenceModel model, History history)
        : this((model ?? throw new ArgumentNullException(nameof(model))).Description, history) => _trained = model;

    /// <summary>A report of a model that is there no more; <see cref="Evaluate"/> needs the model itself.</summary>
    /// <param name="model">The description of the trained model.</param>
    /// <param name="history">What <see cref="SequenceModel.Fit"/> returned.</param>
    public TrainingReport(ModelDescription model, History history)
        : this(model, history, TimeProvider.System)
    {
    }

    internal TrainingReport(ModelDescription model, History history, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(history);
        Model = model;
        History = history;
        Title = model.Name;
        Record(time);
    }

    /// <summary>The headline; the model's name where not given.</summary>
    public string Title { get; init; }

    /// <summary>A sentence below the headline.</summary>
    public string? Subtitle { get; init; }

    /// <summary>
    /// Name and value of each setting, in the order they were added. Those of the fit and of the machine are there from the start; one of the same name takes
    /// the place of the recorded one.
    /// </summary>
    public OrderedDictionary<string, string> Settings { get; } = [];

    /// <summary>Name and value of each final figure, for instance the test accuracy.</summary>
    public OrderedDictionary<string, string> Figures { get; } = [];

    /// <summary>Series to draw besides the curves of training, for instance forecasts and actual values.</summary>
    public List<SeriesChart> Charts { get; } = [];

    /// <summary>The description of the trained model.</summary>
    public ModelDescription Model { get; }

    /// <summary>The epochs.</summary>
    public History History { get; }

    /// <summary>What is shown of classifiers.</summary>
    internal List<OutputEvaluation> Evaluations { get; } = [];

    /// <summary>
    /// Evaluates the model and adds loss and metrics to <see cref="Figures"/>, the area below the ROC curve and the average precision too where the loss is a
    /// cross-entropy. Such an output gets ROC and precision-recall curves, one for each class against all others, and a confusion matrix; up to 100 classes.
    /// </summary>
    /// <param name="data">Rows that the model has not seen, with targets.</param>
    /// <param name="part">What the data are called.</param>
    /// <param name="classes">The names of the classes, in the order of their numbers; null to show the numbers.</param>
    /// <param name="options">Loss, metrics, threads; by default those of the fit.</param>
    /// <returns>Loss and metrics.</returns>
    /// <exception cref="InvalidOperationException">The report was made of a description.</exception>
    /// <exception cref="ArgumentException">There is not one name for each class, or <see cref="SequenceModel.Evaluate"/> refuses the data.</exception>
    public Metrics Evaluate(Dataset data, string part = "test", IReadOnlyList<string>? classes = null, EvaluateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(part);
        SequenceModel model = _trained ?? throw new InvalidOperationException("The report was made of a model's description; make it of the model to evaluate it.");
        options ??= new EvaluateOptions();
        Metrics metrics = model.Evaluate(data, options);
        IReadOnlyList<OutputEvaluation> evaluations = new Evaluation(model, History.Training, options).Run(data, part, classes);
        Settings[$"{part} rows"] = FigureText.Count(data.Count);
        foreach ((string name, double value) in metrics)
        {
            Figures[$"{part} {name.Replace('_', ' ')}"] = FigureText.Figure(value);
        }

        foreach (OutputEvaluation evaluation in evaluations)
        {
            ClassifierCurve[] curves = [.. evaluation.Curves.Select(pair => pair.Curve).OfType<ClassifierCurve>()];
            if (curves.Length > 0)
            {
                string mean = curves.Length > 1 ? " (mean of classes)" : "";
                Figures[$"{evaluation.Title} area below ROC{mean}"] = FigureText.Figure(curves.Average(curve => curve.Area));
                Figures[$"{evaluation.Title} average precision{mean}"] = FigureText.Figure(curves.Average(curve => curve.AveragePrecision));
            }
        }

        Evaluations.AddRange(evaluations);
        return metrics;
    }

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

    private void Record(TimeProvider time)
    {
        if (History.Training is { } training)
        {
            Settings["optimizer"] = training.Optimizer;
            Settings["learning rate"] = training.LearningRate;
            foreach ((string name, string value) in training.OptimizerOptions)
            {
                Settings[$"optimizer's {name}"] = value;
            }

            Settings["loss"] = string.Join(", ", training.Losses.Select((loss, index) => training.Losses.Count == 1 ? loss.Name : $"{loss.Name} of {Model.Outputs[index].Name}"));
            Settings["batch size"] = FigureText.Count(training.BatchSize);
            Settings["epochs"] = string.Create(CultureInfo.InvariantCulture, $"{History.Epochs.Count} of {training.Epochs}");
            Settings["seed"] = training.Seed.ToString(CultureInfo.InvariantCulture);
            Settings["rows shuffled"] = training.Shuffle ? "yes" : "no";
            Settings["training rows"] = FigureText.Count(training.Rows);
            Settings["validation rows"] = FigureText.Count(training.ValidationRows);
        }

        Settings["time of training"] = FigureText.Duration(History.Epochs.Sum(epoch => epoch.Seconds));
        Settings["machine"] = MachineRecord.Machine;
        Settings["versions"] = MachineRecord.Versions;
        Settings["report of"] = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
    }
}
