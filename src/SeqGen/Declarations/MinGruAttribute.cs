namespace SeqGen;

/// <summary>
/// The minimal GRU of Feng et al. 2024, whose gates do not see the state: <c>h[t] = (1 - z) * h[t-1] + z * activation(x[t].W_h + b_h)</c>
/// with <c>z = sigmoid(x[t].W_z + b_z)</c>. It has no recurrent kernel, and so none of the options of one.
/// </summary>
/// <param name="units">Values of the state and of the output.</param>
/// <param name="activation">Of the candidate: a word of <see cref="SeqGen.Activation"/>, but not softmax or log_softmax.</param>
public sealed class MinGruAttribute(int units, string activation = Activation.Linear) : RecurrentAttribute(units, activation)
{
    /// <summary>Process the last step first; a returned sequence stays in processing order.</summary>
    public bool GoBackwards { get; set; }
}
