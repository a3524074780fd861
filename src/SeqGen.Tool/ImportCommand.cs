using System.CommandLine;
using System.Globalization;
using SeqGen.Interop;

namespace SeqGen.Tool;

/// <summary><c>seqgen import</c>: a trained model of another library becomes a declaration and weights.</summary>
internal static class ImportCommand
{
    public static Command Create(TextWriter output)
    {
        Argument<string> file = Commands.File(new Argument<string>("FILE") { Description = "The model: Keras (.h5, .keras, JSON), ONNX, a PyTorch state dict (.safetensors, .npz, .pt), RTNeural, AIDA-X, GuitarML, NAM or word segmentation JSON." });
        Argument<string?> weights = Commands.File(new Argument<string?>("WEIGHTS") { Description = "The file of weights, where FILE is a structure only.", Arity = ArgumentArity.ZeroOrOne });
        Option<string?> name = new("--name") { Description = "The model's name, that of its class; by default made of the file's name.", HelpName = "N" };
        Option<int?> length = new("--length") { Description = "The steps of a sequence, where the file leaves them open.", HelpName = "L" };
        Option<int?> maxLength = new("--max-length") { Description = "The most steps of a sequence, where the file leaves them open and sequences of any number are meant (Keras, state dicts, ONNX).", HelpName = "L" };
        Option<string?> like = new("--like") { Description = "The declaration (.seqnet) or Keras structure (JSON) of the model, for files of weights only.", HelpName = "M.seqnet" };
        Option<string[]> values = new("--set") { Description = "The number of an input that is one number and chooses what the graph does, for instance --set sr=16000 (ONNX).", HelpName = "INPUT=VALUE" };
        values.Validators.Add(result =>
        {
            string[] names = [.. result.Tokens.Select(token => token.Value[..Math.Max(token.Value.LastIndexOf('='), 0)])];
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !TryParse(text, out _, out _)))
            {
                result.AddError($"'--set {text}' is not INPUT=VALUE with a number, for instance --set sr=16000.");
            }

            if (names.Distinct().Count() < names.Length)
            {
                result.AddError("--set gives one input several numbers.");
            }
        });
        Option<string[]> axes = new("--axes") { Description = "What the axes of an input are, where the file does not say it: batch, steps, features, and 1 for others of one entry, for instance --axes x=batch,steps,features (ONNX).", HelpName = "INPUT=AXES" };
        axes.Validators.Add(result =>
        {
            string[] names = [.. result.Tokens.Select(token => Axes(token.Value).Name)];
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => Axes(text) is { Name: "" } or { Words: "" }))
            {
                result.AddError($"'--axes {text}' is not INPUT=AXES, for instance --axes x=batch,steps,features.");
            }

            if (names.Distinct().Count() < names.Length)
            {
                result.AddError("--axes gives one input several meanings.");
            }
        });
        Option<string> folder = new("--output", "-o") { Description = "The folder to write to.", HelpName = "FOLDER", DefaultValueFactory = _ => "." };
        Option<bool> explain = new("--explain") { Description = "Print the whole walk through the file, and of a file that cannot be imported the walk so far." };
        Command command = new("import", "Writes N.seqnet and N.safetensors of a trained model.") { file, weights, name, length, maxLength, like, values, axes, folder, explain };
        command.SetAction(parsed => Run(
            parsed.GetValue(file)!,
            new ImportOptions { Name = parsed.GetValue(name), Length = parsed.GetValue(length), MaxLength = parsed.GetValue(maxLength), Like = parsed.GetValue(like), Weights = parsed.GetValue(weights), Values = Values(parsed.GetValue(values) ?? []), Axes = (parsed.GetValue(axes) ?? []).Select(Axes).ToDictionary(input => input.Name, input => input.Words) },
            parsed.GetValue(folder)!,
            parsed.GetValue(explain),
            output));
        return command;
    }

    private static Dictionary<string, double> Values(string[] texts) => texts.Select(text => TryParse(text, out string name, out double value) ? (name, value) : default)
        .ToDictionary(pair => pair.name, pair => pair.value);

    private static (string Name, string Words) Axes(string text)
    {
        int sign = Math.Max(text.LastIndexOf('='), 0);
        return (text[..sign], sign == 0 ? "" : text[(sign + 1)..]);
    }

    private static bool TryParse(string text, out string name, out double value)
    {
        int sign = text.LastIndexOf('=');
        name = sign > 0 ? text[..sign] : "";
        value = 0;
        return sign > 0 && double.TryParse(text.AsSpan(sign + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static int Run(string file, ImportOptions options, string folder, bool explain, TextWriter output)
    {
        ImportedModel imported;
        try
        {
            imported = ModelImport.Read(file, options);
        }
        catch (ImportException error) when (explain)
        {
            Print(error.Notes, explain, output);
            throw;
        }

        SequenceModel model = imported.Save(folder);
        output.WriteLine(model.Summary);
        output.WriteLine($"{file}: {imported.Format}");
        Print(imported.Notes, explain, output);
        output.WriteLine();
        output.WriteLine($"Wrote {Path.Combine(folder, imported.Name)}.seqnet and {Path.Combine(folder, imported.Name)}.safetensors. How to use it:");
        output.WriteLine($"  put {imported.Name}.seqnet into a project that has SeqGen; its class is in the project's root namespace (using ...;);");
        output.WriteLine($"  var model = new {imported.Name}(); model.Load(\"{imported.Name}.safetensors\");");
        output.WriteLine($"  or, with <SeqGenWeights Include=\"{imported.Name}.safetensors\" /> in the project file: var model = {imported.Name}.Pretrained();");
        foreach (string line in imported.UsageOf(model))
        {
            output.WriteLine($"  {line}");
        }

        return Commands.Done;
    }

    private static void Print(IReadOnlyList<ImportNote> notes, bool explain, TextWriter output)
    {
        foreach (string line in notes.Select(note => Line(note, explain)).OfType<string>())
        {
            output.WriteLine(line);
        }
    }

    private static string? Line(ImportNote note, bool explain) => note.Kind switch
    {
        ImportNoteKind.Recognized => $"  {note.Text}",
        ImportNoteKind.Skipped => $"  skipped {note.Text}",
        ImportNoteKind.Warning => $"  WARNING {note.Text}",
        _ => explain ? $"  . {note.Text}" : null,
    };
}
