using System.Globalization;
using System.Text;

namespace SeqGen;

/// <summary>The table that Keras' <c>model.summary()</c> prints.</summary>
internal static class ModelSummary
{
    private static readonly string[] Titles = ["Layer (type)", "Output Shape", "Param #"];

    public static string Write(ModelDescription description)
    {
        List<string[]> rows = [];
        foreach (LayerDescription layer in description.Layers)
        {
            rows.Add([$"{layer.Name} ({layer.ClassName})", layer.OutputShape, Number(layer.Parameters)]);
        }

        int[] widths = [.. Titles.Select((title, column) => Math.Max(title.Length, rows.Select(row => row[column].Length).DefaultIfEmpty(0).Max()))];
        string rule = "+" + string.Concat(widths.Select(width => new string('-', width + 2) + "+"));
        StringBuilder text = new();
        text.Append("Model: \"").Append(description.Name).Append("\"\n").Append(rule).Append('\n');
        AppendRow(text, Titles, widths);
        text.Append(rule.Replace('-', '=')).Append('\n');
        foreach (string[] row in rows)
        {
            AppendRow(text, row, widths);
        }

        long trainable = description.Weights.Where(weight => weight.Trainable).Sum(weight => (long)weight.Length);
        long total = description.Layers.Sum(layer => layer.Parameters);
        text.Append(rule).Append('\n');
        AppendTotal(text, "Total params", total);
        AppendTotal(text, "Trainable params", trainable);
        AppendTotal(text, "Non-trainable params", total - trainable);
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths)
    {
        text.Append("| ").Append(cells[0].PadRight(widths[0]))
            .Append(" | ").Append(cells[1].PadRight(widths[1]))
            .Append(" | ").Append(cells[2].PadLeft(widths[2])).Append(" |\n");
    }

    private static void AppendTotal(StringBuilder text, string title, long count)
    {
        string size = (count * sizeof(float) / 1024.0).ToString("N2", CultureInfo.InvariantCulture);
        text.Append(' ').Append(title).Append(": ").Append(Number(count)).Append(" (").Append(size).Append(" KB)\n");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
