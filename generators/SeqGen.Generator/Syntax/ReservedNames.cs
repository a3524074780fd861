using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Syntax;

/// <summary>A name that hides one that emitted code needs.</summary>
/// <param name="Name">The name.</param>
/// <param name="Hidden">What it hides.</param>
/// <param name="IsNamespace">True where the namespace of a model does it, not the model's own name.</param>
internal sealed record HiddenName(string Name, string Hidden, bool IsNamespace);

/// <summary>
/// The full names that emitted code refers to. Nobody can hide them but a project that declares the same full name itself: C# takes
/// the project's own in place of the library's, and says <c>global::</c> or not.
/// </summary>
internal static class ReservedNames
{
    /// <summary>The namespace of emitted code. What a model's description is made of is found in the one around it.</summary>
    public const string EmittedNamespace = "SeqGen.Emitted";

    /// <summary>The namespace of the runtime library's types that only emitted code uses.</summary>
    public const string Services = "SeqGen.CompilerServices";

    private const string Library = "SeqGen";

    /// <summary>The library's namespaces whose types emitted code refers to.</summary>
    private static readonly string[] LibraryNamespaces = [Library, Services, "SeqGen.Text"];

    /// <summary>The framework's types that emitted code refers to, with their numbers of type parameters.</summary>
    private static readonly (string Name, int Arity)[] FrameworkTypes =
    [
        ("System.Array", 0), ("System.Exception", 0), ("System.IntPtr", 0), ("System.InvalidOperationException", 0), ("System.Lazy", 1), ("System.Math", 0), ("System.MathF", 0),
        ("System.MemoryExtensions", 0), ("System.NotSupportedException", 0), ("System.ReadOnlySpan", 1), ("System.Span", 1), ("System.UIntPtr", 0),
        ("System.CodeDom.Compiler.GeneratedCodeAttribute", 0),
        ("System.Runtime.CompilerServices.MethodImplAttribute", 0), ("System.Runtime.CompilerServices.MethodImplOptions", 0), ("System.Runtime.CompilerServices.Unsafe", 0),
        ("System.Runtime.InteropServices.MemoryMarshal", 0), ("System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute", 0),
        ("System.Runtime.Intrinsics.Vector128", 0), ("System.Runtime.Intrinsics.Vector256", 0), ("System.Runtime.Intrinsics.Vector512", 0),
        ("System.Runtime.Intrinsics.Vector128", 1), ("System.Runtime.Intrinsics.Vector256", 1), ("System.Runtime.Intrinsics.Vector512", 1),
        ("System.Runtime.Intrinsics.X86.Avx512DQ", 0),
    ];

    /// <summary>What the name or the namespace of a .seqnet model would hide, or null.</summary>
    public static HiddenName? HiddenBy(ClassSpec model, Compilation compilation)
    {
        IAssemblySymbol? library = LibraryOf(compilation);
        string[] parts = model.FullName.Split('.');
        for (int count = 1; count <= parts.Length; count++)
        {
            string name = string.Join(".", parts.Take(count));
            bool isNamespace = count < parts.Length;
            string space = string.Join(".", parts.Take(count - 1));
            if (name == EmittedNamespace || FrameworkTypes.Any(type => type.Name == name) || (LibraryNamespaces.Contains(space) && IsPublic(library, name)))
            {
                return new(name, name, isNamespace);
            }

            if (!isNamespace && (LibraryNamespaces.Contains(name) || FrameworkTypes.FirstOrDefault(type => type.Name.StartsWith(name + ".", StringComparison.Ordinal)).Name is not null))
            {
                return new(name, $"the namespace {name}", isNamespace);
            }
        }

        return null;
    }

    /// <summary>The project's own types and namespaces that hide what emitted code needs.</summary>
    public static EquatableArray<Problem> Find(Compilation compilation)
    {
        List<Problem> problems = [];
        INamespaceSymbol own = compilation.Assembly.GlobalNamespace;
        foreach ((string name, int arity) in FrameworkTypes)
        {
            Follow(own, name, arity, problems);
        }

        if (LibraryOf(compilation) is { } runtime)
        {
            foreach (string name in LibraryNamespaces)
            {
                FollowLibrary(own, name, runtime, problems);
            }
        }

        return problems.Distinct().ToEquatableArray();
    }

    /// <summary>Reports what hides a namespace of the library, and of the types in it.</summary>
    private static void FollowLibrary(INamespaceSymbol own, string name, IAssemblySymbol library, List<Problem> problems)
    {
        INamespaceSymbol? space = own;
        string[] parts = name.Split('.');
        for (int index = 0; index < parts.Length; index++)
        {
            Report(space.GetTypeMembers(parts[index]), $"the namespace {string.Join(".", parts.Take(index + 1))}", problems);
            space = space.GetNamespaceMembers().FirstOrDefault(member => member.Name == parts[index]);
            if (space is null)
            {
                return;
            }
        }

        foreach (INamespaceOrTypeSymbol member in space.GetMembers())
        {
            string full = $"{name}.{member.MetadataName}";
            if (full == EmittedNamespace || IsPublic(library, full))
            {
                Report([member], full, problems);
            }
        }
    }

    /// <summary>Follows a full name through the project's own namespaces, and reports what hides it.</summary>
    private static void Follow(INamespaceSymbol own, string name, int arity, List<Problem> problems)
    {
        string[] parts = name.Split('.');
        INamespaceSymbol? space = own;
        for (int index = 0; index < parts.Length && space is not null; index++)
        {
            bool isLast = index == parts.Length - 1;
            string hidden = isLast ? name : $"the namespace {string.Join(".", parts.Take(index + 1))}";
            Report(space.GetTypeMembers(parts[index], isLast ? arity : 0), hidden, problems);
            space = space.GetNamespaceMembers().FirstOrDefault(member => member.Name == parts[index]);
            if (isLast && space is not null)
            {
                Report([space], hidden, problems);
            }
        }
    }

    private static void Report(IEnumerable<INamespaceOrTypeSymbol> symbols, string hidden, List<Problem> problems)
    {
        foreach (INamespaceOrTypeSymbol symbol in symbols)
        {
            if (symbol is not INamedTypeSymbol { IsFileLocal: true } && symbol.Locations.FirstOrDefault(location => location.IsInSource) is { } location)
            {
                problems.Add(new(DiagnosticCatalog.HiddenName, SourcePosition.Of(location), [symbol.ToDisplayString(), hidden]));
            }
        }
    }

    private static bool IsPublic(IAssemblySymbol? library, string name) => library?.GetTypeByMetadataName(name)?.DeclaredAccessibility == Accessibility.Public;

    private static IAssemblySymbol? LibraryOf(Compilation compilation)
    {
        IAssemblySymbol? library = compilation.GetTypeByMetadataName("SeqGen.LayerAttribute")?.ContainingAssembly;
        return SymbolEqualityComparer.Default.Equals(library, compilation.Assembly) ? null : library;
    }
}
