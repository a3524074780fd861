namespace SeqGen;

/// <summary>
/// Keras' GRU with the gates z, r and the candidate h: <c>h[t] = z * h[t-1] + (1 - z) * activation(z_h)</c>.
/// </summary>
/// <param name="units">Values of the state and of the output.</param>
/// <param name="activation">Of the candidate: a word of <see cref="SeqGen.Activation"/>, but not softmax or log_softmax.</param>
public sealed class GruAttribute(int units, string activation = Activation.Tanh) : RecurrentKernelAttribute(units, activation)
{
    /// <summary>Of the gates: a word of <see cref="SeqGen.Activation"/>, but not softmax or log_softmax.</summary>
    public string RecurrentActivation { get; set; } = SeqGen.Activation.Sigmoid;

    /// <summary>Process the last step first; a returned sequence stays in processing order.</summary>
    public bool GoBackwards { get; set; }

    /// <summary>The reset gate is applied after the product with the recurrent kernel (Keras' default), with a bias of two rows.</summary>
    public bool ResetAfter { get; set; } = true;
}
