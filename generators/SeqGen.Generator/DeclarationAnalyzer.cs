using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace SeqGen.Generator;

/// <summary>
/// Finds what an editor can mend in a declaration of attributes: a misspelt layer, option or word, layers without <c>[SequenceModel]</c>, a class without
/// <c>partial</c>. The generator's own errors say what is wrong; editors offer changes at the diagnostics of analyzers only. Hidden, so that a build does not run it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The only diagnostic.</summary>
    public const string Id = "SEQ061";

    /// <summary>The property with the text that takes the place of the first additional location.</summary>
    public const string NewText = "NewText";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticCatalog.Mendable];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(CheckClass, SyntaxKind.ClassDeclaration);
    }

    private static void CheckClass(SyntaxNodeAnalysisContext context)
    {
        ClassDeclarationSyntax declaration = (ClassDeclarationSyntax)context.Node;
        AttributeSyntax[] attributes = [.. declaration.AttributeLists.SelectMany(list => list.Attributes)];
        SemanticModel model = context.SemanticModel;
        AttributeSyntax[] ours = [.. attributes.Where(attribute => AttributeWords.TypeOf(attribute, model) is not null)];
        if (ours.Length == 0 || context.ContainingSymbol is not INamedTypeSymbol symbol)
        {
            return;
        }

        // A name that is no attribute's is one of ours only beside others that are.
        foreach (AttributeSyntax attribute in attributes.Except(ours).Where(attribute => model.GetSymbolInfo(attribute).Symbol is null))
        {
            SyntaxToken name = attribute.Name.DescendantTokens().Last();
            if (AttributeWords.MeantAttribute(name.ValueText, model.Compilation) is { } meant)
            {
                Replace(context, name.Span, name.Text, meant);
            }
        }

        foreach (AttributeSyntax attribute in ours)
        {
            foreach (AttributeArgumentSyntax argument in attribute.ArgumentList?.Arguments ?? default)
            {
                CheckArgument(context, attribute, argument);
            }
        }

        bool isModel = ClassRules.HasAttribute(symbol);
        if (isModel && declaration.Modifiers.All(modifier => !modifier.IsKind(SyntaxKind.PartialKeyword)))
        {
            Report(context, declaration.Identifier.Span, new(declaration.Keyword.SpanStart, 0), "partial ", "Make the class partial");
        }
        else if (!isModel && !attributes.Except(ours).Any(attribute => AttributeWords.MeantAttribute(attribute.Name.DescendantTokens().Last().ValueText, model.Compilation) == "SequenceModel"))
        {
            AddModel(context, declaration, ours[0]);
        }
    }

    private static void CheckArgument(SyntaxNodeAnalysisContext context, AttributeSyntax attribute, AttributeArgumentSyntax argument)
    {
        SemanticModel model = context.SemanticModel;
        if (AttributeWords.NameOf(argument) is { } name && AttributeWords.MeantOption(AttributeWords.TypeOf(attribute, model)!, name.Identifier.ValueText) is { } option)
        {
            Report(
                context, name.Span, TextSpan.FromBounds(argument.SpanStart, argument.Expression.SpanStart), option.Name + (option.IsParameter ? ": " : " = "), Title(name.Identifier.Text, option.Name));
        }

        if (argument.Expression is MemberAccessExpressionSyntax member && AttributeWords.MeantWord(member, model) is { } word)
        {
            Replace(context, member.Name.Span, member.Name.ToString(), word);
        }
        else if (argument.Expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.StringLiteralExpression))
        {
            // Of a word with arguments the word alone.
            string written = literal.Token.ValueText.Split('(')[0].Trim();
            int start = literal.Token.Text.IndexOf(written, StringComparison.Ordinal);
            if (written.Length > 0 && start >= 0 && AttributeWords.MeantText(written, attribute, argument, model) is { } meant)
            {
                Replace(context, new(literal.SpanStart + start, written.Length), written, meant);
            }
        }
    }

    /// <summary>The attribute stands above the others, on a line of its own where they have one.</summary>
    private static void AddModel(SyntaxNodeAnalysisContext context, ClassDeclarationSyntax declaration, AttributeSyntax layer)
    {
        int place = declaration.AttributeLists[0].SpanStart;
        SourceText text = declaration.SyntaxTree.GetText(context.CancellationToken);
        TextLine line = text.Lines.GetLineFromPosition(place);
        string indent = text.ToString(TextSpan.FromBounds(line.Start, place));
        string end = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
        string after = string.IsNullOrWhiteSpace(indent) && end.Length > 0 ? end + indent : " ";
        Report(context, layer.Name.Span, new(place, 0), "[SequenceModel]" + after, "Add [SequenceModel]");
    }

    private static string Title(string written, string meant) => $"Change '{written}' to '{meant}'";

    private static void Replace(SyntaxNodeAnalysisContext context, TextSpan span, string written, string meant) => Report(context, span, span, meant, Title(written, meant));

    /// <param name="context">The class.</param>
    /// <param name="shown">Where an editor offers the change.</param>
    /// <param name="changed">What the text takes the place of.</param>
    /// <param name="text">The new text.</param>
    /// <param name="title">The change in words.</param>
    private static void Report(SyntaxNodeAnalysisContext context, TextSpan shown, TextSpan changed, string text, string title)
    {
        SyntaxTree tree = context.Node.SyntaxTree;
        context.ReportDiagnostic(Diagnostic.Create(
            DiagnosticCatalog.Mendable,
            Location.Create(tree, shown),
            additionalLocations: [Location.Create(tree, changed)],
            properties: ImmutableDictionary<string, string?>.Empty.Add(NewText, text),
            title));
    }
}
