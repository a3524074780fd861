using System.CommandLine;
using System.Globalization;
using System.Text;

namespace SeqGen.Tool;

/// <summary><c>seqgen new</c>: a declaration to start from.</summary>
internal static class NewCommand
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["text"] = """
            # Texts of up to 200 words, of the 10,000 most frequent ones, in two classes.
            model {0}
            tokens length=200 vocabulary=10000
            embedding 32
            lstm 32
            dense 1 sigmoid
            loss binary_crossentropy
            """,
        ["series"] = """
            # 24 steps of 4 numbers each, and one number to foretell.
            model {0}
            features length=24 size=4
            gru 32
            dense 1
            loss mean_squared_error
            """,
        ["classes"] = """
            # 24 steps of 4 numbers each, in three classes.
            model {0}
            features length=24 size=4
            lstm 32
            dense 3 softmax
            loss sparse_categorical_crossentropy
            """,
    };

    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> name = Commands.File(new Argument<string>("NAME") { Description = "The model's name, that of its class; the file is NAME.seqnet." });
        Option<string> kind = new("--kind") { Description = "What to start from: texts in two classes, a series of numbers, or numbers in classes.", DefaultValueFactory = _ => "text" };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        Command command = new("new", "Writes a declaration to start from.") { name, kind };
        command.SetAction(parsed => Run(parsed.GetValue(name)!, parsed.GetValue(kind)!, output, errors));
        return command;
    }

    private static int Run(string name, string kind, TextWriter output, TextWriter errors)
    {
        string file = name.EndsWith(".seqnet", StringComparison.Ordinal) ? name : name + ".seqnet";
        string model = Path.GetFileNameWithoutExtension(file);
        if (!Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(model))
        {
            errors.WriteLine($"seqgen: '{model}' cannot be the name of a class: it needs letters, digits and _, and no digit in front.");
            return Commands.Failed;
        }

        if (File.Exists(file))
        {
            errors.WriteLine($"seqgen: {file} exists; nothing was written.");
            return Commands.Failed;
        }

        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, Kinds[kind], model) + "\n")));

        output.WriteLine($"Wrote {file}. Next: seqgen check {file}, seqgen train {file} --data FILE.csv");
        return Commands.Done;
    }
}
