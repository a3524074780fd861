using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Diagnostics;

/// <summary>A mistake and its place, ready to be reported.</summary>
internal sealed record Problem(DiagnosticDescriptor Descriptor, SourcePosition Position, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Position.ToLocation(), [.. Arguments.Items]);
}
