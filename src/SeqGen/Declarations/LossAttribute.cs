namespace SeqGen;

/// <summary>The loss that the network is meant for, behind its last layer: the generator checks that the output fits it.</summary>
/// <param name="function">The loss: a word of <see cref="LossFunction"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class LossAttribute(string function) : Attribute
{
    /// <summary>The loss.</summary>
    public string Function { get; } = function;

    /// <summary>The output is the argument of the sigmoid or softmax, not a probability.</summary>
    public bool FromLogits { get; set; }
}
