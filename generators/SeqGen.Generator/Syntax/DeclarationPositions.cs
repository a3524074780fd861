namespace SeqGen.Generator.Syntax;

/// <summary>Where one layer and its arguments stand.</summary>
internal sealed record LayerPositions(SourcePosition Word, EquatableArray<(string Argument, SourcePosition Position)> Arguments);

/// <summary>Where the layers of a declaration stand. Kept apart from the spec, and known to the diagnostics output alone.</summary>
/// <param name="Layers">The layers in their order, then the outputs, or the loss where there is one.</param>
internal sealed record DeclarationPositions(EquatableArray<LayerPositions> Layers)
{
    /// <summary>The place of an argument, or of the layer's word where the argument is not written.</summary>
    public SourcePosition Find(int layer, string? argument)
    {
        LayerPositions positions = Layers[layer];
        foreach ((string name, SourcePosition position) in positions.Arguments)
        {
            if (name == argument)
            {
                return position;
            }
        }

        return positions.Word;
    }
}
