namespace SeqGen;

/// <summary>The loss that the network is meant for, after its last layer: the generator checks that the output fits it.</summary>
/// <param name="function">The loss.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class LossAttribute(LossFunction function) : Attribute
{
    /// <summary>The loss.</summary>
    public LossFunction Function { get; } = function;

    /// <summary>The output is the argument of the sigmoid or softmax, not a probability.</summary>
    public bool FromLogits { get; set; }
}
