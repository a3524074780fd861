using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using SeqGen.Generator;

namespace SeqGen.CodeFixes;

/// <summary>Makes the change that <see cref="DeclarationAnalyzer"/> has found.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclarationCodeFix)), Shared]
public sealed class DeclarationCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DeclarationAnalyzer.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            string title = diagnostic.GetMessage(CultureInfo.InvariantCulture);
            TextChange change = new(diagnostic.AdditionalLocations[0].SourceSpan, diagnostic.Properties[DeclarationAnalyzer.NewText]!);
            context.RegisterCodeFix(CodeAction.Create(title, cancellation => Change(context.Document, change, cancellation), equivalenceKey: title), diagnostic);
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> Change(Document document, TextChange change, CancellationToken cancellation)
    {
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(text.WithChanges(change));
    }
}
