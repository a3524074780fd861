using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SeqGen.Generator.Parsing;

/// <summary>What must hold of the class that a user writes for a model: of one with attributes, or of one beside a .seqnet file.</summary>
internal static class ClassRules
{
    private const string RuntimeBase = "SeqGen.SequenceModel";

    /// <summary>The model of a .seqnet file, with what the project's C# says of its class and its name.</summary>
    public static ModelSyntax Complete(ModelSyntax model, Compilation compilation)
    {
        List<Problem> problems = [.. model.Problems];
        ClassSpec named = model.Class;
        if (ReservedNames.HiddenBy(named, compilation) is { } hidden)
        {
            problems.Add(new(DiagnosticCatalog.HiddenName, hidden.IsNamespace ? model.NamespacePosition ?? model.Position : model.Position, [hidden.Name, hidden.Hidden]));
        }

        if (TypeAround(named.Namespace, compilation) is { } type)
        {
            problems.Add(new(DiagnosticCatalog.NameIsTaken, model.NamespacePosition ?? model.Position, [type, "a type"]));
        }

        if (IsNamespace(named.FullName, compilation))
        {
            problems.Add(new(DiagnosticCatalog.NameIsTaken, model.Position, [named.FullName, "a namespace"]));
        }

        if (problems.Count > model.Problems.Count)
        {
            return model with { IsClassSound = false, Problems = problems.ToEquatableArray() };
        }

        INamedTypeSymbol? companion = compilation.Assembly.GetTypeByMetadataName(named.FullName);
        return companion is null || HasAttribute(companion) ? model : Checked(model, companion);
    }

    /// <summary>The model with what its class in C# says: accessibility, base class, members, and what is wrong.</summary>
    public static ModelSyntax Checked(ModelSyntax model, INamedTypeSymbol symbol)
    {
        List<Problem> problems = [.. model.Problems];
        CheckKind(symbol, problems);
        ClassSpec checkedClass = model.Class;
        SourcePosition? basePosition = null;
        bool isKnown = true;
        string? accessibility = WrittenAccessibility(symbol);
        if (symbol.TypeKind == TypeKind.Class && symbol.BaseType is { SpecialType: not SpecialType.System_Object } type && type.ToDisplayString() != RuntimeBase)
        {
            basePosition = BasePosition(symbol, type);
            isKnown = type.TypeKind != TypeKind.Error;
            string? obstacle = isKnown ? BaseObstacle(type) : null;
            if (obstacle is not null)
            {
                problems.Add(new(DiagnosticCatalog.WrongBaseClass, basePosition, [type.Name, symbol.Name, obstacle]));
            }

            // No class is more visible than its base class.
            accessibility ??= type.DeclaredAccessibility == Accessibility.Public ? null : ClassSpec.Internal;
            checkedClass = checkedClass with { Base = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) };
        }

        return model with
        {
            Class = checkedClass,
            IsClassSound = model.IsClassSound && isKnown && problems.Count == model.Problems.Count,
            WrittenAccessibility = accessibility,
            Members = [.. Members(symbol, basePosition)],
            Problems = problems.ToEquatableArray(),
        };
    }

    /// <summary>True where a type is a model by its attribute.</summary>
    public static bool HasAttribute(INamedTypeSymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == AttributeParser.TriggerName);

    private static void CheckKind(INamedTypeSymbol symbol, List<Problem> problems)
    {
        TypeDeclarationSyntax[] parts = [.. Parts(symbol)];
        SourcePosition position = SourcePosition.Of(symbol.Locations[0]);
        if (parts.FirstOrDefault(part => !part.Modifiers.Any(SyntaxKind.PartialKeyword)) is { } whole && symbol.TypeKind == TypeKind.Class)
        {
            problems.Add(new(DiagnosticCatalog.ClassNotPartial, SourcePosition.Of(whole.SyntaxTree, whole.Identifier.Span), [symbol.Name]));
        }

        if (symbol.ContainingType is { } outer)
        {
            problems.Add(new(DiagnosticCatalog.NestedClass, position, [symbol.Name, outer.Name]));
        }

        if (symbol.TypeParameters.Length > 0)
        {
            problems.Add(new(DiagnosticCatalog.GenericClass, position, [symbol.Name]));
        }

        string? wrongKind = symbol switch
        {
            { TypeKind: TypeKind.Struct } => "a struct",
            { TypeKind: TypeKind.Interface } => "an interface",
            { TypeKind: TypeKind.Enum } => "an enum",
            { TypeKind: TypeKind.Delegate } => "a delegate",
            { IsRecord: true } => "a record",
            { IsStatic: true } => "static",
            { IsAbstract: true } => "abstract",
            { IsFileLocal: true } => "local to its file",
            _ => null,
        };
        if (wrongKind is not null)
        {
            problems.Add(new(DiagnosticCatalog.WrongClass, position, [symbol.Name, wrongKind]));
        }
        else if (parts.Select(part => part.ParameterList).FirstOrDefault(parameters => parameters is not null) is { } primary)
        {
            problems.Add(new(DiagnosticCatalog.PrimaryConstructor, SourcePosition.Of(primary.SyntaxTree, primary.Span), [symbol.Name]));
        }
    }

    private static IEnumerable<TypeDeclarationSyntax> Parts(INamedTypeSymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>();

    /// <summary>The accessibility that a part of the class is written with, or null.</summary>
    private static string? WrittenAccessibility(INamedTypeSymbol symbol)
    {
        SyntaxKind[] written = [.. Parts(symbol).SelectMany(part => part.Modifiers).Select(modifier => modifier.Kind())];
        return written.Contains(SyntaxKind.PublicKeyword) ? ClassSpec.Public : written.Contains(SyntaxKind.InternalKeyword) ? ClassSpec.Internal : null;
    }

    private static SourcePosition BasePosition(INamedTypeSymbol symbol, INamedTypeSymbol type)
    {
        BaseTypeSyntax[] written = [.. Parts(symbol).Select(part => part.BaseList?.Types.FirstOrDefault()).OfType<BaseTypeSyntax>()];
        BaseTypeSyntax? named = written.FirstOrDefault(syntax => syntax.Type.ToString().Contains(type.Name)) ?? written.FirstOrDefault();
        return named is null ? SourcePosition.Of(symbol.Locations[0]) : SourcePosition.Of(named.SyntaxTree, named.Span);
    }

    /// <summary>Why a class of the user cannot be between a model and <c>SequenceModel</c>, or null.</summary>
    private static string? BaseObstacle(INamedTypeSymbol type)
    {
        if (!Between(type).Any(ancestor => ancestor.BaseType?.ToDisplayString() == RuntimeBase))
        {
            return "a model derives from SequenceModel, or from a class that does";
        }

        IMethodSymbol? constructor = type.InstanceConstructors.FirstOrDefault(candidate =>
            candidate.Parameters.Length == 2
            && candidate.Parameters[0].Type.ToDisplayString() == $"{ReservedNames.Services}.ModelProgram"
            && candidate.Parameters[1].Type.SpecialType == SpecialType.System_Int32);
        return constructor is null or { DeclaredAccessibility: Accessibility.Private }
            ? "it needs a constructor (ModelProgram program, int seed) that calls base(program, seed)"
            : null;
    }

    /// <summary>A class and its ancestors below <c>SequenceModel</c>.</summary>
    private static IEnumerable<INamedTypeSymbol> Between(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type; ancestor is not null && ancestor.ToDisplayString() != RuntimeBase; ancestor = ancestor.BaseType)
        {
            yield return ancestor;
        }
    }

    /// <summary>The members that may be the same as emitted ones, of the class and of the classes between it and <c>SequenceModel</c>.</summary>
    private static IEnumerable<MemberSyntax> Members(INamedTypeSymbol symbol, SourcePosition? basePosition)
    {
        foreach (ISymbol member in MemberNames.All.SelectMany(name => symbol.GetMembers(name)).Where(member => !member.IsImplicitlyDeclared && member.Locations[0].IsInSource))
        {
            yield return new(member.Name, Signature(member), SourcePosition.Of(member.Locations[0]));
        }

        if (basePosition is not null)
        {
            foreach (ISymbol member in Between(symbol.BaseType!).SelectMany(type => MemberNames.Inherited.SelectMany(name => type.GetMembers(name))))
            {
                yield return new(member.Name, Signature(member), basePosition);
            }
        }
    }

    /// <summary>The types of a method's parameters, or null where the member is no method.</summary>
    private static string? Signature(ISymbol member) => member is not IMethodSymbol method ? null
        : method.TypeParameters.Length > 0 ? "<>"
        : string.Join(", ", method.Parameters.Select(parameter => (parameter.RefKind == RefKind.None ? "" : parameter.RefKind + " ") + parameter.Type.ToDisplayString()));

    /// <summary>The type that has the name of a namespace, or of one around it; or null.</summary>
    private static string? TypeAround(string name, Compilation compilation)
    {
        for (string around = name; around.Length > 0; around = around.Substring(0, Math.Max(around.LastIndexOf('.'), 0)))
        {
            if (compilation.Assembly.GetTypeByMetadataName(around) is not null)
            {
                return around;
            }
        }

        return null;
    }

    private static bool IsNamespace(string name, Compilation compilation)
    {
        INamespaceSymbol? space = compilation.Assembly.GlobalNamespace;
        foreach (string part in name.Split('.'))
        {
            space = space?.GetNamespaceMembers().FirstOrDefault(member => member.Name == part);
        }

        return space is not null;
    }
}
