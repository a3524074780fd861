using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace SeqGen.Generator.Diagnostics;

/// <summary>A place in a C# or .seqnet file that can be compared, unlike a <see cref="Location"/>.</summary>
internal sealed record SourcePosition(string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>A span of a text file.</summary>
    public static SourcePosition Of(string path, SourceText text, int start, int end)
    {
        TextSpan span = TextSpan.FromBounds(start, end);
        return new(path, span, text.Lines.GetLinePositionSpan(span));
    }

    /// <summary>A span of C# source.</summary>
    public static SourcePosition Of(SyntaxTree tree, TextSpan span) => new(tree.FilePath, span, tree.GetLineSpan(span).Span);

    /// <summary>A place in C# source that the compiler knows.</summary>
    public static SourcePosition Of(Location location) => Of(location.SourceTree!, location.SourceSpan);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
