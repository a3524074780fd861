namespace SeqGen;

/// <summary>Keras' SimpleRNN: <c>h[t] = activation(x[t].W + h[t-1].U + b)</c>.</summary>
/// <param name="units">Values of the state and of the output.</param>
/// <param name="activation">A word of <see cref="SeqGen.Activation"/>, but not softmax.</param>
public sealed class SimpleRnnAttribute(int units, string activation = Activation.Tanh) : RecurrentKernelAttribute(units, activation)
{
    /// <summary>Process the last step first; a returned sequence stays in processing order.</summary>
    public bool GoBackwards { get; set; }
}
