using System.CommandLine;
using System.Globalization;

namespace SeqGen.Tool;

/// <summary><c>seqgen train</c>: a declaration and a table become trained weights, without a project.</summary>
internal static class TrainCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> file = Commands.Declaration();
        Option<string> data = new("--data") { Description = "The table: delimited by commas, with a line of names.", HelpName = "FILE.csv", Required = true };
        Option<string?> target = new("--target") { Description = "The column to learn; by default the last one.", HelpName = "NAME" };
        Option<string?> text = new("--text") { Description = "For models of tokens: the column of texts, or of numbers of tokens; by default the only one beside the target.", HelpName = "NAME" };
        Option<int> epochs = Positive("--epochs", "Passes over the training rows.", 10);
        Option<int> batch = Positive("--batch", "Rows of a step.", 32);
        Option<int> seed = new("--seed") { Description = "Decides initial weights, the order of rows, and which of them validate.", HelpName = "N" };
        Option<double> validation = new("--validation") { Description = "The part of the rows that validates.", HelpName = "PART", DefaultValueFactory = _ => 0.2 };
        validation.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and < 1))
            {
                result.AddError("--validation is at least 0 and below 1.");
            }
        });
        Option<double> rate = new("--learning-rate") { Description = "Adam's learning rate.", HelpName = "RATE", DefaultValueFactory = _ => 0.001 };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < double.PositiveInfinity))
            {
                result.AddError("--learning-rate is above 0.");
            }
        });
        Option<string?> weights = new("--output", "-o") { Description = "The file of weights; by default the model's name with .safetensors.", HelpName = "FILE" };
        Command command = new("train", "Trains a declaration on a table and saves weights (and, for texts, a tokenizer).") { file, data, target, text, epochs, batch, seed, validation, rate, weights };
        command.SetAction(parsed =>
        {
            if (Commands.Compile(parsed.GetValue(file)!, errors, parsed.GetValue(seed)) is not { } model)
            {
                return Commands.Failed;
            }

            string path = parsed.GetValue(weights) ?? model.Description.Name + ".safetensors";
            RequireRoom(path);
            TableData rows = TableData.Load(parsed.GetValue(data)!, model.Description, parsed.GetValue(target), parsed.GetValue(text), parsed.GetValue(validation), parsed.GetValue(seed));
            output.WriteLine($"{model.Description.Name}: {rows.Meaning}");
            model.Fit(rows.Training, new FitOptions
            {
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batch),
                Seed = parsed.GetValue(seed),
                Optimizer = new Adam(parsed.GetValue(rate)),
                Validation = rows.Validation,
                Callbacks = [new Progress(output, parsed.GetValue(epochs))],
            });
            model.Save(path);
            output.WriteLine($"Wrote {path}.");
            if (rows.Tokenizer is { } tokenizer)
            {
                string words = Path.ChangeExtension(path, ".tokenizer.json");
                tokenizer.Save(words);
                output.WriteLine($"Wrote {words}.");
            }

            return Commands.Done;
        });
        return command;
    }

    /// <summary>What cannot be saved must be known before the training, not after it.</summary>
    private static void RequireRoom(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        if (Directory.Exists(path) || !Directory.Exists(folder))
        {
            throw new IOException(Directory.Exists(path) ? $"{path} is a folder: --output names the file of weights." : $"The folder {folder} does not exist: make it, or name another file (--output).");
        }
    }

    private static Option<int> Positive(string name, string description, int value)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} is at least 1.");
            }
        });
        return option;
    }

    /// <summary>A line an epoch.</summary>
    private sealed class Progress(TextWriter output, int epochs) : Callback
    {
        public override void OnEpochEnd(FitContext fit, EpochResult epoch) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch}/{epochs}  {string.Join("  ", epoch.Names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {epoch[name]:0.0000}")))}  {epoch.Seconds:0.00} s"));
    }
}
