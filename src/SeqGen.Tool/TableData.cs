using System.Globalization;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Tool;

/// <summary>The rows of a table as a model takes them.</summary>
internal sealed class TableData
{
    /// <summary>The rows to learn from.</summary>
    public required Dataset Training { get; init; }

    /// <summary>The rows that validate; none where the part is too small.</summary>
    public required Dataset? Validation { get; init; }

    /// <summary>What made tokens of texts; its words are those of the training rows.</summary>
    public required Tokenizer? Tokenizer { get; init; }

    /// <summary>Which columns are what.</summary>
    public required string Meaning { get; init; }

    /// <summary>Reads a table for a model.</summary>
    /// <exception cref="InvalidDataException">The table does not fit the model; the message says what is missing.</exception>
    public static TableData Load(string path, ModelDescription model, string? target, string? text, double validation, int seed)
    {
        if (model.Inputs.Count > 1 || model.Outputs.Count > 1)
        {
            throw new InvalidDataException($"{model.Name} has several inputs or outputs; a table is one of each. Train it in a program, with an ArrayDataset.");
        }

        if ((model.Output.Loss ?? model.Loss) is not { } loss)
        {
            throw new InvalidDataException($"{model.Name} declares no loss. Add a last line, for instance 'loss binary_crossentropy', 'loss sparse_categorical_crossentropy' or 'loss mean_squared_error'.");
        }

        bool labels = loss is "binary_crossentropy" or "sparse_categorical_crossentropy";
        if (model.Output.Steps > 1 || (loss != "sparse_categorical_crossentropy" && model.Output.Size > 1))
        {
            throw new InvalidDataException($"{model.Name} has {model.Output.Length} values to learn for a row ({loss}); a table has one column for them. Train it in a program.");
        }

        (string[] names, string[][] all) = Read(path);
        int targetColumn = target is null ? names.Length - 1 : Column(path, names, target);
        int[] others = [.. Enumerable.Range(0, names.Length).Where(column => column != targetColumn)];
        string[][] rows = SeededShuffle.Shuffled(all, seed);
        int validated = (int)(rows.Length * validation);
        int trained = rows.Length - validated;
        (Func<int, int, DatasetTargets> targets, string classes) = Targets(path, rows, names[targetColumn], targetColumn, labels, loss == "binary_crossentropy" ? 2 : model.Output.Size);
        InputDescription input = model.Inputs[0];
        Tokenizer? tokenizer = null;
        DatasetInput[] inputs;
        string source;
        if (input.Kind == InputKind.Features)
        {
            if (text is not null)
            {
                throw new InvalidDataException($"{model.Name} takes numbers; --text is for models of tokens.");
            }

            int expected = input.Length * input.Size;
            bool fits = others.Length == expected || (input.IsVariable && others.Length > 0 && others.Length < expected && others.Length % input.Size == 0);
            if (!fits)
            {
                throw new InvalidDataException($"{path} has {others.Length} columns beside the target '{names[targetColumn]}', and {model.Name} takes {(input.IsVariable ? "up to " : "")}{expected} numbers a row ({input.Length} steps of {input.Size}).");
            }

            if ((long)rows.Length * others.Length > Array.MaxLength / sizeof(float))
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path} has {rows.Length:N0} rows of {others.Length:N0} numbers, more than are trained on at once. Take fewer rows, or train in a program with a streaming dataset."));
            }

            source = $"{others.Length} columns of numbers, {names[others[0]]} to {names[others[^1]]}";
            inputs = [.. Parts(rows, trained).Select(part => DatasetInput.Features([.. part.SelectMany(row => others.Select(column => Number(path, row, names[column], row[column])))], others.Length))];
        }
        else
        {
            if (text is null && others.Length != 1)
            {
                throw new InvalidDataException($"{path} has {others.Length} columns beside the target '{names[targetColumn]}': {string.Join(", ", others.Select(column => names[column]))}. Say with --text which of them holds the texts or tokens.");
            }

            int column = text is null ? others[0] : Column(path, names, text);
            if (rows.All(row => string.IsNullOrWhiteSpace(row[column])))
            {
                throw new InvalidDataException($"{path} has nothing in the column '{names[column]}', which holds the texts or tokens.");
            }

            if (rows.All(row => row[column].Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _))))
            {
                source = $"tokens in column '{names[column]}'";
                inputs = [.. Parts(rows, trained).Select(part => DatasetInput.Tokens([.. part.Select(row => row[column].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray())]))];
            }
            else
            {
                tokenizer = new Tokenizer(input.Vocabulary);
                tokenizer.FitOnTexts(rows.Take(trained).Select(row => row[column]));
                Tokenizer words = tokenizer;
                source = string.Create(CultureInfo.InvariantCulture, $"texts in column '{names[column]}', {tokenizer.WordIndex.Count:N0} words");
                inputs = [.. Parts(rows, trained).Select(part => DatasetInput.Tokens(words.TextsToSequences(part.Select(row => row[column]))))];
            }
        }

        return new TableData
        {
            Training = new ArrayDataset([inputs[0]], targets(0, trained)),
            Validation = validated == 0 ? null : new ArrayDataset([inputs[1]], targets(trained, validated)),
            Tokenizer = tokenizer,
            Meaning = string.Create(CultureInfo.InvariantCulture, $"{source}; target '{names[targetColumn]}'{classes}; {trained:N0} rows to train, {validated:N0} to validate"),
        };
    }

    private static string[][][] Parts(string[][] rows, int trained) => [rows[..trained], rows[trained..]];

    /// <summary>The targets of some rows: whole numbers or words as classes, or numbers.</summary>
    private static (Func<int, int, DatasetTargets> Targets, string Classes) Targets(string path, string[][] rows, string name, int column, bool labels, int classes)
    {
        if (!labels)
        {
            float[] values = [.. rows.Select(row => Number(path, row, name, row[column]))];
            return ((start, count) => DatasetTargets.Values(values[start..(start + count)]), "");
        }

        string[] words = [.. rows.Select(row => row[column].Trim())];
        string[] known = [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        bool numbers = known.All(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        Dictionary<string, int> codes = known.Select((word, code) => (word, numbers ? int.Parse(word, CultureInfo.InvariantCulture) : code)).ToDictionary(StringComparer.Ordinal);
        if (known.Contains("") || codes.Values.Max() >= classes)
        {
            throw new InvalidDataException(known.Contains("")
                ? $"{path}: a row has nothing in the target column '{name}'."
                : $"{path}: the target column '{name}' has {(numbers ? $"the class {codes.Values.Max()}" : $"{known.Length} classes")}, and the model has {classes}, from 0.");
        }

        int[] targets = [.. words.Select(word => codes[word])];
        return ((start, count) => DatasetTargets.Labels(targets[start..(start + count)]), numbers ? "" : $" ({string.Join(", ", known.Select((word, code) => $"{word} = {code}"))})");
    }

    private static (string[] Names, string[][] Rows) Read(string path)
    {
        using DelimitedReader reader = new(path, ',', quoting: true, fields: null, encoding: null, DataLimits.Default);
        if (!reader.TryReadRecord(out List<string> header) || header.Count < 2)
        {
            throw new InvalidDataException($"{path} needs a first line with the names of at least two columns, separated by commas.");
        }

        string[] names = [.. header.Select(name => name.Trim())];
        List<string[]> rows = [];
        while (reader.TryReadRecord(out List<string> fields))
        {
            if (reader.IsBlank)
            {
                continue;
            }

            if (fields.Count != names.Length)
            {
                throw new InvalidDataException($"{path}, line {reader.LineNumber}: {fields.Count} fields, where the first line names {names.Length} columns.");
            }

            rows.Add([.. fields]);
        }

        return rows.Count >= 2 ? (names, [.. rows]) : throw new InvalidDataException($"{path} has {rows.Count} rows below its names; training needs at least two.");
    }

    private static int Column(string path, string[] names, string name)
    {
        int column = Array.IndexOf(names, name);
        if (column != Array.LastIndexOf(names, name))
        {
            throw new InvalidDataException($"{path} has several columns '{name}'; give each a name of its own.");
        }

        return column >= 0 ? column : throw new InvalidDataException($"{path} has no column '{name}'. It has {string.Join(", ", names)}.");
    }

    private static float Number(string path, string[] row, string name, string value) =>
        float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number)
            ? number
            : throw new InvalidDataException($"{path}: '{value}' in column '{name}' is not a finite number (row: {string.Join(",", row.Take(8))}{(row.Length > 8 ? ",..." : "")}).");
}
