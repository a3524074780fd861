using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Shapes;

/// <summary>Something wrong with a spec. It knows no place: the diagnostics output joins it with the declaration's positions.</summary>
/// <param name="Layer">The index of the layer; the number of layers stands for the loss.</param>
/// <param name="Argument">The argument, or null for the layer's word.</param>
/// <param name="Descriptor">What kind of mistake.</param>
/// <param name="Arguments">What the descriptor's message asks for.</param>
internal sealed record ShapeError(int Layer, string? Argument, DiagnosticDescriptor Descriptor, EquatableArray<string> Arguments);
