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
    private const string Suffix = "Attribute";

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

    /// <summary>The attribute of ours that was probably meant by a name that is none, without its ending; null where the name is one, or none is near.</summary>
    public static string? MeantAttribute(string written, Compilation compilation)
    {
        INamespaceSymbol? space = compilation.GetTypeByMetadataName(AttributeParser.TriggerName)?.ContainingNamespace;
        string[] known = [.. (space?.GetTypeMembers() ?? []).Where(type => SpecReader.Table(WordOf(type)) is not null).Select(WithoutSuffix)];
        return known.Contains(written) ? null : Names.Meant(written, known);
    }

    /// <summary>The class of an attribute, where it is one of ours.</summary>
    public static INamedTypeSymbol? TypeOf(AttributeSyntax attribute, SemanticModel model) =>
        model.GetTypeInfo(attribute).Type is INamedTypeSymbol { TypeKind: not TypeKind.Error } type && IsOurs(type) ? type : null;

    /// <summary>What was probably meant by a word in a text of an argument: one that the argument takes, or the name of a layer or branch above.</summary>
    public static string? MeantText(string written, AttributeSyntax attribute, AttributeArgumentSyntax argument, SemanticModel model)
    {
        if (TypeOf(attribute, model) is not { } type)
        {
            return null;
        }

        ImmutableArray<ArgumentDefinition> table = SpecReader.Table(WordOf(type)) ?? [];
        int index = attribute.ArgumentList!.Arguments.IndexOf(argument);
        string? name = NameOf(argument) is { } given ? Names.ToSnakeCase(given.Identifier.ValueText) : table.Where(known => known.Positional).ElementAtOrDefault(index)?.Name;
        if (table.FirstOrDefault(known => known.Name == name) is not { } definition)
        {
            return null;
        }

        string[] known = [.. definition.Words, .. definition.Type is ArgumentType.Layer or ArgumentType.State ? NamesAbove(attribute) : []];
        return known.Contains(written) || (type.Name == "LossAttribute" && LossSpec.Words.Words.Contains(written)) ? null : Names.Meant(written, known);
    }

    /// <summary>The names of the layers and branches above an attribute: as they are written, else a layer's word, then with _1, _2 and so on.</summary>
    private static IEnumerable<string> NamesAbove(AttributeSyntax attribute)
    {
        Dictionary<string, int> counts = [];
        foreach (AttributeSyntax above in ((MemberDeclarationSyntax)attribute.Parent!.Parent!).AttributeLists.SelectMany(list => list.Attributes).TakeWhile(above => above != attribute))
        {
            string word = Names.ToSnakeCase(above.Name.DescendantTokens().Last().ValueText);
            AttributeArgumentSyntax? Written(string option) => above.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == option);
            AttributeArgumentSyntax? name = word == BranchLine.Word ? above.ArgumentList?.Arguments.FirstOrDefault() : Written("Name");
            if (name?.Expression is LiteralExpressionSyntax literal)
            {
                yield return literal.Token.ValueText;
                continue;
            }

            string stem = Written("TimeDistributed")?.Expression.ToString() == "true" ? "time_distributed" : word;
            counts[stem] = counts.TryGetValue(stem, out int before) ? before + 1 : 0;
            yield return counts[stem] == 0 ? stem : $"{stem}_{counts[stem]}";
        }
    }

    private static string WordOf(INamedTypeSymbol attribute) => Names.ToSnakeCase(WithoutSuffix(attribute));

    private static string WithoutSuffix(INamedTypeSymbol attribute) =>
        attribute.Name.EndsWith(Suffix, StringComparison.Ordinal) ? attribute.Name.Substring(0, attribute.Name.Length - Suffix.Length) : attribute.Name;

    private static bool IsOurs(INamedTypeSymbol type) => type.ContainingNamespace is { Name: Space, ContainingNamespace.IsGlobalNamespace: true };

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
        model.GetSymbolInfo(member.Expression).Symbol is INamedTypeSymbol type && IsOurs(type) ? type : null;

    private static IEnumerable<string> WordsOf(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).Select(field => field.Name);
}
