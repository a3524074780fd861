namespace SeqGen.Generator.Layers;

/// <summary>
/// An input of a layer that joins several, as a plain tensor: every step padded to whole lines. Values that lie otherwise
/// (the caller's features, a flattened sequence) are copied.
/// </summary>
internal sealed class PlainInput
{
    private readonly Tensor _tensor;

    /// <summary>Plans the input.</summary>
    /// <param name="planner">Where the layer plans.</param>
    /// <param name="name">The name of a copy.</param>
    /// <param name="tensor">The input.</param>
    /// <param name="zeroPadding">True where the padding must be zero, because it takes part in a sum.</param>
    public PlainInput(LayerPlanner planner, string name, Tensor tensor, bool zeroPadding = false)
    {
        _tensor = tensor;
        bool fits = (tensor.Padded || tensor.HasStepsInLanes) && tensor.Segments == 1 && (!zeroPadding || tensor.Size == tensor.Stride);
        Values = fits ? tensor : planner.Tensor(name, tensor.Steps, tensor.Size);
        if (planner.Training && tensor.Gradient is { } gradient)
        {
            Gradient = gradient.Segments == 1 ? gradient : planner.Tensor(name + "Gradient", tensor.Steps, tensor.Size);
        }
    }

    public Tensor Values { get; }

    /// <summary>Where the layer writes the gradient, or null where nobody needs it.</summary>
    public Tensor? Gradient { get; }

    public Tensor? Mask => _tensor.Mask;

    public bool IsCopied => Values != _tensor;

    public void Forward(KernelWriter k)
    {
        if (IsCopied)
        {
            k.CopySteps(_tensor, Values);
        }
    }

    public void Backward(KernelWriter k)
    {
        if (Gradient != null && Gradient != _tensor.Gradient)
        {
            k.CopySteps(Gradient, _tensor.Gradient!);
        }
    }

    /// <summary>The inputs of a layer, in order.</summary>
    public static IReadOnlyList<PlainInput> All(LayerPlanner planner) =>
        [.. planner.Inputs.Select((tensor, index) => new PlainInput(planner, $"Input{index}", tensor))];
}
