using System.Text.Json;

namespace SeqGen.Data;

/// <summary>
/// Brings the columns of a table to a common scale, <c>(value - centre) / scale</c>, with statistics of the training
/// part alone, so that nothing of the other parts is known beforehand.
/// </summary>
public sealed class ColumnNormalization
{
    private readonly Dictionary<string, (double Centre, double Scale)> _columns;

    private ColumnNormalization(Dictionary<string, (double Centre, double Scale)> columns) => _columns = columns;

    /// <summary>The columns that are scaled.</summary>
    public IEnumerable<string> Names => _columns.Keys;

    /// <summary>Mean 0 and standard deviation 1 in the training part; a column that never changes is only centred.</summary>
    /// <param name="table">The table; missing values do not count.</param>
    /// <param name="trainingRows">The training part: so many rows from the start.</param>
    /// <param name="names">The columns; all where none is named.</param>
    /// <exception cref="ArgumentException">There is no such column, or it has no value at all in the training part, or one that is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has fewer rows.</exception>
    public static ColumnNormalization Standard(NumericTable table, int trainingRows, params string[] names) =>
        Create(table, trainingRows, names, static values =>
        {
            double mean = values.Average();
            return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
        });

    /// <summary>From 0 to 1 in the training part; a column that never changes is only centred.</summary>
    /// <param name="table">The table; missing values do not count.</param>
    /// <param name="trainingRows">The training part: so many rows from the start.</param>
    /// <param name="names">The columns; all where none is named.</param>
    /// <exception cref="ArgumentException">There is no such column, or it has no value at all in the training part, or one that is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has fewer rows.</exception>
    public static ColumnNormalization MinMax(NumericTable table, int trainingRows, params string[] names) =>
        Create(table, trainingRows, names, static values =>
        {
            double smallest = values.Min();
            return (smallest, values.Max() - smallest);
        });

    /// <summary>The table with scaled columns; columns that this does not know stay as they are.</summary>
    /// <param name="table">A table with the same columns.</param>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    public NumericTable Apply(NumericTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace([.. _columns.Keys], (name, column) =>
        {
            (double centre, double scale) = _columns[name];
            return Array.ConvertAll(column, value => (float)((value - centre) / scale));
        });
    }

    /// <summary>What is subtracted from a column: its mean or smallest value in the training part.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ArgumentException">The column is not scaled.</exception>
    public double CentreOf(string name) => Find(name).Centre;

    /// <summary>What a column is divided by: its standard deviation or its range in the training part.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ArgumentException">The column is not scaled.</exception>
    public double ScaleOf(string name) => Find(name).Scale;

    /// <summary>A scaled value in the column's own unit again.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="value">The scaled value.</param>
    /// <exception cref="ArgumentException">The column is not scaled.</exception>
    public double Undo(string name, double value) => CentreOf(name) + (value * ScaleOf(name));

    /// <summary>Saves centre and scale of each column as JSON: what belongs to the weights of a model that was trained on them.</summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, file =>
        {
            using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            foreach ((string name, (double centre, double scale)) in _columns)
            {
                json.WriteStartObject(name);
                json.WriteNumber("centre", centre);
                json.WriteNumber("scale", scale);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    /// <summary>Loads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much memory the file may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">
    /// There is no such file, it is too long, or it does not hold a centre and a scale above 0, both finite, for each column once.
    /// </exception>
    public static ColumnNormalization Load(string path, DataLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text = DataFile.ReadAllText(path, limits ?? DataLimits.Default);
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            Dictionary<string, (double, double)> columns = new(StringComparer.Ordinal);
            foreach (JsonProperty column in json.RootElement.EnumerateObject())
            {
                double centre = column.Value.GetProperty("centre").GetDouble();
                double scale = column.Value.GetProperty("scale").GetDouble();
                if (!double.IsFinite(centre) || !double.IsFinite(scale) || scale <= 0)
                {
                    throw new FormatException($"Centre or scale of the column '{Excerpt.Of(column.Name)}' is not valid.");
                }

                if (!columns.TryAdd(column.Name, (centre, scale)))
                {
                    throw new FormatException($"The column '{Excerpt.Of(column.Name)}' appears twice.");
                }
            }

            return columns.Count > 0 ? new(columns) : throw new FormatException("There is no column.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DataFormatException($"An object with centre and scale of each column was expected. {error.Message}", path, line: null, error);
        }
    }

    private static ColumnNormalization Create(
        NumericTable table, int trainingRows, string[] names, Func<List<double>, (double Centre, double Scale)> measure)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainingRows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trainingRows, table.Count);
        Dictionary<string, (double, double)> columns = [];
        foreach (string name in names.Length == 0 ? table.Names : names)
        {
            List<double> values = [];
            foreach (float value in table[name][..trainingRows])
            {
                if (!float.IsNaN(value))
                {
                    values.Add(value);
                }
            }

            if (values.Count == 0)
            {
                throw new ArgumentException($"The column '{name}' has no value in the first {trainingRows} rows: there is nothing to learn its scale from.", nameof(names));
            }

            (double centre, double scale) = measure(values);
            if (!double.IsFinite(centre) || !double.IsFinite(scale))
            {
                throw new ArgumentException($"The column '{name}' has values in the first {trainingRows} rows that are not finite.", nameof(table));
            }

            columns[name] = (centre, scale > 0 ? scale : 1);
        }

        return new(columns);
    }

    private (double Centre, double Scale) Find(string name) => _columns.TryGetValue(name, out (double, double) column)
        ? column
        : throw new ArgumentException($"The column '{name}' is not scaled. Scaled are {string.Join(", ", _columns.Keys)}.", nameof(name));
}
