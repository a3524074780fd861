using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using SeqGen.Generator;

namespace SeqGen.Documentation.Tests;

/// <summary>
/// A block of C# as the program of somebody who has the packages: with what its comment gives, with the models that its page declares in
/// <c>.seqnet</c> and that it names, and, where it has no <c>using</c> of ours, with all our namespaces.
/// </summary>
internal sealed class CSharpExample
{
    private const string Namespace = "Reviews";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp13);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly SyntaxTree _program;
    private readonly Compilation _compilation;
    private readonly ImmutableArray<Diagnostic> _ofGenerator;

    public CSharpExample(CodeBlock block)
    {
        CompilationUnitSyntax shown = SyntaxFactory.ParseCompilationUnit(block.Text, options: Parsing);
        CompilationUnitSyntax given = SyntaxFactory.ParseCompilationUnit(block.Marker == "given" ? block.MarkerText : "", options: Parsing);
        _program = CSharpSyntaxTree.ParseText(Merge(given, shown), Parsing, "Program.cs", Encoding.UTF8);
        string[] namespaces = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];
        string[] ours = shown.Usings.Any(directive => directive.Name!.ToString().StartsWith("SeqGen", StringComparison.Ordinal))
            ? []
            : ["SeqGen", "SeqGen.Data", "SeqGen.Embeddings", "SeqGen.Reporting", "SeqGen.Text"];
        AdditionalText[] models =
        [
            .. CodeBlock.All.Where(other => other.Page == block.Page && other.Language == "seqnet")
                .Select(other => (Text: Complete(other), Name: Regex.Match(other.Text, @"^model (\w+)", RegexOptions.Multiline).Groups[1].Value))
                .Where(model => Regex.IsMatch(_program.ToString(), $@"\b{model.Name}\b") && !Declares(model.Name))
                .Select(model => new Declaration(model.Name + ".seqnet", model.Text)),
        ];
        if (models.Length > 0)
        {
            ours = [.. ours, Namespace];
        }

        SyntaxTree usings = CSharpSyntaxTree.ParseText(string.Concat(namespaces.Concat(ours).Select(name => $"global using {name};\n")), Parsing, "Usings.cs", Encoding.UTF8);
        CSharpCompilation project = CSharpCompilation.Create(
            "Example" + Guid.NewGuid().ToString("N"), [_program, usings], References.Value,
            new(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new SequenceModelGenerator().AsSourceGenerator()], models, Parsing, new Options())
            .RunGeneratorsAndUpdateCompilation(project, out _compilation, out _ofGenerator);

        bool Declares(string model) => shown.Members.Concat(given.Members).OfType<TypeDeclarationSyntax>().Any(type => type.Identifier.Text == model && type.AttributeLists.Count > 0);
    }

    /// <summary>The lines of a declaration, with those that its comment gives behind it.</summary>
    public static string Complete(CodeBlock seqnet) => seqnet.Marker == "given" ? $"{seqnet.Text}\n{seqnet.MarkerText}\n" : seqnet.Text + "\n";

    /// <summary>What the compiler says of the block itself, and the generator of its models.</summary>
    public IEnumerable<string> Errors() => _ofGenerator
        .Concat(_compilation.GetSemanticModel(_program).GetDiagnostics())
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "CS0618" or "CS0612")
        .Select(diagnostic => diagnostic.ToString());

    /// <summary>Runs the program in a folder of its own, and gives what it prints.</summary>
    [UnconditionalSuppressMessage("Reliability", "RS0030", Justification = "The program prints to the console.")]
    public string Run()
    {
        using MemoryStream image = new();
        EmitResult emitted = _compilation.Emit(image);
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

    private sealed class Declaration(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
    }

    private sealed class Options : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    /// <summary>One width: what is emitted has tests of its own.</summary>
    private sealed class Values : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                "build_property.RootNamespace" => Namespace,
                "build_property.SeqGenVectorBits" => "128",
                _ => null,
            };
            return value is not null;
        }
    }
}
