using System.CommandLine;
using System.Text.RegularExpressions;
using SeqGen.Data;
using SeqGen.Interop;

namespace SeqGen.Tool;

/// <summary>The command line <c>seqgen</c>.</summary>
internal static partial class Commands
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
        ParseResult parsed = Create(output, errors).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                errors.WriteLine($"seqgen: {error.Message}");
            }

            errors.WriteLine("seqgen: 'seqgen --help' lists the commands, 'seqgen import --help' and so on what each of them takes.");
            return WrongCommandLine;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (MessageOf(error) is { } message)
        {
            errors.WriteLine($"seqgen: {message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }

    /// <summary>What a person can make wrong, as a sentence; null for an error of this program itself.</summary>
    private static string? MessageOf(Exception error) => error switch
    {
        OutOfMemoryException => "There is not enough memory for this: take a smaller table, model or batch.",

        // The name of a parameter says nothing to whoever wrote a command line.
        ArgumentException => ParameterName().Replace(error.Message, ""),
        IOException or UnauthorizedAccessException or InvalidDataException or DataFormatException or NotSupportedException or InvalidOperationException or TrainingDivergedException => error.Message,
        _ => null,
    };

    [GeneratedRegex(@" \(Parameter '[^']*'\)")]
    private static partial Regex ParameterName();

    /// <summary>All commands.</summary>
    /// <param name="output">Receives results.</param>
    /// <param name="errors">Receives errors.</param>
    public static RootCommand Create(TextWriter output, TextWriter errors) => new("Sequence models without a project: declare, check, train, measure, import, export. Exit codes: 0 done, 1 it cannot be done, 2 the command line is wrong.")
    {
        NewCommand.Create(output, errors),
        CheckCommand.Create(output),
        SummaryCommand.Create(output, errors),
        TrainCommand.Create(output, errors),
        BenchCommand.Create(output, errors),
        ImportCommand.Create(output),
        ExportCommand.Create(output),
    };

    /// <summary>The argument of a declaration.</summary>
    public static Argument<string> Declaration() => File(new Argument<string>("FILE") { Description = "The model's declaration (.seqnet)." });

    /// <summary>Compiles a declaration; of one that is wrong prints what is wrong, and gives nothing.</summary>
    public static SequenceModel? Compile(string file, TextWriter errors, int seed = 0) => CheckCommand.Print(file, errors) ? DeclarationFile.Compile(file, seed) : null;

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
