using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ArgumentSyntax = SeqGen.Generator.Syntax.ArgumentSyntax;

namespace SeqGen.Generator.Parsing;

/// <summary>Reads the layer attributes of a class with <c>[SequenceModel]</c> into the same syntax as a .seqnet file.</summary>
internal static class AttributeParser
{
    public const string TriggerName = "SeqGen.SequenceModelAttribute";

    private const string AttributeNamespace = "SeqGen";
    private const string LayerBaseName = "LayerAttribute";
    private const string LossName = "LossAttribute";
    private const string BranchName = "BranchAttribute";
    private const string OutputName = "OutputAttribute";
    private const string Suffix = "Attribute";

    /// <summary>Records are included so that their mistake is reported; for everything else the compiler reports it.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellation) => node is ClassDeclarationSyntax or RecordDeclarationSyntax;

    public static ModelSyntax Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.TargetSymbol;
        TypeDeclarationSyntax declaration = (TypeDeclarationSyntax)context.TargetNode;
        List<LayerSyntax> layers = [];
        List<Problem> problems = [];
        AttributeData trigger = context.Attributes[0];
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            cancellation.ThrowIfCancellationRequested();
            if (WordOf(attribute, context.SemanticModel.Compilation) is not { } word || attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
            {
                continue;
            }

            if (syntax.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(syntax.Span))
            {
                layers.Add(ReadLayer(word, attribute, syntax));
                problems.AddRange(AttributeWords.Misspelt(attribute, syntax, context.SemanticModel));
            }
            else
            {
                problems.Add(new(DiagnosticCatalog.LayerOnOtherPart, SourcePosition.Of(syntax.SyntaxTree, syntax.Name.Span), [word, symbol.Name]));
            }
        }

        AttributeSyntax? options = trigger.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
        if (options is not null)
        {
            problems.AddRange(AttributeWords.Misspelt(trigger, options, context.SemanticModel));
        }

        string? obstacle = Names.ObstacleOfModel(symbol.Name);
        SourcePosition position = SourcePosition.Of(declaration.SyntaxTree, declaration.Identifier.Span);
        if (obstacle is not null)
        {
            problems.Add(new(DiagnosticCatalog.InvalidName, position, [symbol.Name, "a model", obstacle]));
        }

        ModelSyntax model = new()
        {
            Class = ClassOf(symbol),
            IsClassSound = obstacle is null,
            Position = position,
            Options = options is not null ? ReadLayer("model", trigger, options) : new("model", [], position),
            Layers = layers.ToEquatableArray(),
            Problems = problems.ToEquatableArray(),
        };
        return ClassRules.Checked(model, symbol);
    }

    /// <summary>What is left of a model whose attributes could not be read.</summary>
    public static ModelSyntax Failed(GeneratorAttributeSyntaxContext context, Problem problem) => new()
    {
        Class = ClassOf((INamedTypeSymbol)context.TargetSymbol),
        IsClassSound = false,
        Position = problem.Position,
        Options = new("model", [], problem.Position),
        Layers = [],
        Problems = [problem],
    };

    /// <summary>The class that has the attributes.</summary>
    public static ClassSpec ClassOf(INamedTypeSymbol symbol) =>
        new(symbol.Name, NamespaceOf(symbol.ContainingNamespace), symbol.DeclaredAccessibility == Accessibility.Public ? ClassSpec.Public : ClassSpec.Internal);

    /// <summary>A namespace as plain names with dots: what C# writes with an @ is a name like any other.</summary>
    private static string NamespaceOf(INamespaceSymbol space) => space.IsGlobalNamespace ? ""
        : space.ContainingNamespace.IsGlobalNamespace ? space.Name
        : $"{NamespaceOf(space.ContainingNamespace)}.{space.Name}";

    /// <summary>Perhaps a class that has layers, but is no model: see <see cref="FindLost"/>.</summary>
    public static bool IsLostCandidate(SyntaxNode node, CancellationToken cancellation)
    {
        if (node is not ClassDeclarationSyntax { AttributeLists.Count: > 0 } declaration)
        {
            return false;
        }

        string[] names = [.. declaration.AttributeLists.SelectMany(list => list.Attributes).Select(attribute => attribute.Name.ToString().Split('.', ':').Last())];
        return names.Any(name => LayerCatalog.Find(WordOf(name)) is not null || WordOf(name) is "loss" or BranchLine.Word or OutputLine.Word);
    }

    /// <summary>Layers on a class of which no part is a model; the first one is reported.</summary>
    public static Problem? FindLost(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, cancellation) is not INamedTypeSymbol symbol || ClassRules.HasAttribute(symbol))
        {
            return null;
        }

        return symbol.GetAttributes()
            .Where(attribute => attribute.AttributeClass is { TypeKind: not TypeKind.Error } && WordOf(attribute, context.SemanticModel.Compilation) is not null)
            .Select(attribute => attribute.ApplicationSyntaxReference?.GetSyntax(cancellation))
            .OfType<AttributeSyntax>()
            .Where(syntax => syntax.SyntaxTree == context.Node.SyntaxTree && context.Node.Span.Contains(syntax.Span))
            .Select(syntax => new Problem(DiagnosticCatalog.LayerWithoutModel, SourcePosition.Of(syntax.SyntaxTree, syntax.Name.Span), [syntax.Name.ToString(), symbol.Name]))
            .FirstOrDefault();
    }

    /// <summary>A layer's word, or null where the attribute is none of a layer or loss.</summary>
    private static string? WordOf(AttributeData attribute, Compilation compilation)
    {
        if (attribute.AttributeClass is not { } attributeClass)
        {
            return null;
        }

        string word = WordOf(attributeClass.Name);
        if (attributeClass.TypeKind == TypeKind.Error)
        {
            // Perhaps a misspelt layer; an attribute that another generator is about to write is not one of ours, and one of ours by its exact name lacks a using.
            bool lacksUsing = compilation.GetTypeByMetadataName($"{AttributeNamespace}.{WithoutSuffix(attributeClass.Name)}{Suffix}") is not null;
            return lacksUsing || Names.Meant(word, SpecReader.Words) is null ? null : SpecReader.Words.Contains(word) ? WithoutSuffix(attributeClass.Name) : word;
        }

        for (INamedTypeSymbol? type = attributeClass; type is not null; type = type.BaseType)
        {
            if (type is { Name: LayerBaseName or LossName or BranchName or OutputName, ContainingNamespace: { Name: AttributeNamespace, ContainingNamespace.IsGlobalNamespace: true } })
            {
                return word;
            }
        }

        return null;
    }

    private static string WordOf(string attributeName) => Names.ToSnakeCase(WithoutSuffix(attributeName));

    private static string WithoutSuffix(string attributeName) =>
        attributeName.EndsWith(Suffix, StringComparison.Ordinal) ? attributeName.Substring(0, attributeName.Length - Suffix.Length) : attributeName;

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

    private static ValueSyntax ToValue(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Enum => ToMember(constant),
        TypedConstantKind.Primitive => constant.Value switch
        {
            bool flag => ValueSyntax.Flag(flag),
            int integer => new(ValueKind.Integer, constant.ToCSharpString(), integer, []),
            double number => new(ValueKind.Number, constant.ToCSharpString(), number, []),
            string text => ValueScanner.ReadAttributeText(text),
            null => ValueSyntax.OfText("null"),
            _ => ValueSyntax.Invalid,
        },
        _ => ValueSyntax.Invalid,
    };

    /// <summary>The word of an enumeration's member: its name in snake case.</summary>
    private static ValueSyntax ToMember(TypedConstant constant)
    {
        IFieldSymbol? member = constant.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && field.ConstantValue.Equals(constant.Value));
        return member is null
            ? new(ValueKind.Undefined, $"({constant.Type?.Name}){constant.Value}", 0, [])
            : new(ValueKind.Word, Names.ToSnakeCase(member.Name), 0, []);
    }
}
