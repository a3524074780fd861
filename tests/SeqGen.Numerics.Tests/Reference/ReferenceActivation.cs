using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Keras' activations by their definitions, in double precision.</summary>
internal static class ReferenceActivation
{
    private const double SeluAlpha = 1.6732632423543772;
    private const double SeluScale = 1.0507009873554805;

    /// <summary>Applies the activation that a config names.</summary>
    /// <param name="tape">Where the operation is remembered.</param>
    /// <param name="config">A layer's config.</param>
    /// <param name="key"><c>activation</c> or <c>recurrent_activation</c>.</param>
    /// <param name="x">The argument.</param>
    public static Variable Apply(Tape tape, JsonObject config, string key, Variable x)
    {
        string word = config[key]?.GetValue<string>() ?? "linear";
        JsonObject arguments = config[key + "_args"]?.AsObject() ?? [];
        if (word is "softmax" or "log_softmax")
        {
            return word == "softmax" ? tape.Softmax(x) : tape.LogSoftmax(x);
        }

        (Func<double, double> function, Func<double, double> derivative) = Find(word, arguments);
        return tape.Map(x, function, derivative);
    }

    /// <summary>The sigmoid, whatever a config names.</summary>
    public static Variable Sigmoid(Tape tape, Variable x) => tape.Map(x, Sigmoid, value => Sigmoid(value) * Sigmoid(-value));

    private static (Func<double, double> Function, Func<double, double> Derivative) Find(string word, JsonObject arguments) => word switch
    {
        "linear" => (x => x, _ => 1),
        "relu" => (x => Math.Max(x, 0), x => x > 0 ? 1 : 0),
        "sigmoid" => (Sigmoid, x => Sigmoid(x) * Sigmoid(-x)),
        "tanh" => (Math.Tanh, x => 1 / (Math.Cosh(x) * Math.Cosh(x))),
        "elu" => Elu(Number(arguments, "alpha", 1), 1),
        "selu" => Elu(SeluAlpha, SeluScale),
        "gelu" when arguments["approximate"]?.GetValue<bool>() == true => (GeluTanh, GeluTanhDerivative),
        "gelu" => (x => x * Phi(x), x => Phi(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI))),
        "silu" or "swish" => (x => x * Sigmoid(x), x => Sigmoid(x) * (1 + (x * Sigmoid(-x)))),
        "softplus" => (x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))), Sigmoid),
        "softsign" => (x => x / (1 + Math.Abs(x)), x => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x)))),
        "log_space" => (x => x >= 0 ? x + 0.5 : Sigmoid(x), x => x >= 0 ? 1 : Sigmoid(x) * Sigmoid(-x)),
        "mish" => (x => x * Math.Tanh(Softplus(x)), x => Math.Tanh(Softplus(x)) + (x * Sigmoid(x) * (1 - Math.Pow(Math.Tanh(Softplus(x)), 2)))),
        "hard_silu" => (x => x * Math.Clamp((x / 6) + 0.5, 0, 1), x => x < -3 ? 0 : x > 3 ? 1 : (x / 3) + 0.5),
        "relu6" => (x => Math.Clamp(x, 0, 6), x => x is > 0 and < 6 ? 1 : 0),
        "hard_tanh" => (x => Math.Clamp(x, -1, 1), x => Math.Abs(x) < 1 ? 1 : 0),
        "celu" => Celu(Number(arguments, "alpha", 1)),
        "tanh_shrink" => (x => x - Math.Tanh(x), x => Math.Tanh(x) * Math.Tanh(x)),
        "soft_shrink" => SoftShrink(Number(arguments, "threshold", 0.5)),
        "hard_shrink" => HardShrink(Number(arguments, "threshold", 0.5)),
        "squareplus" => Squareplus(Number(arguments, "b", 4)),
        "log_sigmoid" => (x => -Softplus(-x), x => Sigmoid(-x)),
        "sparse_plus" => (x => x < -1 ? 0 : x > 1 ? x : (x + 1) * (x + 1) / 4, x => Math.Clamp((x + 1) / 2, 0, 1)),
        "sparse_sigmoid" => Ramp(0.5),
        "exponential" => (Math.Exp, Math.Exp),
        "leaky_relu" => Leaky(Number(arguments, "negative_slope", 0.2)),
        "hard_sigmoid" when arguments["variant"]?.GetValue<string>() == "keras2" => Ramp(0.2),
        "hard_sigmoid" => Ramp(1.0 / 6),
        _ => throw new ArgumentException($"no reference for {word}"),
    };

    private static double Number(JsonObject arguments, string name, double otherwise) => arguments[name]?.GetValue<double>() ?? otherwise;

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static (Func<double, double>, Func<double, double>) Celu(double alpha) =>
        (x => x > 0 ? x : alpha * (Math.Exp(x / alpha) - 1), x => x > 0 ? 1 : Math.Exp(x / alpha));

    private static (Func<double, double>, Func<double, double>) SoftShrink(double threshold) =>
        (x => Math.Sign(x) * Math.Max(Math.Abs(x) - threshold, 0), x => Math.Abs(x) > threshold ? 1 : 0);

    private static (Func<double, double>, Func<double, double>) HardShrink(double threshold) =>
        (x => Math.Abs(x) > threshold ? x : 0, x => Math.Abs(x) > threshold ? 1 : 0);

    private static (Func<double, double>, Func<double, double>) Squareplus(double b) =>
        (x => (x + Math.Sqrt((x * x) + b)) / 2, x => (1 + (x / Math.Sqrt((x * x) + b))) / 2);

    private static (Func<double, double>, Func<double, double>) Elu(double alpha, double scale) =>
        (x => scale * (x > 0 ? x : alpha * (Math.Exp(x) - 1)), x => scale * (x > 0 ? 1 : alpha * Math.Exp(x)));

    private static (Func<double, double>, Func<double, double>) Leaky(double slope) => (x => x > 0 ? x : slope * x, x => x > 0 ? 1 : slope);

    private static (Func<double, double>, Func<double, double>) Ramp(double slope) =>
        (x => Math.Clamp((slope * x) + 0.5, 0, 1), x => Math.Abs(slope * x) < 0.5 ? slope : 0);

    private static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(GeluArgument(x)));

    private static double GeluTanhDerivative(double x)
    {
        double t = Math.Tanh(GeluArgument(x));
        return (0.5 * (1 + t)) + (0.5 * x * (1 - (t * t)) * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * x * x)));
    }

    private static double GeluArgument(double x) => Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));

    /// <summary>The normal distribution, by the series phi(x) * (x + x^3/3 + x^5/15 + ...) of positive terms.</summary>
    private static double Phi(double x)
    {
        if (Math.Abs(x) > 9)
        {
            return x > 0 ? 1 : 0;
        }

        double sum = 0;
        double term = x;
        for (int n = 1; sum + term != sum; n++)
        {
            sum += term;
            term *= x * x / ((2 * n) + 1);
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
