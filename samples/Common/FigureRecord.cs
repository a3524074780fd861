using System.Text.Json;

namespace SeqGen.Samples;

/// <summary>What a sample has measured that trains no model of the list of systems: figures in groups.</summary>
/// <param name="row">The system's row in that list, for instance <c>T6</c>.</param>
public sealed class FigureRecord(string row)
{
    /// <summary>Settings by name.</summary>
    public OrderedDictionary<string, string> Settings { get; } = [];

    /// <summary>Figures by the name of what they are of.</summary>
    public OrderedDictionary<string, OrderedDictionary<string, double>> Figures { get; } = [];

    /// <summary>Adds a figure.</summary>
    /// <param name="group">What it is of.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public void Add(string group, string name, double value)
    {
        if (!Figures.TryGetValue(group, out OrderedDictionary<string, double>? figures))
        {
            Figures.Add(group, figures = []);
        }

        figures[name] = value;
    }

    /// <summary>Writes the record as JSON.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, Write);
    }

    private void Write(Stream file)
    {
        using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("row", row);
        json.WriteStartObject("settings");
        foreach ((string name, string value) in Settings)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        foreach ((string group, OrderedDictionary<string, double> figures) in Figures)
        {
            json.WriteStartObject(group);
            foreach ((string name, double value) in figures)
            {
                json.WriteFigure(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
