namespace SeqGen;

/// <summary>Keras' activations, for the arguments of layers.</summary>
public static class Activation
{
    /// <summary>x.</summary>
    public const string Linear = "linear";

    /// <summary>max(x, 0).</summary>
    public const string Relu = "relu";

    /// <summary>1 / (1 + exp(-x)).</summary>
    public const string Sigmoid = "sigmoid";

    /// <summary>The hyperbolic tangent.</summary>
    public const string Tanh = "tanh";

    /// <summary>exp(x) / sum(exp(x)) over the values of a step; not inside recurrent layers.</summary>
    public const string Softmax = "softmax";

    /// <summary>x, or alpha * (exp(x) - 1) where x is negative; <c>"elu(0.3)"</c> sets alpha, by default 1.</summary>
    public const string Elu = "elu";

    /// <summary>The scaled ELU with fixed constants (Klambauer 2017).</summary>
    public const string Selu = "selu";

    /// <summary>x * Phi(x) with the error function.</summary>
    public const string Gelu = "gelu";

    /// <summary>The approximation of GELU by tanh.</summary>
    public const string GeluTanh = "gelu(tanh)";

    /// <summary>x * sigmoid(x), also called swish.</summary>
    public const string Silu = "silu";

    /// <summary>log(1 + exp(x)).</summary>
    public const string Softplus = "softplus";

    /// <summary>x / (1 + |x|).</summary>
    public const string Softsign = "softsign";

    /// <summary>x + 0.5 where x is not negative, else sigmoid(x): the positive candidate of a minimal GRU (Feng et al. 2024).</summary>
    public const string LogSpace = "log_space";

    /// <summary>exp(x).</summary>
    public const string Exponential = "exponential";

    /// <summary>x, or slope * x where x is negative; <c>"leaky_relu(0.1)"</c> sets the slope, by default 0.2.</summary>
    public const string LeakyRelu = "leaky_relu";

    /// <summary>Keras 3: relu6(x + 3) / 6.</summary>
    public const string HardSigmoid = "hard_sigmoid";

    /// <summary>Keras 2: clip(0.2 x + 0.5, 0, 1).</summary>
    public const string HardSigmoidKeras2 = "hard_sigmoid(keras2)";
}
