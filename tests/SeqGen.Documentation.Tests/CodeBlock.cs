using System.Reflection;
using Markdig;
using Markdig.Syntax;

namespace SeqGen.Documentation.Tests;

/// <summary>
/// A block of code of a README, with the comment that stands right before it, where there is one:
/// <list type="bullet">
/// <item><c>&lt;!-- given: C# --&gt;</c>: what stands before C# that is a part of a program, or the lines of a declaration of which the block is a part.</item>
/// <item><c>&lt;!-- output --&gt;</c>: what the program in the block of C# before it prints.</item>
/// <item><c>&lt;!-- shown: reason --&gt;</c>: nothing here can check this block, and why.</item>
/// <item><c>&lt;!-- first hour: ... --&gt;</c>: tests/first-hour.sh runs and compares it.</item>
/// </list>
/// </summary>
/// <param name="Page">The README, seen from the root of the repository.</param>
/// <param name="Line">The line on which the block begins, from 1.</param>
/// <param name="Language">What stands behind the fence; null where nothing does.</param>
/// <param name="Text">The lines of the block.</param>
/// <param name="Marker">The first word of the comment, as <c>given</c>; empty without a comment.</param>
/// <param name="MarkerText">The rest of the comment.</param>
internal sealed record CodeBlock(string Page, int Line, string? Language, string Text, string Marker, string MarkerText)
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = typeof(CodeBlock).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Every README, seen from the root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        .. new[] { "generators", "samples", "src", "tests" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "README.md").Concat(
                Directory.GetDirectories(Path.Combine(Root, folder)).SelectMany(project => Directory.GetFiles(project, "README.md"))))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>All blocks of all pages.</summary>
    public static IReadOnlyList<CodeBlock> All { get; } = [.. Pages.SelectMany(Read)];

    /// <summary>Where it stands, as tests are named.</summary>
    public string Place => $"{Page}:{Line}";

    /// <summary>The block before it on its page.</summary>
    public CodeBlock? Before => All.LastOrDefault(block => block.Page == Page && block.Line < Line);

    private static IEnumerable<CodeBlock> Read(string page)
    {
        MarkdownDocument document = Markdown.Parse(File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n"));
        foreach (Markdig.Syntax.CodeBlock block in document.Descendants<Markdig.Syntax.CodeBlock>())
        {
            int index = block.Parent!.IndexOf(block);
            string comment = index > 0 && block.Parent[index - 1] is HtmlBlock { Type: HtmlBlockType.Comment } html && html.Line + html.Lines.Count == block.Line
                ? html.Lines.ToString().Trim()
                : "";
            string[] parts = comment.Replace("<!--", "", StringComparison.Ordinal).Replace("-->", "", StringComparison.Ordinal).Split(':', 2, StringSplitOptions.TrimEntries);
            string? language = block is FencedCodeBlock { Info: { Length: > 0 } info } ? info : null;
            yield return new(page, block.Line + 1, language, block.Lines.ToString(), parts[0], parts.ElementAtOrDefault(1) ?? "");
        }
    }
}
