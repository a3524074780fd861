using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace SeqGen.Generator;

/// <summary>Compiles the sequence networks of a project: from attributes and .seqnet files to C#.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class SequenceModelGenerator : IIncrementalGenerator
{
    private const string FileExtension = ".seqnet";
    private const string RootNamespaceOption = "build_property.RootNamespace";
    private const string VectorBitsOption = "build_property.SeqGenVectorBits";
    private const string NativeLibraryOption = "build_property.SeqGenNativeLibrary";

    private readonly StepGuard _guard;

    /// <summary>The generator as the compiler makes it.</summary>
    public SequenceModelGenerator()
        : this(static (_, _) => { })
    {
    }

    /// <param name="before">Called before each step for each model, with the step's and the model's name: a test lets it throw.</param>
    internal SequenceModelGenerator(Action<string, string> before) => _guard = new(before);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Two languages, one syntax.
        IncrementalValuesProvider<ModelSyntax> attributeModels = AttributeModels(context);
        IncrementalValuesProvider<SeqnetFile> files = Files(context);
        IncrementalValuesProvider<ModelSyntax> fileModels = files
            .SelectMany(static (file, _) => file.Models.Items)
            .WithTrackingName(TrackingNames.FileModels)
            .Combine(context.CompilationProvider)
            .Select((pair, cancellation) => Complete(pair.Left, pair.Right, cancellation))
            .WithTrackingName(TrackingNames.CompletedModels);
        context.RegisterSourceOutput(files.Select(static (file, _) => file.Problems), Report);
        ReportRootNamespace(context, files);
        ReportLostLayers(context);

        IncrementalValueProvider<ProjectFacts> project = context.CompilationProvider.Select(ProjectFacts.Of).WithTrackingName(TrackingNames.Project);
        IncrementalValueProvider<ImmutableArray<ModelKey>> keys = Keys(attributeModels).Combine(Keys(fileModels)).Select(static (both, _) => both.Left.AddRange(both.Right));
        context.RegisterSourceOutput(project.Combine(keys).Select(static (pair, _) => pair.Left.Problems(pair.Right)), Report);

        // A name is taken by the first model that has it.
        IncrementalValueProvider<NameClashes> clashes = keys.Select(static (keys, _) => NameClashes.Of(keys)).WithTrackingName(TrackingNames.Duplicates);
        IncrementalValueProvider<EquatableArray<EmbeddedItem>> embedded = Embedded(context);
        context.RegisterSourceOutput(embedded.Combine(keys).Select(static (pair, _) => EmbeddedProject.Check(pair.Left, pair.Right)), Report);
        (IncrementalValuesProvider<NativeModel> attributeNatives, IncrementalValuesProvider<CalledFunction> attributeFunctions) = Compile(context, attributeModels, clashes, project, embedded);
        (IncrementalValuesProvider<NativeModel> fileNatives, IncrementalValuesProvider<CalledFunction> fileFunctions) = Compile(context, fileModels, clashes, project, embedded);
        WriteFunctions(context, attributeFunctions, fileFunctions);
        IncrementalValueProvider<EquatableArray<NativeModel>> natives = attributeNatives.Collect().Combine(fileNatives.Collect())
            .Select(static (both, _) => both.Left.AddRange(both.Right).OrderBy(model => model.Class.FullName, StringComparer.Ordinal).ToEquatableArray());
        WriteNativeLibrary(context, natives, keys);
    }

    /// <summary>One file for the project: the functions of vectors that its models call.</summary>
    private static void WriteFunctions(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<CalledFunction> attributeModels, IncrementalValuesProvider<CalledFunction> fileModels)
    {
        IncrementalValueProvider<EquatableArray<CalledFunction>> functions = attributeModels.Collect().Combine(fileModels.Collect())
            .Select(static (both, _) => both.Left.AddRange(both.Right).Distinct().OrderBy(called => called.Target, StringComparer.Ordinal).ThenBy(called => called.Function).ToEquatableArray())
            .WithTrackingName(TrackingNames.Functions);
        context.RegisterSourceOutput(functions, static (output, called) =>
        {
            if (called.Count > 0)
            {
                EmittedFile file = FunctionFile.Write(called.Items);
                output.AddSource(file.HintName, file.Source);
            }
        });
    }

    /// <summary>One file for the project: the functions in C of all its models.</summary>
    private static void WriteNativeLibrary(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<EquatableArray<NativeModel>> models, IncrementalValueProvider<ImmutableArray<ModelKey>> keys)
    {
        IncrementalValueProvider<EquatableArray<Problem>> problems = models.Combine(keys).Select(static (pair, _) => NativeProject.Check(pair.Left.Items, pair.Right));
        context.RegisterSourceOutput(problems, Report);
        IncrementalValueProvider<EmittedFile?> file = models
            .Combine(context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? ""))
            .Combine(problems.Select(static (found, _) => found.Count == 0))
            .WithTrackingName(TrackingNames.NativeLibrary)
            .Select(static (pair, _) => pair.Right && pair.Left.Left.Count > 0 ? NativeLibraryFile.Write(NativeModel.NameInC(Names.ToSnakeCase(pair.Left.Right)), pair.Left.Left.Items) : null);
        context.RegisterSourceOutput(file, static (output, emitted) =>
        {
            if (emitted is not null)
            {
                output.AddSource(emitted.HintName, emitted.Source);
            }
        });
    }

    /// <summary>The files that the build puts into the assembly, in an order that does not depend on the project's.</summary>
    private static IncrementalValueProvider<EquatableArray<EmbeddedItem>> Embedded(IncrementalGeneratorInitializationContext context) =>
        context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(EmbeddedItemReader.FileExtension, StringComparison.OrdinalIgnoreCase))
            .SelectMany(static (file, cancellation) => file.GetText(cancellation) is { } text && EmbeddedItemReader.Read(text) is { } item ? ImmutableArray.Create(item) : [])
            .Collect()
            .Select(static (items, _) => items.OrderBy(item => item.Model, StringComparer.Ordinal).ThenBy(item => item.Kind, StringComparer.Ordinal).ThenBy(item => item.File, StringComparer.Ordinal).ToEquatableArray())
            .WithTrackingName(TrackingNames.Embedded);

    /// <summary>The widths to emit: all, unless the project names some.</summary>
    private static IncrementalValueProvider<EquatableArray<Target>> VectorWidths(IncrementalGeneratorInitializationContext context) =>
        context.AnalyzerConfigOptionsProvider.Select(
            static (options, _) => Target.Named(options.GlobalOptions.TryGetValue(VectorBitsOption, out string? value) ? value : null));

    private static IncrementalValueProvider<bool> IsNativeLibrary(IncrementalGeneratorInitializationContext context) =>
        context.AnalyzerConfigOptionsProvider.Select(
            static (options, _) => options.GlobalOptions.TryGetValue(NativeLibraryOption, out string? value) && value.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static IncrementalValueProvider<string?> RootNamespace(IncrementalGeneratorInitializationContext context) =>
        context.AnalyzerConfigOptionsProvider.Select(
            static (options, _) => options.GlobalOptions.TryGetValue(RootNamespaceOption, out string? value) ? value : null);

    private IncrementalValuesProvider<ModelSyntax> AttributeModels(IncrementalGeneratorInitializationContext context) =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeParser.TriggerName, AttributeParser.IsCandidate, (declared, cancellation) => _guard.Run(
                Steps.Parse,
                declared.TargetSymbol.Name,
                () => AttributeParser.Parse(declared, cancellation),
                fault => AttributeParser.Failed(declared, new(DiagnosticCatalog.InternalError, SourcePosition.Of(declared.TargetSymbol.Locations[0]), fault)),
                cancellation))
            .WithTrackingName(TrackingNames.AttributeModels);

    private IncrementalValuesProvider<SeqnetFile> Files(IncrementalGeneratorInitializationContext context) =>
        context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(FileExtension, StringComparison.OrdinalIgnoreCase))
            .Combine(RootNamespace(context))
            .Select((pair, cancellation) => _guard.Run(
                Steps.Parse,
                Path.GetFileName(pair.Left.Path),
                () => SeqnetParser.Parse(pair.Left.Path, pair.Left.GetText(cancellation) ?? SourceText.From(""), pair.Right),
                fault => new([], [new(DiagnosticCatalog.InternalError, SourcePosition.Of(pair.Left.Path, SourceText.From(""), 0, 0), fault)], null),
                cancellation));

    private ModelSyntax Complete(ModelSyntax model, Compilation compilation, CancellationToken cancellation) => _guard.Run(
        Steps.Complete,
        model.Class.Name,
        () => ClassRules.Complete(model, compilation),
        fault => model with { Problems = [.. model.Problems, new(DiagnosticCatalog.InternalError, model.Position, fault)] },
        cancellation);

    private static IncrementalValueProvider<ImmutableArray<ModelKey>> Keys(IncrementalValuesProvider<ModelSyntax> models) =>
        models.Select(static (model, _) => ModelKey.Of(model)).Collect();

    /// <summary>syntax -> spec -> shapes -> (source | placeholder and diagnostics).</summary>
    /// <returns>What a native library says of the models, where the project is to be one; and the functions that the models call.</returns>
    private (IncrementalValuesProvider<NativeModel> Natives, IncrementalValuesProvider<CalledFunction> Functions) Compile(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<ModelSyntax> models,
        IncrementalValueProvider<NameClashes> clashes,
        IncrementalValueProvider<ProjectFacts> project,
        IncrementalValueProvider<EquatableArray<EmbeddedItem>> embedded)
    {
        IncrementalValuesProvider<ReadResult> read = models
            .Combine(clashes)
            .Select((pair, cancellation) => Read(pair.Left, pair.Right, cancellation))
            .WithTrackingName(TrackingNames.Read);

        // Positions end here: an edit that only moves a declaration changes nothing below.
        IncrementalValuesProvider<NetworkSpec> specs = read
            .SelectMany(static (result, _) => result.Spec is { } spec ? ImmutableArray.Create(spec) : [])
            .WithTrackingName(TrackingNames.Spec);

        IncrementalValuesProvider<InferredModel> shaped = specs.Select(Infer).WithTrackingName(TrackingNames.Shapes);

        IncrementalValuesProvider<EmittedModel> sources = shaped
            .Where(static model => model.Shapes is { IsSound: true })
            .Combine(VectorWidths(context).Combine(project))
            .Where(static pair => pair.Right.Right.CanEmit)
            .Select((pair, cancellation) => Emit(pair.Left.Spec, pair.Left.Shapes!, pair.Right.Left, cancellation))
            .WithTrackingName(TrackingNames.Sources);

        context.RegisterSourceOutput(sources, static (output, model) =>
        {
            if (model.File is { } file)
            {
                output.AddSource(file.HintName, file.Source);
            }
        });

        IncrementalValueProvider<EquatableArray<ModelFault>> faults = shaped.SelectMany(static (model, _) => model.Fault is { } fault ? ImmutableArray.Create(fault) : []).Collect()
            .Combine(sources.SelectMany(static (model, _) => model.Fault is { } fault ? ImmutableArray.Create(fault) : []).Collect())
            .Select(static (both, _) => both.Left.AddRange(both.Right).ToEquatableArray());

        IncrementalValuesProvider<ReadModel> whole = read.Combine(embedded).Select(static (pair, _) => ReadModel.Of(pair.Left, pair.Right));
        IncrementalValuesProvider<EmittedFile> pretrained = whole
            .Combine(project)
            .SelectMany(static (pair, _) => pair.Right.CanEmit && pair.Left.Members is { } members ? ImmutableArray.Create(members) : [])
            .WithTrackingName(TrackingNames.Pretrained)
            .Select(static (members, _) => PretrainedFile.Write(members));
        context.RegisterSourceOutput(pretrained, static (output, file) => output.AddSource(file.HintName, file.Source));

        IncrementalValuesProvider<Mistakes> mistakes = whole.Combine(faults.Combine(project))
            .Select((pair, cancellation) => Mistakes(pair.Left, pair.Right.Left, pair.Right.Right, cancellation));

        IncrementalValuesProvider<EmittedFile> placeholders = mistakes
            .SelectMany(static (model, _) => model.Placeholder is { } placeholder ? ImmutableArray.Create(placeholder) : [])
            .WithTrackingName(TrackingNames.Placeholders);

        context.RegisterSourceOutput(placeholders, static (output, file) => output.AddSource(file.HintName, file.Source));
        context.RegisterSourceOutput(mistakes.Select(static (model, _) => model.Problems).WithTrackingName(TrackingNames.Problems), Report);
        IncrementalValuesProvider<NativeModel> natives = shaped
            .Where(static model => model.Shapes is { IsSound: true })
            .Combine(IsNativeLibrary(context).Combine(project))
            .Where(static pair => pair.Right.Left && pair.Right.Right.CanEmit)
            .Combine(embedded)
            .SelectMany((pair, cancellation) => _guard.Run(
                Steps.Native,
                pair.Left.Left.Spec.Name,
                () => ImmutableArray.Create(NativeModel.Of(pair.Left.Left.Spec, pair.Left.Left.Shapes!, pair.Right)),
                fault => [],
                cancellation));
        return (natives, sources.SelectMany(static (model, _) => model.Functions.Items));
    }

    private ReadResult Read(ModelSyntax model, NameClashes clashes, CancellationToken cancellation) => _guard.Run(
        Steps.Read,
        model.Class.Name,
        () => SpecReader.Read(model, clashes.IsDuplicate(ModelKey.Of(model)), clashes.IsNamespace(model.Class.FullName)),
        fault => ReadResult.Failed(model, new(DiagnosticCatalog.InternalError, model.Position, fault)),
        cancellation);

    private InferredModel Infer(NetworkSpec spec, CancellationToken cancellation) => _guard.Run(
        Steps.Infer,
        spec.Name,
        () => new InferredModel(spec, PlanCheck.Infer(spec), null),
        fault => new(spec, null, new(spec.Class.FullName, fault)),
        cancellation);

    private EmittedModel Emit(NetworkSpec spec, ShapeResult shapes, EquatableArray<Target> widths, CancellationToken cancellation) => _guard.Run(
        Steps.Emit,
        spec.Name,
        () =>
        {
            (EmittedFile file, EquatableArray<CalledFunction> functions) = ModelEmitter.Emit(spec, shapes, widths, cancellation);
            return new EmittedModel(file, functions, null);
        },
        fault => new(null, [], new(spec.Class.FullName, fault)),
        cancellation);

    /// <summary>The mistakes of reading, or else those of shapes joined with their places, or an exception of the later steps.</summary>
    private Mistakes Mistakes(ReadModel model, EquatableArray<ModelFault> faults, ProjectFacts project, CancellationToken cancellation)
    {
        ReadResult result = model.Result;
        EquatableArray<Problem> problems = result.Problems;
        if (faults.Items.FirstOrDefault(candidate => candidate.FullName == result.FullName) is { } fault && result.Spec is not null)
        {
            problems = [new(DiagnosticCatalog.InternalError, result.Position, fault.Arguments)];
        }
        else if (result.Spec is { } spec)
        {
            problems = (Infer(spec, cancellation).Shapes?.Errors ?? [])
                .Select(error => new Problem(error.Descriptor, result.Positions.Find(error.Layer, error.Argument), error.Arguments))
                .ToEquatableArray();
        }

        bool isPlaceholder = (result.Spec is null || problems.Count > 0 || project.IsLanguageOld) && project.HidingNames.Count == 0;
        EmittedFile? placeholder = isPlaceholder && result.Class is { } declared
            ? _guard.Run(
                Steps.Placeholder,
                declared.Name,
                () => (EmittedFile?)PlaceholderFile.Write(declared, result.Members),
                fault =>
                {
                    problems = [.. problems, new(DiagnosticCatalog.InternalError, result.Position, fault)];
                    return null;
                },
                cancellation)
            : null;
        return new(placeholder, problems.Count > 0 ? problems : CheckEmbedded(model, cancellation));
    }

    /// <summary>What is wrong with the files that are embedded for a model without mistakes.</summary>
    private EquatableArray<Problem> CheckEmbedded(ReadModel model, CancellationToken cancellation)
    {
        ReadResult result = model.Result;
        if (model.Embedded.Count == 0 || result.Spec is not { } spec || Infer(spec, cancellation).Shapes is not { IsSound: true } shapes)
        {
            return [];
        }

        return _guard.Run(
            Steps.Embed,
            spec.Name,
            () => MemberRules.CheckEmbedded(model.Embedded, result.Members).Concat(EmbeddedRules.Check(spec, shapes, result.Positions, result.Position, model.Embedded)).ToEquatableArray(),
            fault => [new(DiagnosticCatalog.InternalError, result.Position, fault)],
            cancellation);
    }

    /// <summary>Reports, once, the name that replaces a root namespace that is not valid.</summary>
    private static void ReportRootNamespace(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<SeqnetFile> files)
    {
        IncrementalValueProvider<EquatableArray<Problem>> problem = files.Select(static (file, _) => file.RootNamespaceUse).Collect()
            .Combine(RootNamespace(context))
            .Select(static (pair, _) => pair.Left.FirstOrDefault(use => use is not null) is { } first && pair.Right is { } written && written.Trim().Length > 0 && SeqnetParser.NamespaceOf(written) is var made && made != written
                ? new EquatableArray<Problem>([new(DiagnosticCatalog.NamespaceMade, first, [written, made])])
                : []);
        context.RegisterSourceOutput(problem, Report);
    }

    private static void ReportLostLayers(IncrementalGeneratorInitializationContext context) =>
        context.RegisterSourceOutput(
            context.SyntaxProvider.CreateSyntaxProvider(AttributeParser.IsLostCandidate, AttributeParser.FindLost)
                .Where(static problem => problem is not null)
                .Select(static (problem, _) => new EquatableArray<Problem>([problem!])),
            Report);

    private static void Report(SourceProductionContext output, EquatableArray<Problem> problems)
    {
        foreach (Problem problem in problems)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }
    }

    /// <summary>The steps by the names that a diagnostic gives them.</summary>
    private static class Steps
    {
        public const string Parse = "parse";
        public const string Complete = "complete";
        public const string Read = "read";
        public const string Infer = "infer";
        public const string Emit = "emit";
        public const string Placeholder = "placeholder";
        public const string Embed = "embed";
        public const string Native = "native";
    }
}
