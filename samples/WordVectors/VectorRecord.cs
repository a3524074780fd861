using System.Text.Json;

namespace SeqGen.Samples.Vectors;

/// <summary>What the sample has measured.</summary>
internal sealed class VectorRecord
{
    /// <summary>Settings by name.</summary>
    public OrderedDictionary<string, string> Settings { get; } = [];

    /// <summary>Figures by the name of the vectors they are of.</summary>
    public OrderedDictionary<string, OrderedDictionary<string, double>> Figures { get; } = [];

    /// <summary>Adds a figure.</summary>
    public void Add(string vectors, string name, double value)
    {
        if (!Figures.TryGetValue(vectors, out OrderedDictionary<string, double>? figures))
        {
            Figures.Add(vectors, figures = []);
        }

        figures[name] = value;
    }

    /// <summary>Writes the record as JSON; the folder is made where it is missing.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using FileStream file = File.Create(path);
        using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("row", "T6");
        json.WriteStartObject("settings");
        foreach ((string name, string value) in Settings)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        foreach ((string vectors, OrderedDictionary<string, double> figures) in Figures)
        {
            json.WriteStartObject(vectors);
            foreach ((string name, double value) in figures)
            {
                if (double.IsFinite(value))
                {
                    json.WriteNumber(name, value);
                }
                else
                {
                    json.WriteNull(name);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
