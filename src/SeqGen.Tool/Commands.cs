using System.CommandLine;

namespace SeqGen.Tool;

/// <summary>The command line <c>seqgen</c>.</summary>
internal static class Commands
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The file cannot be imported, or the result cannot be written.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int WrongCommandLine = 2;

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">Its words.</param>
    /// <param name="output">Receives results.</param>
    /// <param name="errors">Receives errors.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        RootCommand root = new("Trained sequence models for SeqGen. Exit codes: 0 done, 1 it cannot be done, 2 the command line is wrong.") { ImportCommand.Create(output, errors) };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                errors.WriteLine($"seqgen: {error.Message}");
            }

            errors.WriteLine("seqgen: 'seqgen --help' and 'seqgen import --help' list what can be said.");
            return WrongCommandLine;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors });
    }
}
