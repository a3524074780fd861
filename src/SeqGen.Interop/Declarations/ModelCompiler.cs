using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using SeqGen.Generator;

namespace SeqGen.Interop.Declarations;

/// <summary>Compiles a declaration in memory, as a project's build does, and makes the model.</summary>
internal static class ModelCompiler
{
    /// <summary>The root namespace of the models.</summary>
    public const string Namespace = "SeqGen.Imported";

    /// <summary>What a model's code refers to; reading it takes longer than compiling a small model.</summary>
    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(FindReferences);

    /// <summary>Compiles a declaration for this machine's vectors.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="text">The text of its file.</param>
    /// <param name="seed">The seed of the initial weights.</param>
    /// <exception cref="InvalidOperationException">It does not compile; what was checked before does.</exception>
    public static SequenceModel Compile(string name, string text, int seed = 0) => Compile([(name, text)], seed)[0];

    /// <summary>Compiles several declarations at once, which takes much less time than one by one.</summary>
    /// <param name="declarations">The models' names, all different, and the texts of their files.</param>
    /// <param name="seed">The seed of the initial weights.</param>
    /// <exception cref="InvalidOperationException">One does not compile.</exception>
    public static IReadOnlyList<SequenceModel> Compile(IReadOnlyList<(string Name, string Text)> declarations, int seed = 0)
    {
        using MemoryStream image = Build(declarations, OptimizationLevel.Release);
        Assembly assembly = new AssemblyLoadContext(Namespace, isCollectible: true).LoadFromStream(image);
        return Models(assembly, declarations, seed);
    }

    /// <summary>Compiles several declarations to an assembly.</summary>
    /// <param name="declarations">The models' names, all different, and the texts of their files.</param>
    /// <param name="level">As of a Release or a Debug build.</param>
    /// <param name="program">C# beside them, in whose project they are.</param>
    /// <exception cref="InvalidOperationException">One does not compile.</exception>
    public static MemoryStream Build(IReadOnlyList<(string Name, string Text)> declarations, OptimizationLevel level, string program = "")
    {
        CSharpCompilation project = CSharpCompilation.Create(
            $"{Namespace}.{Guid.NewGuid():N}",
            program.Length > 0 ? [CSharpSyntaxTree.ParseText(program)] : [],
            references: References.Value,
            options: new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new SequenceModelGenerator().AsSourceGenerator()], declarations.Select(declaration => new DeclarationFile(declaration.Name + ".seqnet", declaration.Text)), optionsProvider: new ProjectOptions())
            .RunGeneratorsAndUpdateCompilation(project, out Compilation compilation, out ImmutableArray<Diagnostic> diagnostics);
        MemoryStream image = new();
        EmitResult emitted = compilation.Emit(image);
        if (!emitted.Success || diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, diagnostics.Concat(emitted.Diagnostics)));
        }

        image.Position = 0;
        return image;
    }

    /// <summary>Makes the models of a compiled assembly, in the order of their declarations.</summary>
    /// <param name="assembly">What <see cref="Build"/> made.</param>
    /// <param name="declarations">The same declarations.</param>
    /// <param name="seed">The seed of the initial weights.</param>
    public static IReadOnlyList<SequenceModel> Models(Assembly assembly, IReadOnlyList<(string Name, string Text)> declarations, int seed = 0)
    {
        Dictionary<string, Type> types = assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SequenceModel))).ToDictionary(type => type.Name);
        return [.. declarations.Select(declaration => (SequenceModel)Activator.CreateInstance(types[declaration.Name], seed)!)];
    }

    /// <summary>What a project's build says of a declaration, in the order of its lines.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="text">Its text.</param>
    public static IReadOnlyList<DeclarationProblem> Diagnose(string path, string text)
    {
        CSharpCompilation project = CSharpCompilation.Create(Namespace, references: References.Value, options: new(OutputKind.DynamicallyLinkedLibrary));
        CSharpGeneratorDriver.Create([new SequenceModelGenerator().AsSourceGenerator()], [new DeclarationFile(path, text)], optionsProvider: new ProjectOptions())
            .RunGeneratorsAndUpdateCompilation(project, out _, out ImmutableArray<Diagnostic> diagnostics);
        return
        [
            .. diagnostics
                .Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning)
                .Select(diagnostic => new DeclarationProblem(
                    diagnostic.Id,
                    diagnostic.Severity == DiagnosticSeverity.Error,
                    diagnostic.Location.GetLineSpan().StartLinePosition.Line,
                    diagnostic.Location.GetLineSpan().StartLinePosition.Character,
                    Math.Max(diagnostic.Location.SourceSpan.Length, 1),
                    diagnostic.GetMessage(CultureInfo.InvariantCulture)))
                .OrderBy(problem => problem.Line)
                .ThenBy(problem => problem.Column),
        ];
    }

    private static IReadOnlyList<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. platform.Split(Path.PathSeparator)
                .Where(path => Path.GetDirectoryName(path) == framework || Path.GetFileName(path) == "System.Numerics.Tensors.dll")
                .Append(typeof(SequenceModel).Assembly.Location)
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];
    }

    private sealed class DeclarationFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
    }

    /// <summary>The settings of the project: a namespace, and kernels for this machine alone.</summary>
    private sealed class ProjectOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                "build_property.RootNamespace" => Namespace,
                "build_property.SeqGenVectorBits" => "native",
                _ => null,
            };
            return value is not null;
        }
    }
}
