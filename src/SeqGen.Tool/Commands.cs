using System.CommandLine;

namespace SeqGen.Tool;

/// <summary>The command line <c>seqgen</c>.</summary>
internal static class Commands
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The file cannot be imported or exported, or the result cannot be written.</summary>
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
        RootCommand root = new("Trained sequence models for SeqGen. Exit codes: 0 done, 1 it cannot be done, 2 the command line is wrong.")
        {
            ImportCommand.Create(output, errors),
            ExportCommand.Create(output, errors),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                errors.WriteLine($"seqgen: {error.Message}");
            }

            errors.WriteLine("seqgen: 'seqgen --help', 'seqgen import --help' and 'seqgen export onnx --help' list what can be said.");
            return WrongCommandLine;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors });
    }

    /// <summary>An argument that is a file; a misspelt option would be taken for one.</summary>
    public static Argument<T> File<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-'))?.Value is { } option)
            {
                result.AddError($"There is no option '{option}'.");
            }
        });
        return argument;
    }
}
