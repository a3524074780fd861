using Microsoft.CodeAnalysis;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>A source text in which <c>{|ID:</c> and <c>|}</c> enclose the places where diagnostics are expected.</summary>
internal static class Markup
{
    /// <summary>Runs the generator on a C# file and checks the diagnostics, their places and a part of the first one's message.</summary>
    public static void CheckSource(string markup, string message) =>
        Check(markup, message, text => GeneratorHarness.RunSource(text));

    /// <summary>The same for a .seqnet file, of which the C# compiler has nothing to say.</summary>
    public static void CheckSeqnet(string markup, string message) =>
        Check(markup, message, text => GeneratorHarness.RunSeqnet(text)).CompilerDiagnostics.ShouldBeEmpty();

    /// <summary>The same for a .seqnet file beside others, of which the generator reads descriptions.</summary>
    public static void CheckSeqnet(string markup, string message, params (string Path, string Text)[] files) =>
        Check(markup, message, text => files.Aggregate(new GeneratorHarness().SetFile("Model.seqnet", text), (project, file) => project.SetFile(file.Path, file.Text)).Run())
            .CompilerDiagnostics.ShouldBeEmpty();

    private static GeneratorRun Check(string markup, string message, Func<string, GeneratorRun> run)
    {
        (string text, List<string> expected) = Parse(markup);
        GeneratorRun result = run(text);
        result.Diagnostics.Select(diagnostic => Describe(diagnostic, text)).ShouldBe(expected);
        result.Diagnostics[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldContain(message);
        result.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return result;
    }

    /// <summary>ID, line, columns and the text at that place, all counted from 1 as editors do.</summary>
    private static string Describe(Diagnostic diagnostic, string text)
    {
        FileLinePositionSpan lines = diagnostic.Location.GetLineSpan();
        Microsoft.CodeAnalysis.Text.TextSpan span = diagnostic.Location.SourceSpan;
        return Describe(diagnostic.Id, lines.StartLinePosition.Line, lines.StartLinePosition.Character, text.Substring(span.Start, span.Length));
    }

    private static string Describe(string id, int line, int column, string text) => $"{id} ({line + 1},{column + 1}) '{text}'";

    private static (string Text, List<string> Expected) Parse(string markup)
    {
        List<string> expected = [];
        string text = markup.ReplaceLineEndings("\n");
        while (text.IndexOf("{|", StringComparison.Ordinal) is int start and >= 0)
        {
            int end = text.IndexOf("|}", start, StringComparison.Ordinal);
            string id = text.Substring(start + 2, 6);
            string content = text[(start + 9)..end];
            text = text[..start] + content + text[(end + 2)..];
            int line = text.AsSpan(0, start).Count('\n');
            expected.Add(Describe(id, line, start - (text.LastIndexOf('\n', Math.Max(start - 1, 0)) + 1), content));
        }

        return (text, expected);
    }
}
