using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace SeqGen.Generator.Testing;

/// <summary>
/// A project in memory: C# sources, .seqnet files and the generator. Every run keeps the generator's caches, so
/// that a test can edit the project and see what runs again.
/// </summary>
/// <remarks>Shared between test projects by a link to this file.</remarks>
internal sealed class GeneratorHarness
{
    /// <summary>What a user's project references: the framework and the runtime library.</summary>
    public static ImmutableArray<MetadataReference> References { get; } = FindReferences();

    /// <summary>
    /// What every project begins with. Those that are made from one compilation share what it has read of its references, an eighth of the time of
    /// tests that compile many small models.
    /// </summary>
    private static readonly CSharpCompilation Empty = Bound(CSharpCompilation.Create("InMemory", references: References));

    private readonly CSharpParseOptions _parseOptions;
    private readonly Dictionary<string, SyntaxTree> _sources = [];
    private readonly Dictionary<string, AdditionalText> _files = [];
    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    /// <param name="rootNamespace">The project's root namespace, or null for a project without one.</param>
    /// <param name="vectorBits">The vector widths to emit (the property SeqGenVectorBits), or null for all.</param>
    /// <param name="language">The version of C#.</param>
    /// <param name="isProgram">True for a program, which may have top-level statements.</param>
    /// <param name="adjust">Changes the options of the compiler.</param>
    /// <param name="before">Called before each step of the generator with the step's and the model's name.</param>
    /// <param name="tracksSteps">True to see what a run computed again; the compiler's notes take time that grows with the square of a file's models.</param>
    /// <param name="nativeLibrary">The property SeqGenNativeLibrary, or null where the project does not set it.</param>
    /// <param name="references">What the project references, or null for the framework and the runtime.</param>
    public GeneratorHarness(
        string? rootNamespace = null,
        string? vectorBits = null,
        LanguageVersion language = LanguageVersion.CSharp13,
        bool isProgram = false,
        Func<CSharpCompilationOptions, CSharpCompilationOptions>? adjust = null,
        Action<string, string>? before = null,
        bool tracksSteps = true,
        string? nativeLibrary = null,
        IEnumerable<MetadataReference>? references = null)
    {
        _parseOptions = new(language);
        CSharpCompilationOptions options = new(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            // Tests run beside each other; threads within a compilation take a sixth more processor time than they save.
            concurrentBuild: false,
            nullableContextOptions: language >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable);
        _compilation = (references is null ? Empty : Empty.WithReferences(references)).WithOptions(adjust?.Invoke(options) ?? options);
        _driver = CSharpGeneratorDriver.Create(
            [(before is null ? new SequenceModelGenerator() : new SequenceModelGenerator(before)).AsSourceGenerator()],
            parseOptions: _parseOptions,
            optionsProvider: new ProjectOptions(rootNamespace, vectorBits, nativeLibrary),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, tracksSteps));
    }

    /// <summary>Compiles one .seqnet file.</summary>
    public static GeneratorRun RunSeqnet(string text) => new GeneratorHarness().SetFile("Model.seqnet", text).Run();

    /// <summary>Compiles one C# file.</summary>
    public static GeneratorRun RunSource(string text) => new GeneratorHarness().SetSource("Model.cs", text).Run();

    /// <summary>Adds or replaces a C# file.</summary>
    public GeneratorHarness SetSource(string path, string text)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), _parseOptions, path);
        _compilation = _sources.TryGetValue(path, out SyntaxTree? old)
            ? _compilation.ReplaceSyntaxTree(old, tree)
            : _compilation.AddSyntaxTrees(tree);
        _sources[path] = tree;
        return this;
    }

    /// <summary>Adds or replaces a .seqnet (or other additional) file.</summary>
    public GeneratorHarness SetFile(string path, string text)
    {
        AdditionalText file = new MemoryFile(path, text);
        _driver = _files.TryGetValue(path, out AdditionalText? old)
            ? _driver.ReplaceAdditionalText(old, file)
            : _driver.AddAdditionalTexts([file]);
        _files[path] = file;
        return this;
    }

    /// <summary>Runs the generator on the project as it is now.</summary>
    public GeneratorRun Run(CancellationToken cancellation = default)
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out Compilation output, out _, cancellation);
        return new GeneratorRun(_driver.GetRunResult().Results.Single(), output);
    }

    private static CSharpCompilation Bound(CSharpCompilation compilation)
    {
        compilation.GetSpecialType(SpecialType.System_Object);
        return compilation;
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. platform.Split(Path.PathSeparator)
                .Where(path => Path.GetDirectoryName(path) == framework || Path.GetFileName(path) == "System.Numerics.Tensors.dll")
                .Append(typeof(SequenceModelAttribute).Assembly.Location)
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];
    }

    private sealed class MemoryFile(string path, string text) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(text, System.Text.Encoding.UTF8);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }

    private sealed class ProjectOptions(string? rootNamespace, string? vectorBits, string? nativeLibrary) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(rootNamespace, vectorBits, nativeLibrary);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(string? rootNamespace, string? vectorBits, string? nativeLibrary) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                "build_property.RootNamespace" => rootNamespace,
                "build_property.SeqGenVectorBits" => vectorBits,
                "build_property.SeqGenNativeLibrary" => nativeLibrary,
                _ => null,
            };
            return value is not null;
        }
    }
}

/// <summary>What one run of the generator gave.</summary>
/// <param name="Result">Sources, diagnostics and tracked steps.</param>
/// <param name="Output">The project with the emitted sources.</param>
internal sealed record GeneratorRun(GeneratorRunResult Result, Compilation Output)
{
    /// <summary>What the generator reported, in the order of places.</summary>
    public ImmutableArray<Diagnostic> Diagnostics =>
        [.. Result.Diagnostics.OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];

    /// <summary>The emitted sources by their hint names.</summary>
    public IReadOnlyDictionary<string, string> Sources =>
        Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>What the C# compiler says of the whole project: errors and warnings.</summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics =>
        [.. Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

    /// <summary>All outputs of a step that still exist, in the order of the pipeline.</summary>
    public IEnumerable<T> OutputsOf<T>(string step) => StepsOf(step)
        .SelectMany(run => run.Outputs)
        .Where(output => output.Reason != IncrementalStepRunReason.Removed)
        .Select(output => (T)output.Value);

    /// <summary>Why each output of a step was made or kept.</summary>
    public IEnumerable<IncrementalStepRunReason> ReasonsOf(string step) =>
        StepsOf(step).SelectMany(run => run.Outputs).Select(output => output.Reason);

    /// <summary>Compiles the project and loads it; fails with the compiler's words where it does not compile.</summary>
    public Assembly Load()
    {
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = Output.Emit(image);
        if (!emitted.Success || Diagnostics.Length > 0)
        {
            IEnumerable<Diagnostic> errors = emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException(string.Join(Environment.NewLine, Diagnostics.Concat(errors)));
        }

        image.Position = 0;
        return new AssemblyLoadContext(Output.AssemblyName, isCollectible: true).LoadFromStream(image);
    }

    private ImmutableArray<IncrementalGeneratorRunStep> StepsOf(string step) =>
        Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs) ? runs : [];
}
