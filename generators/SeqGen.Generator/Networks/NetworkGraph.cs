namespace SeqGen.Generator.Networks;

/// <summary>Where a layer's values come from. A layer only ever refers to layers above it, so the list of layers is a topological order.</summary>
/// <param name="Inputs">The layers whose outputs it takes: first its main input, then those that it joins. Empty for an input.</param>
/// <param name="State">The layer whose final states it starts from, or null.</param>
internal sealed record LayerSources(EquatableArray<int> Inputs, int? State = null)
{
    /// <summary>All layers that it depends on.</summary>
    public IEnumerable<int> All => State is { } state ? Inputs.Items.Add(state) : Inputs.Items;
}

/// <summary>A chain of layers with a name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="First">The index of its first layer.</param>
internal sealed record BranchSpec(string Name, int First);
