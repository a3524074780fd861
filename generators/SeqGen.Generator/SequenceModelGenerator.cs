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

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Two languages, one syntax.
        IncrementalValuesProvider<ModelSyntax> attributeModels = AttributeModels(context);
        IncrementalValuesProvider<SeqnetFile> files = Files(context);
        IncrementalValuesProvider<ModelSyntax> fileModels = files
            .SelectMany(static (file, _) => file.Models.Items)
            .WithTrackingName(TrackingNames.FileModels);
        context.RegisterSourceOutput(files, static (output, file) => Report(output, file.Problems));

        // A name is taken by the first model that has it.
        IncrementalValueProvider<EquatableArray<ModelKey>> duplicates = Keys(attributeModels)
            .Combine(Keys(fileModels))
            .Select(static (keys, _) => ModelKey.FindDuplicates(keys.Left.AddRange(keys.Right)))
            .WithTrackingName(TrackingNames.Duplicates);

        Compile(context, attributeModels, duplicates);
        Compile(context, fileModels, duplicates);
    }

    /// <summary>The widths to emit: all, unless the project names some.</summary>
    private static IncrementalValueProvider<EquatableArray<Simd>> VectorWidths(IncrementalGeneratorInitializationContext context) =>
        context.AnalyzerConfigOptionsProvider.Select(
            static (options, _) => Simd.Named(options.GlobalOptions.TryGetValue(VectorBitsOption, out string? value) ? value : null));

    private static IncrementalValuesProvider<ModelSyntax> AttributeModels(IncrementalGeneratorInitializationContext context) =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeParser.TriggerName, AttributeParser.IsCandidate, AttributeParser.Parse)
            .WithTrackingName(TrackingNames.AttributeModels);

    private static IncrementalValuesProvider<SeqnetFile> Files(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<string?> rootNamespace = context.AnalyzerConfigOptionsProvider.Select(
            static (options, _) => options.GlobalOptions.TryGetValue(RootNamespaceOption, out string? value) ? value : null);
        return context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(FileExtension, StringComparison.OrdinalIgnoreCase))
            .Combine(rootNamespace)
            .Select(static (pair, cancellation) => SeqnetParser.Parse(pair.Left.Path, pair.Left.GetText(cancellation) ?? SourceText.From(""), pair.Right));
    }

    private static IncrementalValueProvider<ImmutableArray<ModelKey>> Keys(IncrementalValuesProvider<ModelSyntax> models) =>
        models.Select(static (model, _) => ModelKey.Of(model)).Collect();

    /// <summary>syntax -> spec -> shapes -> (sources | placeholder and diagnostics).</summary>
    private static void Compile(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<ModelSyntax> models,
        IncrementalValueProvider<EquatableArray<ModelKey>> duplicates)
    {
        IncrementalValuesProvider<ReadResult> read = models
            .Combine(duplicates)
            .Select(static (pair, _) => SpecReader.Read(pair.Left, isDuplicate: pair.Right.Contains(ModelKey.Of(pair.Left))))
            .WithTrackingName(TrackingNames.Read);

        // Positions end here: an edit that only moves a declaration changes nothing below.
        IncrementalValuesProvider<NetworkSpec> specs = read
            .SelectMany(static (result, _) => result.Spec is { } spec ? ImmutableArray.Create(spec) : [])
            .WithTrackingName(TrackingNames.Spec);

        IncrementalValuesProvider<(NetworkSpec Spec, ShapeResult Shapes)> shaped = specs
            .Select(static (spec, _) => (spec, PlanCheck.Infer(spec)))
            .WithTrackingName(TrackingNames.Shapes);

        IncrementalValuesProvider<EquatableArray<(string HintName, string Text)>> sources = shaped
            .Where(static model => model.Shapes.IsSound)
            .Combine(VectorWidths(context))
            .Select(static (pair, _) => new EquatableArray<(string, string)>(ModelEmitter.Emit(pair.Left.Spec, pair.Left.Shapes, pair.Right)))
            .WithTrackingName(TrackingNames.Sources);

        context.RegisterSourceOutput(sources, static (output, files) =>
        {
            foreach ((string hintName, string text) in files)
            {
                output.AddSource(hintName, text);
            }
        });

        IncrementalValuesProvider<(ClassSpec? Placeholder, EquatableArray<Problem> Problems)> mistakes = read.Select(static (result, _) =>
        {
            EquatableArray<Problem> problems = Problems(result);
            return (result.Spec is null || problems.Count > 0 ? result.Class : null, problems);
        });

        IncrementalValuesProvider<ClassSpec> placeholders = mistakes
            .SelectMany(static (model, _) => model.Placeholder is { } placeholder ? ImmutableArray.Create(placeholder) : [])
            .WithTrackingName(TrackingNames.Placeholders);

        context.RegisterSourceOutput(placeholders, static (output, model) => output.AddSource(ModelEmitter.HintName(model), PlaceholderFile.Write(model)));

        context.RegisterSourceOutput(
            mistakes.Select(static (model, _) => model.Problems).WithTrackingName(TrackingNames.Problems),
            static (output, problems) => Report(output, problems));
    }

    /// <summary>The mistakes of reading, or else those of shapes joined with their places.</summary>
    private static EquatableArray<Problem> Problems(ReadResult result) => result.Spec is { } spec
        ? PlanCheck.Infer(spec).Errors
            .Select(error => new Problem(error.Descriptor, result.Positions.Find(error.Layer, error.Argument), error.Arguments))
            .ToEquatableArray()
        : result.Problems;

    private static void Report(SourceProductionContext output, EquatableArray<Problem> problems)
    {
        foreach (Problem problem in problems)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }
    }
}
