namespace SeqGen.Generator.Model;

/// <summary>
/// What one declaration means, whichever language it was written in. Everything that is emitted follows from it.
/// </summary>
/// <remarks>
/// Equal by value, all the way down, and free of symbols, syntax and places: as long as an edit leaves the spec
/// equal, the generator emits nothing anew.
/// </remarks>
internal sealed record NetworkSpec
{
    /// <summary>The class to emit.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary><c>public</c> or <c>internal</c>.</summary>
    public required string Accessibility { get; init; }

    /// <summary>The layers in the order of declaration; the first one is an <see cref="Layers.InputLayer"/>.</summary>
    public required EquatableArray<LayerSpec> Layers { get; init; }

    /// <summary>The loss, where the declaration names one.</summary>
    public LossSpec? Loss { get; init; }

    /// <summary>The input, which is always the first layer.</summary>
    public InputLayer Input => (InputLayer)Layers[0];
}
