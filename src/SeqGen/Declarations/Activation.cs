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

    /// <summary>x - log(sum(exp(x))) over the values of a step: the logarithm of softmax; not inside recurrent layers.</summary>
    public const string LogSoftmax = "log_softmax";

    /// <summary>x * tanh(softplus(x)) (Misra 2019).</summary>
    public const string Mish = "mish";

    /// <summary>x * relu6(x + 3) / 6, also called hard_swish.</summary>
    public const string HardSilu = "hard_silu";

    /// <summary>min(max(x, 0), 6).</summary>
    public const string Relu6 = "relu6";

    /// <summary>x, or alpha * (exp(x / alpha) - 1) where x is negative (Barron 2017); <c>"celu(0.5)"</c> sets alpha, by default 1.</summary>
    public const string Celu = "celu";

    /// <summary>min(max(x, lower), upper); both limits are written: <c>"clip(-2,2)"</c>.</summary>
    public const string Clip = "clip";

    /// <summary>min(max(x, -1), 1).</summary>
    public const string HardTanh = "hard_tanh";

    /// <summary>x - tanh(x).</summary>
    public const string TanhShrink = "tanh_shrink";

    /// <summary>x - t above t, x + t below -t, 0 between; <c>"soft_shrink(0.2)"</c> sets t, by default 0.5.</summary>
    public const string SoftShrink = "soft_shrink";

    /// <summary>x, or 0 where |x| is at most t; <c>"hard_shrink(0.2)"</c> sets t, by default 0.5.</summary>
    public const string HardShrink = "hard_shrink";

    /// <summary>(x + sqrt(x * x + b)) / 2 (Barron 2021); <c>"squareplus(1)"</c> sets b, by default 4.</summary>
    public const string Squareplus = "squareplus";

    /// <summary>log(sigmoid(x)).</summary>
    public const string LogSigmoid = "log_sigmoid";

    /// <summary>0 below -1, x above 1, (x + 1)^2 / 4 between.</summary>
    public const string SparsePlus = "sparse_plus";

    /// <summary>min(max((x + 1) / 2, 0), 1).</summary>
    public const string SparseSigmoid = "sparse_sigmoid";

    /// <summary>exp(x).</summary>
    public const string Exponential = "exponential";

    /// <summary>x, or slope * x where x is negative; <c>"leaky_relu(0.1)"</c> sets the slope, by default 0.2.</summary>
    public const string LeakyRelu = "leaky_relu";

    /// <summary>Keras 3: relu6(x + 3) / 6.</summary>
    public const string HardSigmoid = "hard_sigmoid";

    /// <summary>Keras 2: clip(0.2 x + 0.5, 0, 1).</summary>
    public const string HardSigmoidKeras2 = "hard_sigmoid(keras2)";
}
