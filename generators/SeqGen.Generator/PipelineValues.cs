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
internal sealed class NameClashes : IEquatable<NameClashes>
{
    private readonly EquatableArray<ModelKey> _duplicates;
    private readonly EquatableArray<string> _namespaces;
    private readonly HashSet<ModelKey> _isDuplicate;
    private readonly HashSet<string> _isNamespace;
    private readonly int _hash;

    private NameClashes(ImmutableArray<ModelKey> keys)
    {
        _duplicates = ModelKey.FindDuplicates(keys);
        _namespaces = ModelKey.FindNamespaces(keys);

        // Each of thousands of models asks, and is compared after each edit.
        _isDuplicate = [.. _duplicates];
        _isNamespace = [.. _namespaces];
        _hash = unchecked((_duplicates.GetHashCode() * 31) + _namespaces.GetHashCode());
    }

    public static NameClashes Of(ImmutableArray<ModelKey> keys) => new(keys);

    /// <summary>True where an earlier model has the name.</summary>
    public bool IsDuplicate(ModelKey key) => _isDuplicate.Contains(key);

    /// <summary>True where the name is that of another model's namespace, or of one around it.</summary>
    public bool IsNamespace(string fullName) => _isNamespace.Contains(fullName);

    public bool Equals(NameClashes? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _duplicates.Equals(other._duplicates) && _namespaces.Equals(other._namespaces));

    public override bool Equals(object? obj) => Equals(obj as NameClashes);

    public override int GetHashCode() => _hash;
}

/// <summary>An exception of a step that no longer knows the declaration's positions.</summary>
/// <param name="FullName">The model.</param>
/// <param name="Arguments">What the message says.</param>
internal sealed record ModelFault(string FullName, EquatableArray<string> Arguments);

/// <summary>A spec with its shapes, or with the exception in place of them.</summary>
internal sealed record InferredModel(NetworkSpec Spec, ShapeResult? Shapes, ModelFault? Fault);

/// <summary>A model's file and the functions that it calls, or the exception in place of them.</summary>
internal sealed record EmittedModel(EmittedFile? File, EquatableArray<CalledFunction> Functions, ModelFault? Fault);

/// <summary>What is wrong with a model, and the file that takes its place then.</summary>
internal sealed record Mistakes(EmittedFile? Placeholder, EquatableArray<Problem> Problems);

/// <summary>A declaration as it was read, and what is embedded for its model.</summary>
internal sealed record ReadModel(ReadResult Result, EquatableArray<EmbeddedItem> Embedded)
{
    public static ReadModel Of(ReadResult result, EquatableArray<EmbeddedItem> all) => new(result, all.Items.Where(item => item.IsFor(result.FullName)).ToEquatableArray());

    /// <summary>The members that give it; null where nothing is embedded, or the class itself is not emitted.</summary>
    public EmbeddedMembers? Members => Result.Class is { } model && Embedded.Count > 0
        ? new(model, Resource(EmbeddedItem.Weights, MemberNames.Pretrained), Resource(EmbeddedItem.Tokenizer, MemberNames.PretrainedTokenizer))
        : null;

    private EmbeddedResource? Resource(string kind, string member) => MemberRules.HasRoom(Result.Members, member, "") && Embedded.Items.FirstOrDefault(item => item.Kind == kind) is { } item
        ? new(item.Resource, item.File)
        : null;
}

/// <summary>What is wrong with embedded files whatever the declarations say.</summary>
internal static class EmbeddedProject
{
    public static EquatableArray<Problem> Check(EquatableArray<EmbeddedItem> items, ImmutableArray<ModelKey> models)
    {
        List<Problem> problems = [];
        HashSet<(string, string)> taken = [];
        foreach (EmbeddedItem item in items)
        {
            string[] meant = [.. models.Select(model => model.FullName).Where(item.IsFor).Distinct()];
            string? wrong = meant.Length switch
            {
                0 => $"is for the model '{item.Model}', which the project does not declare{Names.DidYouMean(item.Model, models.Select(model => item.Model.Contains('.') ? model.FullName : model.FullName.Substring(model.FullName.LastIndexOf('.') + 1)))}",
                1 => taken.Add((item.Kind, meant[0])) ? null : $"is a second one for the model '{meant[0]}'; keep one of them",
                _ => $"is for the model '{item.Model}', and there are several: {string.Join(", ", meant)}; give the full name as Model",
            };
            if (wrong is not null)
            {
                problems.Add(new(DiagnosticCatalog.EmbeddedForNone, item.Position, [item.Element, item.File, wrong]));
            }
        }

        return problems.ToEquatableArray();
    }
}

/// <summary>The models of a native library, and what it is called.</summary>
internal static class NativeProject
{
    /// <summary>Two models whose names in C come to the same.</summary>
    public static EquatableArray<Problem> Check(ImmutableArray<NativeModel> models, ImmutableArray<ModelKey> keys)
    {
        List<Problem> problems = [];
        Dictionary<string, string> owners = [];
        foreach (NativeModel model in models)
        {
            string full = model.Class.FullName;
            if (NativeFunctions.Of(model).FirstOrDefault(function => owners.ContainsKey(function.Name)) is { } twice)
            {
                problems.Add(new(DiagnosticCatalog.NameInCTwice, keys.First(key => key.FullName == full).Place, [full, owners[twice.Name], twice.Name]));
                continue;
            }

            foreach (NativeFunction function in NativeFunctions.Of(model))
            {
                owners[function.Name] = full;
            }
        }

        return problems.ToEquatableArray();
    }
}
