namespace SeqGen;

/// <summary>The loss that the network is meant for, after its last layer: the generator checks that the output fits it.</summary>
/// <param name="function">The loss.</param>
/// <example><c>[Loss(LossFunction.MeanSquaredError)]</c>, or with Keras' word <c>[Loss("mse")]</c>.</example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class LossAttribute(LossFunction function) : Attribute
{
    /// <summary>The loss by Keras' word.</summary>
    /// <param name="function">For instance <c>mse</c> or <c>mean_squared_error</c>; see <see cref="Loss.FromName"/>.</param>
    /// <exception cref="ArgumentException">There is no such loss. The generator says so when the project is built.</exception>
    public LossAttribute(string function)
        : this(Named(function))
    {
    }

    /// <summary>The loss.</summary>
    public LossFunction Function { get; } = function;

    /// <summary>The output is the argument of the sigmoid or softmax, not a probability.</summary>
    public bool FromLogits { get; set; }

    /// <summary>The loss that Keras calls by a word.</summary>
    internal static LossFunction Named(string word) => Enum.Parse<LossFunction>(Loss.FromName(word).Name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
