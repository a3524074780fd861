namespace SeqGen;

/// <summary>
/// Makes the output of a layer above an output of the model. A model without this attribute has one output, that of its last
/// layer; with it, it has those that are named, in the order of the attributes, which stand after all layers.
/// </summary>
/// <param name="name">The layer or branch above whose output it is; this is also the output's name.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OutputAttribute(string name) : Attribute
{
    /// <summary>An output with its loss.</summary>
    /// <param name="name">The layer or branch above whose output it is; this is also the output's name.</param>
    /// <param name="function">The loss: the generator checks that the output fits it.</param>
    public OutputAttribute(string name, LossFunction function)
        : this(name) => Function = function;

    /// <summary>An output with its loss by Keras' word.</summary>
    /// <param name="name">The layer or branch above whose output it is; this is also the output's name.</param>
    /// <param name="function">For instance <c>mse</c> or <c>mean_squared_error</c>; see <see cref="Loss.FromName"/>.</param>
    /// <exception cref="ArgumentException">There is no such loss. The generator says so when the project is built.</exception>
    public OutputAttribute(string name, string function)
        : this(name, LossAttribute.Named(function))
    {
    }

    /// <summary>The layer or branch, whose name is also that of the output.</summary>
    public string Name { get; } = name;

    /// <summary>The loss; <see langword="null"/> where the options of training name it.</summary>
    public LossFunction? Function { get; }

    /// <summary>The output is the argument of the sigmoid or softmax, not a probability.</summary>
    public bool FromLogits { get; set; }

    /// <summary>What the output's loss counts in the sum of all losses.</summary>
    public double LossWeight { get; set; } = 1;
}
