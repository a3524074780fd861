namespace SeqGen.Generator.Networks;

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
    public required ClassSpec Class { get; init; }

    /// <summary>The model's name, which is that of its class.</summary>
    public string Name => Class.Name;

    /// <summary>What holds for all layers.</summary>
    public ModelOptions Options { get; init; } = new();

    /// <summary>The layers in the order of declaration; the first one is an <see cref="Layers.InputLayer"/>, the last one an output.</summary>
    public required EquatableArray<LayerSpec> Layers { get; init; }

    /// <summary>Where each layer's values come from; in a plain chain from the layer before.</summary>
    public required EquatableArray<LayerSources> Sources { get; init; }

    /// <summary>The chains that have a name.</summary>
    public required EquatableArray<BranchSpec> Branches { get; init; }

    /// <summary>The outputs, in the order of declaration: one without a name, or those of the lines <c>output</c>.</summary>
    public required EquatableArray<OutputSpec> Outputs { get; init; }

    /// <summary>True where the declaration names its outputs.</summary>
    public bool HasNamedOutputs => Outputs[0].Name.Length > 0;

    /// <summary>The indices of the inputs, in the order of declaration.</summary>
    public IEnumerable<int> Inputs => Enumerable.Range(0, Layers.Count).Where(index => Layers[index] is InputLayer);

    /// <summary>True where every layer takes the output of the one before, and nothing else.</summary>
    public bool IsChain => Enumerable.Range(0, Layers.Count).All(index =>
        Sources[index].State is null && (index == 0 ? Sources[index].Inputs.Count == 0 : Sources[index].Inputs.Count == 1 && Sources[index].Inputs[0] == index - 1));

    /// <summary>What callers call an input: its branch's name, or else its own.</summary>
    public string InputName(int layer) => Branches.Items.FirstOrDefault(branch => branch.First == layer)?.Name ?? Layers[layer].Name;

    /// <summary>The layers that take a layer's output, each as often as it takes it.</summary>
    public IEnumerable<int> ConsumersOf(int layer) =>
        Enumerable.Range(0, Layers.Count).SelectMany(index => Sources[index].Inputs.Items.Where(input => input == layer).Select(_ => index));

    /// <summary>True where the caller gets a layer's output.</summary>
    public bool IsOutput(int layer) => Outputs.Any(output => output.Layer == layer);

    /// <summary>How often a layer's output is taken: by other layers, and by the caller.</summary>
    public int TakersOf(int layer) => ConsumersOf(layer).Count() + (IsOutput(layer) ? 1 : 0);

    /// <summary>True where another layer starts from the final states of a layer.</summary>
    public bool HandsItsStatesOn(int layer) => Sources.Items.Any(sources => sources.State == layer);
}
