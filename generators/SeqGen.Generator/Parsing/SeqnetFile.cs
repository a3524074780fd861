namespace SeqGen.Generator.Parsing;

/// <summary>The models of one .seqnet file.</summary>
/// <param name="Models">In the order of the file.</param>
/// <param name="Problems">What is wrong outside of any model.</param>
/// <param name="RootNamespaceUse">The name of the first model without a namespace of its own, or null.</param>
internal sealed record SeqnetFile(EquatableArray<ModelSyntax> Models, EquatableArray<Problem> Problems, SourcePosition? RootNamespaceUse);
