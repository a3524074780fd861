using System.Text.RegularExpressions;
using System.Xml.Linq;
using SeqGen.Interop.Declarations;

namespace SeqGen.Documentation.Tests;

/// <summary>Every block of code of every README is what it says: it compiles, prints what stands there, or names commands that exist.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [.. CodeBlock.Pages];

    public static TheoryData<string> CSharp => Blocks(block => block.Language == "csharp" && block.Marker != "shown");

    public static TheoryData<string> Declarations => Blocks(block => block.Language == "seqnet");

    public static TheoryData<string> Outputs => Blocks(block => block.Marker == "output");

    public static TheoryData<string> Commands => Blocks(block => block.Language == "bash");

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryBlockIsCheckedOrSaysWhyNot(string page)
    {
        foreach (CodeBlock block in CodeBlock.All.Where(block => block.Page == page))
        {
            string[] markers = block.Language switch
            {
                "csharp" => ["", "given", "shown"],
                "seqnet" => ["", "given"],
                "bash" => ["", "first hour"],
                "xml" => [""],
                "text" => ["output", "shown", "first hour"],
                "c" or "python" or "yaml" => ["shown"],
                _ => [],
            };
            markers.ShouldContain(block.Marker, $"{block.Place}: a block of '{block.Language}' with the comment '{block.Marker}'; CodeBlock.cs says what there is.");
            (block.Marker is "" or "output" || block.MarkerText.Length > 3).ShouldBeTrue($"{block.Place}: the comment says nothing.");
        }
    }

    [Theory]
    [MemberData(nameof(CSharp))]
    public void CSharpCompiles(string place) => new CSharpExample(Find(place)).Errors().ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Outputs))]
    public void AProgramPrintsWhatStandsThere(string place)
    {
        CodeBlock output = Find(place);
        CodeBlock program = output.Before.ShouldNotBeNull();
        program.Language.ShouldBe("csharp");

        new CSharpExample(program).Run().ReplaceLineEndings("\n").TrimEnd().ShouldBe(output.Text.TrimEnd());
    }

    [Theory]
    [MemberData(nameof(Declarations))]
    public void DeclarationsAreSound(string place) =>
        ModelCompiler.Diagnose("Model.seqnet", CSharpExample.Complete(Find(place))).Select(problem => $"line {problem.Line + 1}: {problem.Message}").ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Commands))]
    public void CommandsExist(string place) =>
        Find(place).Text.Split('\n').Select(line => CommandLine.Problem(line) is { } problem ? $"{line}: {problem}" : null).Where(problem => problem is not null).ShouldBeEmpty();

    [Fact]
    public void XmlIsWellFormed()
    {
        foreach (CodeBlock block in CodeBlock.All.Where(block => block.Language == "xml"))
        {
            XElement.Parse($"<Project>{block.Text}</Project>").HasElements.ShouldBeTrue(block.Place);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void LinksAndPathsLeadSomewhere(string page)
    {
        string text = File.ReadAllText(Path.Combine(CodeBlock.Root, page));
        string folder = Path.GetDirectoryName(Path.Combine(CodeBlock.Root, page))!;
        Links().Matches(text).Select(match => match.Groups[1].Value)
            .Where(link => !Path.Exists(Path.Combine(folder, link)))
            .Concat(Paths().Matches(text).Select(match => match.Groups[1].Value).Where(path => !Path.Exists(Path.Combine(CodeBlock.Root, path))))
            .ShouldBeEmpty();
    }

    private static CodeBlock Find(string place) => CodeBlock.All.Single(block => block.Place == place);

    private static TheoryData<string> Blocks(Func<CodeBlock, bool> isWanted) => [.. CodeBlock.All.Where(isWanted).Select(block => block.Place)];

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`((?:src|tests|samples|generators|\.ci|\.github)/[\w./-]+)`")]
    private static partial Regex Paths();
}
