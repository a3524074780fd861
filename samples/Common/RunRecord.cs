using System.Globalization;
using System.Text;
using System.Text.Json;
using SeqGen.Reporting;

namespace SeqGen.Samples;

/// <summary>What a sample has measured, to be written as JSON and as an HTML report with curves.</summary>
public sealed class RunRecord
{
    /// <summary>The system's row in the list of systems, for instance <c>S8</c>.</summary>
    public required string Row { get; init; }

    /// <summary>The headline of the report.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence below the headline.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The trained model.</summary>
    public required ModelDescription Model { get; init; }

    /// <summary>Settings by name; texts, whole numbers, fractions and truth values.</summary>
    public required OrderedDictionary<string, object> Settings { get; init; }

    /// <summary>The epochs.</summary>
    public required History History { get; init; }

    /// <summary>Loss and metrics on the test data.</summary>
    public required Metrics Test { get; init; }

    /// <summary>What the test data are called, for the report.</summary>
    public string TestPart { get; init; } = "Test";

    /// <summary>Managed bytes that a training step allocates.</summary>
    public required long BytesPerStep { get; init; }

    /// <summary>Further figures by name, for instance that of a baseline.</summary>
    public OrderedDictionary<string, double> Figures { get; } = [];

    /// <summary>Series for the report to draw.</summary>
    public List<SeriesChart> Charts { get; } = [];

    /// <summary>Adds what the epochs say: which was kept, and how long one took (mean, and the fastest).</summary>
    /// <param name="keptEpoch">The epoch whose weights were kept, from 1.</param>
    public void AddEpochFigures(int keptEpoch)
    {
        Figures["kept_epoch"] = keptEpoch;
        Figures["seconds_per_epoch"] = History.Epochs.Average(epoch => epoch.Seconds);
        Figures["seconds_of_fastest_epoch"] = History.Epochs.Min(epoch => epoch.Seconds);
    }

    /// <summary>Writes the report and its curves, and where the options ask for it the JSON file.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="folder">Where the report goes if the options do not say it.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(SampleOptions options, string folder)
    {
        ArgumentNullException.ThrowIfNull(options);
        string path = options.Report ?? Path.Combine(folder, "report.html");
        CreateFolderOf(path);
        TrainingReport report = ToReport();
        report.Save(path);
        foreach (string figure in History.Names.Where(name => !name.StartsWith("val_", StringComparison.Ordinal)))
        {
            AtomicFile.Write(Path.ChangeExtension(path, $"{figure}.svg"), file => file.Write(Encoding.UTF8.GetBytes(report.ToSvg(figure))));
        }

        Console.WriteLine($"Report on {Model.Name}: {path}, and each curve beside it as SVG");
        if (options.Json is not null)
        {
            Save(options.Json);
        }
    }

    /// <summary>The record as a report with curves of loss and metrics.</summary>
    public TrainingReport ToReport()
    {
        TrainingReport report = new(Model, History) { Title = Title, Subtitle = Subtitle };
        foreach ((string name, object value) in Settings)
        {
            report.Settings[Words(name)] = value is double number
                ? number.ToString("0.######", CultureInfo.InvariantCulture)
                : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        foreach ((string name, double value) in Test)
        {
            report.Figures[$"{TestPart.ToLowerInvariant()} {Words(name)}"] = value.ToString("0.0000", CultureInfo.InvariantCulture);
        }

        foreach ((string name, double value) in Figures)
        {
            report.Figures[Words(name)] = value.ToString(value == Math.Floor(value) ? "0" : "0.0000", CultureInfo.InvariantCulture);
        }

        report.Charts.AddRange(Charts);
        report.Figures["bytes allocated per step"] = BytesPerStep.ToString(CultureInfo.InvariantCulture);
        return report;

        static string Words(string name) => name.Replace('_', ' ');
    }

    /// <summary>Writes the record as JSON.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CreateFolderOf(path);
        AtomicFile.Write(path, WriteRecord);
    }

    private void WriteRecord(Stream file)
    {
        using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("row", Row);
        json.WriteString("model", Model.Name);
        WriteParameters(json, Model);
        WriteSettings(json);
        WriteEpochs(json);
        json.WriteStartObject("test");
        foreach ((string name, double value) in Test)
        {
            json.WriteFigure(name, value);
        }

        json.WriteEndObject();
        foreach ((string name, double value) in Figures)
        {
            json.WriteFigure(name, value);
        }

        json.WriteNumber("bytes_per_step", BytesPerStep);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes as JSON what there is to say of a model that is not trained: its parameters and the shape of its output. The
    /// parts about training are there, and empty.
    /// </summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="row">The system's row.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveStructure(string path, string row, ModelDescription model)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(model);
        CreateFolderOf(path);
        AtomicFile.Write(path, file => WriteStructure(file, row, model));
    }

    private static void WriteStructure(Stream file, string row, ModelDescription model)
    {
        using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("row", row);
        json.WriteString("model", model.Name);
        WriteParameters(json, model);
        json.WriteStartArray("output");
        json.WriteNumberValue(model.Output.Steps);
        json.WriteNumberValue(model.Output.Size);
        json.WriteEndArray();
        json.WriteStartObject("settings");
        json.WriteEndObject();
        json.WriteStartArray("epochs");
        json.WriteEndArray();
        json.WriteStartObject("test");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void CreateFolderOf(string path) => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

    private static void WriteParameters(Utf8JsonWriter json, ModelDescription model)
    {
        ParameterCounts counts = ParameterCounts.Of(model);
        json.WriteStartObject("parameters");
        json.WriteNumber("total", counts.Total);
        json.WriteNumber("trainable", counts.Trainable);
        json.WriteStartObject("layers");
        foreach (LayerDescription layer in model.Layers)
        {
            json.WriteNumber(layer.Name, layer.Parameters);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteStartObject("settings");
        foreach ((string name, object value) in Settings)
        {
            switch (value)
            {
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case double number:
                    json.WriteNumber(name, number);
                    break;
                case bool truth:
                    json.WriteBoolean(name, truth);
                    break;
                default:
                    json.WriteString(name, value.ToString());
                    break;
            }
        }

        json.WriteEndObject();
    }

    private void WriteEpochs(Utf8JsonWriter json)
    {
        json.WriteStartArray("epochs");
        foreach (EpochResult epoch in History.Epochs)
        {
            json.WriteStartObject();
            foreach (string name in epoch.Names)
            {
                json.WriteFigure(name, epoch[name]);
            }

            json.WriteNumber("seconds", Math.Round(epoch.Seconds, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
