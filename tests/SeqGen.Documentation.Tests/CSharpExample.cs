using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using SeqGen.Generator.Testing;

namespace SeqGen.Documentation.Tests;

/// <summary>
/// A block of C# as the program of somebody who has the packages: with what its comment gives, with the models that its page declares in
/// <c>.seqnet</c> and that it names, and, where it has no <c>using</c> of ours, with all our namespaces.
/// </summary>
internal sealed class CSharpExample
{
    private const string Namespace = "Reviews";
    private const string Program = "Program.cs";

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly GeneratorRun _run;

    public CSharpExample(CodeBlock block)
    {
        CompilationUnitSyntax shown = SyntaxFactory.ParseCompilationUnit(block.Text);
        CompilationUnitSyntax given = SyntaxFactory.ParseCompilationUnit(block.Marker == "given" ? block.MarkerText : "");
        string program = Merge(given, shown);
        string[] namespaces = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];
        string[] ours = shown.Usings.Any(directive => directive.Name!.ToString().StartsWith("SeqGen", StringComparison.Ordinal))
            ? []
            : ["SeqGen", "SeqGen.Data", "SeqGen.Embeddings", "SeqGen.Reporting", "SeqGen.Text"];
        (string Text, string Name)[] models =
        [
            .. CodeBlock.All.Where(other => other.Page == block.Page && other.Language == "seqnet")
                .Select(other => (Text: Complete(other), Name: Regex.Match(other.Text, @"^model (\w+)", RegexOptions.Multiline).Groups[1].Value))
                .Where(model => Regex.IsMatch(program, $@"\b{model.Name}\b") && !Declares(model.Name)),
        ];
        if (models.Length > 0)
        {
            ours = [.. ours, Namespace];
        }

        // One width of vectors: what is emitted has tests of its own.
        GeneratorHarness project = new GeneratorHarness(Namespace, vectorBits: "128", isProgram: true, tracksSteps: false, references: References.Value)
            .SetSource(Program, program)
            .SetSource("Usings.cs", string.Concat(namespaces.Concat(ours).Select(name => $"global using {name};\n")));
        foreach ((string text, string name) in models)
        {
            project.SetFile(name + ".seqnet", text);
        }

        _run = project.Run();

        bool Declares(string model) => shown.Members.Concat(given.Members).OfType<TypeDeclarationSyntax>().Any(type => type.Identifier.Text == model && type.AttributeLists.Count > 0);
    }

    /// <summary>The lines of a declaration, with those that its comment gives behind it.</summary>
    public static string Complete(CodeBlock seqnet) => seqnet.Marker == "given" ? $"{seqnet.Text}\n{seqnet.MarkerText}\n" : seqnet.Text + "\n";

    /// <summary>What the compiler says of the block itself, and the generator of its models.</summary>
    public IEnumerable<string> Errors() => _run.Diagnostics
        .Concat(_run.Output.GetSemanticModel(_run.Output.SyntaxTrees.Single(tree => tree.FilePath == Program)).GetDiagnostics())
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "CS0618" or "CS0612")
        .Select(diagnostic => diagnostic.ToString());

    /// <summary>Runs the program in a folder of its own, and gives what it prints.</summary>
    [UnconditionalSuppressMessage("Reliability", "RS0030", Justification = "The program prints to the console.")]
    public string Run()
    {
        using MemoryStream image = new();
        EmitResult emitted = _run.Output.Emit(image);
        emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        image.Position = 0;
        AssemblyLoadContext context = new("example", isCollectible: true);
        MethodInfo main = context.LoadFromStream(image).EntryPoint!;
        string folder = Directory.CreateTempSubdirectory("seqgen-example").FullName;
        string before = Environment.CurrentDirectory;
        TextWriter console = Console.Out;
        using StringWriter output = new(CultureInfo.InvariantCulture);
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(output);
            main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
            context.Unload();
        }

        return output.ToString();
    }

    /// <summary>One program of both parts: first all usings, then the given statements and the shown ones, then the types.</summary>
    private static string Merge(CompilationUnitSyntax given, CompilationUnitSyntax shown)
    {
        IEnumerable<MemberDeclarationSyntax> members = given.Members.Concat(shown.Members);
        StringBuilder program = new();
        program.AppendJoin("\n", given.Usings.Concat(shown.Usings).Select(directive => directive.ToFullString())).AppendLine();
        program.AppendJoin("\n", members.OfType<GlobalStatementSyntax>().Select(member => member.ToFullString())).AppendLine();
        program.AppendJoin("\n", members.Where(member => member is not GlobalStatementSyntax).Select(member => member.ToFullString())).AppendLine();
        return program.ToString();
    }
}
