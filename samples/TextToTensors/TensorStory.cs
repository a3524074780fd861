using SeqGen.Data;

namespace SeqGen.Samples.Tensors;

/// <summary>Runs the rows from text to tensors, each on a few texts of the sample's own or on real data.</summary>
internal sealed class TensorStory(SampleOptions options)
{
    private static readonly Row[] Rows =
    [
        new("T1", "one-hot words and characters, the hashing trick", OneHotRow.ShowOwn, OneHotRow.ShowReal),
        new("T2", "a tokenizer as Keras', and its file", TokenizerRow.ShowOwn, TokenizerRow.ShowReal),
        new("T3", "padding and truncation", PaddingRow.ShowOwn, PaddingRow.ShowReal),
        new("T4", "n-grams of words and characters", NGramRow.ShowOwn, NGramRow.ShowReal),
        new("T5", "Treebank words", TreebankRow.ShowOwn, TreebankRow.ShowReal),
        new("T7", "words without a vector", UnknownWordRow.ShowOwn, UnknownWordRow.ShowReal),
        new("T8", "lengths of texts", LengthRow.ShowOwn, LengthRow.ShowReal),
        new("T9", "loaders, divisions, series", LoaderRow.ShowOwn, LoaderRow.ShowReal),
    ];

    /// <summary>The words for the rows, for help and messages.</summary>
    public static string RowWords => $"{string.Join(", ", Rows.Select(row => row.Name))}; all of them where none is named (T6 is the sample WordVectors)";

    /// <summary>Shows the rows that were asked for.</summary>
    /// <returns>The figures.</returns>
    /// <exception cref="SampleError">There is no such row, or real data are missing.</exception>
    public FigureRecord Run()
    {
        bool isReal = (options with { Model = null }).WantsRealData("texts", "real");
        if (isReal && (options.Path is not null || string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DataFolder.EnvironmentVariable))))
        {
            throw new SampleError($"This sample reads many data sets: set {DataFolder.EnvironmentVariable} to the folder that holds them (imdb, sarcasm and so on); --path is not used.");
        }

        Row[] rows = options.Model is null ? Rows : [.. Rows.Where(row => string.Equals(row.Name, options.Model, StringComparison.OrdinalIgnoreCase))];
        if (rows.Length == 0)
        {
            throw new SampleError($"There is no row '{options.Model}'. --row takes {RowWords}.");
        }

        RowPage page = new(options);
        page.Record.Settings["data"] = isReal ? "real" : "texts";
        foreach (Row row in rows)
        {
            Console.WriteLine($"{row.Name}: {row.Title}");
            page.Row = row.Name;
            (isReal ? row.ShowReal : row.ShowOwn)(page);
        }

        if (options.Json is not null)
        {
            page.Record.Save(options.Json);
        }

        return page.Record;
    }

    private sealed record Row(string Name, string Title, Action<RowPage> ShowOwn, Action<RowPage> ShowReal);
}
