using System.CommandLine;

namespace SeqGen.Tool;

/// <summary><c>seqgen summary</c>: the table of layers, shapes and parameters.</summary>
internal static class SummaryCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> file = Commands.Declaration();
        Command command = new("summary", "Prints layers, output shapes and parameters of a declaration.") { file };
        command.SetAction(parsed =>
        {
            if (Commands.Compile(parsed.GetValue(file)!, errors) is not { } model)
            {
                return Commands.Failed;
            }

            output.WriteLine(model.Summary);
            return Commands.Done;
        });
        return command;
    }
}
