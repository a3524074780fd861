using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Diagnostics;

/// <summary>A mistake and its place, ready to be reported.</summary>
internal sealed record Problem(DiagnosticDescriptor Descriptor, SourcePosition Position, EquatableArray<string> Arguments)
{
    /// <summary>What a message shows of an argument: a file may hold words of any length.</summary>
    private const int LongestArgument = 1000;

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Position.ToLocation(), [.. Arguments.Items.Select(text => text.Length <= LongestArgument ? text : text.Substring(0, LongestArgument) + "...")]);
}
