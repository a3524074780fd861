namespace SeqGen.Generator.Planning;

/// <summary>A state after a layer's last step, which other layers start from.</summary>
/// <param name="values">Where it lies, one vector a row.</param>
internal sealed class EndState(Tensor values)
{
    public Tensor Values => values;
}

/// <summary>Where a layer that starts from another one's final state writes the state's gradient.</summary>
/// <param name="State">The state.</param>
/// <param name="Carried">The gradient of the layer's initial state, which may be made of several states.</param>
/// <param name="Place">Where in it this state's part starts.</param>
/// <param name="Gradient">Where the part goes.</param>
internal sealed record EndStateGradient(EndState State, Tensor Carried, int Place, Tensor Gradient);
