using Spectre.Console;

namespace SeqGen.Reporting;

/// <summary>Tables for a console: the layers of a model, and the epochs of a fit.</summary>
public static class SummaryTable
{
    /// <summary>
    /// Prints layers, output shapes and parameter counts, as Keras' <c>model.summary()</c> does: as a table in a terminal, as plain text
    /// where output goes to a file or a pipe.
    /// </summary>
    /// <param name="model">The model.</param>
    public static void Print(SequenceModel model) => Print(model, AnsiConsole.Console);

    /// <summary>Prints loss, metrics and seconds of each epoch.</summary>
    /// <param name="history">What <see cref="SequenceModel.Fit"/> returned.</param>
    public static void Print(History history) => AnsiConsole.Console.Write(OfHistory(history));

    /// <summary>Prints rows, precision, recall (the accuracy on the class) and F1 of each class.</summary>
    /// <param name="matrix">What was counted.</param>
    /// <param name="names">The name of each class.</param>
    /// <exception cref="ArgumentException">There is not one name for each class.</exception>
    public static void Print(ConfusionMatrix matrix, IReadOnlyList<string> names) => AnsiConsole.Console.Write(OfClasses(matrix, names));

    internal static void Print(SequenceModel model, IAnsiConsole console)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (console.Profile.Out.IsTerminal)
        {
            console.Write(OfModel(model.Description));
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(model.Summary);
        }
    }

    internal static Table OfModel(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Table table = Plain(description.Name);
        table.AddColumn("Layer (type)").AddColumn("Output shape").AddColumn(new TableColumn("Parameters").RightAligned());
        foreach (LayerDescription layer in description.Layers)
        {
            table.AddRow(
                Markup.Escape($"{layer.Name} ({layer.ClassName})"),
                Markup.Escape(layer.OutputShape),
                FigureText.Count(layer.Parameters));
        }

        ParameterCounts counts = ParameterCounts.Of(description);
        return table.Caption(
            $"{FigureText.Count(counts.Total)} parameters, {FigureText.Count(counts.Trainable)} of them trainable");
    }

    internal static Table OfHistory(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        Table table = Plain("Training");
        table.AddColumn(new TableColumn("epoch").RightAligned());
        foreach (string name in history.Names)
        {
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        }

        table.AddColumn(new TableColumn("time").RightAligned());
        foreach (EpochResult epoch in history.Epochs)
        {
            table.AddRow([
                FigureText.Count(epoch.Epoch),
                .. history.Names.Select(name => FigureText.Figure(epoch[name])),
                FigureText.Duration(epoch.Seconds)]);
        }

        return table;
    }

    internal static Table OfClasses(ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count != matrix.Classes)
        {
            throw new ArgumentException($"{names.Count} names were given for {matrix.Classes} classes.", nameof(names));
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumn("class");
        foreach (string column in (string[])["rows", "precision", "recall", "F1", "mostly taken for"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        for (int index = 0; index < names.Count; index++)
        {
            int other = Enumerable.Range(0, names.Count).Where(predicted => predicted != index).MaxBy(predicted => matrix[index, predicted]);
            table.AddRow(
                Markup.Escape(names[index]),
                FigureText.Count(matrix.Actual(index)),
                FigureText.Figure(matrix.Precision(index)),
                FigureText.Figure(matrix.Recall(index)),
                FigureText.Figure(matrix.F1(index)),
                matrix[index, other] == 0 ? "" : Markup.Escape($"{names[other]} ({FigureText.Count(matrix[index, other])})"));
        }

        return table;
    }

    private static Table Plain(string title) => new Table().Border(TableBorder.Rounded).Title(Markup.Escape(title));
}
