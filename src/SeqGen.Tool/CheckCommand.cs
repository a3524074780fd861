using System.CommandLine;
using System.Globalization;
using SeqGen.Data;
using SeqGen.Interop;

namespace SeqGen.Tool;

/// <summary><c>seqgen check</c>: what a build would say of a declaration, with a mark under the place.</summary>
internal static class CheckCommand
{
    public static Command Create(TextWriter output)
    {
        Argument<string> file = Commands.Declaration();
        Command command = new("check", "Says what is wrong with a declaration, and where. Exit code 1 if there is an error.") { file };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, output));
        return command;
    }

    /// <summary>Prints what is wrong; true where nothing is.</summary>
    public static bool Print(string file, TextWriter writer)
    {
        IReadOnlyList<DeclarationProblem> problems = DeclarationFile.Check(file);
        using StreamReader reader = new(RegularFile.Open(file));
        string[] lines = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
        foreach (DeclarationProblem problem in problems)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}({problem.Line + 1},{problem.Column + 1}): {(problem.IsError ? "error" : "warning")} {problem.Id}: {problem.Message}"));
            if (problem.Line < lines.Length)
            {
                string line = lines[problem.Line].Replace('\t', ' ');
                int column = Math.Min(problem.Column, line.Length);
                writer.WriteLine($"  {line}");
                writer.WriteLine($"  {new string(' ', column)}{new string('^', Math.Clamp(problem.Length, 1, Math.Max(line.Length - column, 1)))}");
            }
        }

        return !problems.Any(problem => problem.IsError);
    }

    private static int Run(string file, TextWriter output)
    {
        if (!Print(file, output))
        {
            return Commands.Failed;
        }

        output.WriteLine($"{file}: the declaration is sound.");
        return Commands.Done;
    }
}
