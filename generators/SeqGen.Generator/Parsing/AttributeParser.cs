using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SeqGen.Generator.Parsing;

/// <summary>Reads the layer attributes of a class with <c>[SequenceModel]</c> into the same syntax as a .seqnet file.</summary>
internal static class AttributeParser
{
    public const string TriggerName = "SeqGen.SequenceModelAttribute";

    private const string AttributeNamespace = "SeqGen";
    private const string LayerBaseName = "LayerAttribute";
    private const string LossName = "LossAttribute";
    private const string BranchName = "BranchAttribute";
    private const string Suffix = "Attribute";

    /// <summary>Records are let in to be told what is wrong with them; of anything else the compiler says so itself.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellation) => node is ClassDeclarationSyntax or RecordDeclarationSyntax;

    public static ModelSyntax Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.TargetSymbol;
        TypeDeclarationSyntax declaration = (TypeDeclarationSyntax)context.TargetNode;
        List<LayerSyntax> layers = [];
        AttributeData trigger = context.Attributes[0];
        EquatableArray<Problem> problems = CheckClass(symbol, declaration);
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (WordOf(attribute) is { } word
                && attribute.ApplicationSyntaxReference is { } reference
                && reference.SyntaxTree == declaration.SyntaxTree
                && declaration.Span.Contains(reference.Span)
                && reference.GetSyntax(cancellation) is AttributeSyntax syntax)
            {
                layers.Add(ReadLayer(word, attribute, syntax));
            }
        }

        return new()
        {
            Class = new(
                symbol.Name,
                symbol.ContainingNamespace.IsGlobalNamespace ? "" : symbol.ContainingNamespace.ToDisplayString(),
                symbol.DeclaredAccessibility == Accessibility.Public ? "public" : "internal"),
            IsClassSound = problems.Count == 0 && (symbol.ContainingNamespace.IsGlobalNamespace || Names.IsNamespace(symbol.ContainingNamespace.ToDisplayString())),
            Position = SourcePosition.Of(declaration.SyntaxTree, declaration.Identifier.Span),
            Options = trigger.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax written
                ? ReadLayer("model", trigger, written)
                : new("model", [], SourcePosition.Of(declaration.SyntaxTree, declaration.Identifier.Span)),
            Layers = layers.ToEquatableArray(),
            Problems = problems,
        };
    }

    /// <summary>A layer's word, or null where the attribute is none of a layer or loss.</summary>
    private static string? WordOf(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { } attributeClass)
        {
            return null;
        }

        string name = attributeClass.Name;
        string word = Names.ToSnakeCase(name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name);
        if (attributeClass.TypeKind == TypeKind.Error)
        {
            // Perhaps a misspelt layer; an attribute that another generator is about to write is none of ours.
            return Names.DidYouMean(word, LayerCatalog.Words).Length > 0 && LayerCatalog.Find(word) is null ? word : null;
        }

        for (INamedTypeSymbol? type = attributeClass; type is not null; type = type.BaseType)
        {
            if (type is { Name: LayerBaseName or LossName or BranchName, ContainingNamespace: { Name: AttributeNamespace, ContainingNamespace.IsGlobalNamespace: true } })
            {
                return word;
            }
        }

        return null;
    }

    private static LayerSyntax ReadLayer(string word, AttributeData attribute, AttributeSyntax syntax)
    {
        SeparatedSyntaxList<AttributeArgumentSyntax> written = syntax.ArgumentList?.Arguments ?? default;
        List<ArgumentSyntax> arguments = [];
        for (int index = 0; index < written.Count; index++)
        {
            AttributeArgumentSyntax argument = written[index];
            string? property = argument.NameEquals?.Name.Identifier.ValueText;
            string? parameter = argument.NameColon?.Name.Identifier.ValueText;
            string? name = (property ?? parameter) is { } given ? Names.ToSnakeCase(given) : null;
            SourcePosition position = SourcePosition.Of(syntax.SyntaxTree, argument.Span);
            IEnumerable<ValueSyntax> values = property is null ? ConstructorValues(attribute, parameter, index, argument.Expression) : [PropertyValue(attribute, property)];
            arguments.AddRange(values.Select((value, number) => new ArgumentSyntax(number == 0 ? name : null, value, position)));
        }

        return new(word, arguments.ToEquatableArray(), SourcePosition.Of(syntax.SyntaxTree, syntax.Name.Span));
    }

    private static ValueSyntax PropertyValue(AttributeData attribute, string property)
    {
        foreach (KeyValuePair<string, TypedConstant> pair in attribute.NamedArguments)
        {
            if (pair.Key == property)
            {
                return ToValue(pair.Value);
            }
        }

        return ValueSyntax.Invalid;
    }

    /// <summary>The value of one written argument; of an array that was written as one argument all its values.</summary>
    private static IEnumerable<ValueSyntax> ConstructorValues(AttributeData attribute, string? parameter, int index, ExpressionSyntax written)
    {
        ImmutableArray<IParameterSymbol> parameters = attribute.AttributeConstructor?.Parameters ?? [];
        int ordinal = parameter is null
            ? Math.Min(index, parameters.LastOrDefault()?.IsParams == true ? parameters.Length - 1 : index)
            : parameters.FirstOrDefault(candidate => candidate.Name == parameter)?.Ordinal ?? -1;
        if (ordinal < 0 || ordinal >= attribute.ConstructorArguments.Length)
        {
            return [ValueSyntax.Invalid];
        }

        TypedConstant value = attribute.ConstructorArguments[ordinal];
        if (value.Kind != TypedConstantKind.Array)
        {
            return [ToValue(value)];
        }

        // Values written one by one: this one is number index - ordinal. An array by itself: all of it at this place.
        ImmutableArray<TypedConstant> values = value.IsNull ? [] : value.Values;
        bool isArray = parameter is not null || written is ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax;
        return isArray ? values.Select(ToValue) : index - ordinal < values.Length ? [ToValue(values[index - ordinal])] : [ValueSyntax.Invalid];
    }

    private static ValueSyntax ToValue(TypedConstant constant) => constant is not { Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum }
        ? ValueSyntax.Invalid
        : constant.Value switch
        {
            bool flag => ValueSyntax.Flag(flag),
            int integer => new(ValueKind.Integer, constant.ToCSharpString(), integer, []),
            double number => new(ValueKind.Number, constant.ToCSharpString(), number, []),
            string text => ValueScanner.ReadAttributeText(text),
            null => ValueSyntax.OfText("null"),
            _ => ValueSyntax.Invalid,
        };

    /// <summary>Whether the class can have a generated part.</summary>
    private static EquatableArray<Problem> CheckClass(INamedTypeSymbol symbol, TypeDeclarationSyntax declaration)
    {
        List<Problem> problems = [];
        SourcePosition position = SourcePosition.Of(declaration.SyntaxTree, declaration.Identifier.Span);
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            problems.Add(new(DiagnosticCatalog.ClassNotPartial, position, [symbol.Name]));
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

        if (!Names.IsIdentifier(symbol.Name))
        {
            problems.Add(new(DiagnosticCatalog.InvalidName, position, [symbol.Name, "a model", Names.IdentifierRule]));
        }

        return problems.ToEquatableArray();
    }
}
