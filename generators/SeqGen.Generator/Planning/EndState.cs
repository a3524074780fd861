namespace SeqGen.Generator.Planning;

/// <summary>A state after a layer's last step, which other layers start from.</summary>
/// <param name="values">Where it lies, one vector a row.</param>
internal sealed class EndState(Tensor values)
{
    public Tensor Values => values;

    /// <summary>Its gradients: each layer that starts from the state writes one.</summary>
    public List<Tensor> Gradients { get; } = [];
}
