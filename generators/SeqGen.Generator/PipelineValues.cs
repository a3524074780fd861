using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SeqGen.Generator;

/// <summary>What a project is, as far as all its models depend on it.</summary>
/// <param name="Language">The version of C#, as it is written.</param>
/// <param name="IsLanguageOld">True where emitted code does not compile in it.</param>
/// <param name="HidingNames">The project's own names that hide what emitted code needs.</param>
internal sealed record ProjectFacts(string Language, bool IsLanguageOld, EquatableArray<Problem> HidingNames)
{
    /// <summary>The first version with types that are local to a file.</summary>
    public const LanguageVersion OldestLanguage = LanguageVersion.CSharp11;

    public bool CanEmit => !IsLanguageOld && HidingNames.Count == 0;

    public static ProjectFacts Of(Compilation compilation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LanguageVersion version = ((CSharpCompilation)compilation).LanguageVersion;
        return new(version.ToDisplayString(), version < OldestLanguage, ReservedNames.Find(compilation));
    }

    /// <summary>What keeps all models of the project from being emitted; nothing where there is none.</summary>
    public EquatableArray<Problem> Problems(ImmutableArray<ModelKey> models)
    {
        if (models.IsEmpty)
        {
            return [];
        }

        return IsLanguageOld
            ? [.. HidingNames, new(DiagnosticCatalog.OldLanguage, models[0].Place, [OldestLanguage.ToDisplayString(), Language])]
            : HidingNames;
    }
}

/// <summary>Models whose names C# has no place for.</summary>
/// <param name="Duplicates">Those whose name an earlier one has.</param>
/// <param name="Namespaces">The names that are those of other models' namespaces.</param>
internal sealed record NameClashes(EquatableArray<ModelKey> Duplicates, EquatableArray<string> Namespaces)
{
    public static NameClashes Of(ImmutableArray<ModelKey> keys) => new(ModelKey.FindDuplicates(keys), ModelKey.FindNamespaces(keys));
}

/// <summary>An exception of a step that no longer knows the declaration's positions.</summary>
/// <param name="FullName">The model.</param>
/// <param name="Arguments">What the message says.</param>
internal sealed record ModelFault(string FullName, EquatableArray<string> Arguments);

/// <summary>A spec with its shapes, or with the exception in place of them.</summary>
internal sealed record InferredModel(NetworkSpec Spec, ShapeResult? Shapes, ModelFault? Fault);

/// <summary>A model's file, or the exception in place of it.</summary>
internal sealed record EmittedModel(EmittedFile? File, ModelFault? Fault);

/// <summary>What is wrong with a model, and the file that takes its place then.</summary>
internal sealed record Mistakes(EmittedFile? Placeholder, EquatableArray<Problem> Problems);
