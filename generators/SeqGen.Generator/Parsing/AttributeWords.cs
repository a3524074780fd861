using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SeqGen.Generator.Parsing;

/// <summary>
/// What was probably meant by a name in an attribute that the compiler does not know: an option in Keras' spelling, or a misspelt word of a
/// set. The compiler only says that there is none. Also read by the code fixes, which put what was meant in its place.
/// </summary>
internal static class AttributeWords
{
    private const string Space = "SeqGen";

    /// <summary>The names in an attribute of ours of which another was probably meant.</summary>
    public static IEnumerable<Problem> Misspelt(AttributeData attribute, AttributeSyntax syntax, SemanticModel model)
    {
        if (attribute.AttributeClass is not { TypeKind: not TypeKind.Error } type)
        {
            yield break;
        }

        foreach (AttributeArgumentSyntax argument in syntax.ArgumentList?.Arguments ?? default)
        {
            // Another spelling of an option is found here; what is no option at all, by the layer's table.
            if (NameOf(argument) is { } name && MeantOption(type, name.Identifier.ValueText) is { } option && Names.LayerKey(option.Name) == Names.LayerKey(name.Identifier.ValueText))
            {
                yield return new(
                    DiagnosticCatalog.UnknownArgument,
                    SourcePosition.Of(syntax.SyntaxTree, argument.Span),
                    [syntax.Name.ToString(), name.Identifier.ValueText, $"; did you mean '{option.Name}{(option.IsParameter ? ": ...'" : " = ...'")}?"]);
            }

            if (argument.Expression is MemberAccessExpressionSyntax member && MeantWord(member, model) is { } word)
            {
                string set = member.Expression.ToString();
                yield return new(
                    DiagnosticCatalog.UnknownWord,
                    SourcePosition.Of(syntax.SyntaxTree, argument.Span),
                    [set, member.Name.Identifier.ValueText, $"; did you mean '{set}.{word}'?", string.Join(", ", WordsOf(TypeOf(member, model)!))]);
            }
        }
    }

    /// <summary>The name of an argument, where it has one.</summary>
    public static IdentifierNameSyntax? NameOf(AttributeArgumentSyntax argument) => argument.NameEquals?.Name ?? argument.NameColon?.Name;

    /// <summary>The option of an attribute that was probably meant by a name that is none; null where the name is one, or none is near.</summary>
    public static (string Name, bool IsParameter)? MeantOption(INamedTypeSymbol attribute, string written)
    {
        HashSet<string> parameters = [.. attribute.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Select(parameter => parameter.Name)];
        List<string> options = [];
        for (INamedTypeSymbol? type = attribute; type is { ContainingNamespace.Name: Space }; type = type.BaseType)
        {
            options.AddRange(type.GetMembers().OfType<IPropertySymbol>().Where(property => property.SetMethod is not null && property.DeclaredAccessibility == Accessibility.Public).Select(property => property.Name));
        }

        if (parameters.Contains(written) || options.Contains(written))
        {
            return null;
        }

        string[] all = [.. options, .. parameters];
        string? meant = all.FirstOrDefault(candidate => Names.LayerKey(candidate) == Names.LayerKey(written)) ?? Names.Meant(written, all);
        return meant is null ? null : (meant, !options.Contains(meant));
    }

    /// <summary>The member that was probably meant by one that a set of words of ours has not.</summary>
    public static string? MeantWord(MemberAccessExpressionSyntax member, SemanticModel model) =>
        TypeOf(member, model) is { } type && !type.GetMembers(member.Name.Identifier.ValueText).Any() ? Names.Meant(member.Name.Identifier.ValueText, WordsOf(type)) : null;

    private static INamedTypeSymbol? TypeOf(MemberAccessExpressionSyntax member, SemanticModel model) =>
        model.GetSymbolInfo(member.Expression).Symbol is INamedTypeSymbol { ContainingNamespace: { Name: Space, ContainingNamespace.IsGlobalNamespace: true } } type ? type : null;

    private static IEnumerable<string> WordsOf(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).Select(field => field.Name);
}
