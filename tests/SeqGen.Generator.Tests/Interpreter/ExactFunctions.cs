using SeqGen.Generator.Kernels;

namespace SeqGen.Generator.Testing;

/// <summary>The functions that emitted code calls (<see cref="MathCalls"/>), by their names, as mathematics defines them. What only keeps a float from becoming subnormal does nothing here.</summary>
internal static class ExactFunctions
{
    private const double SeluScale = 1.0507009873554805;
    private const double SeluAlpha = 1.6732632423543772;
    private const double GeluCube = 0.044715;

    private static readonly double GeluFactor = Math.Sqrt(2 / Math.PI);

    /// <summary>The value of a function.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="x">What it is a function of.</param>
    /// <param name="parameter">The number that it also takes; 0 where there is none.</param>
    public static double Of(string function, double x, double parameter) => function switch
    {
        "Exp" => Math.Exp(x),
        "SoftmaxTerm" => Math.ScaleB(Math.Exp(x), -27),
        "Expm1" => Math.Exp(x) - 1,
        "Tanh" or "FastTanh" or "PreciseTanh" => Math.Tanh(x),
        "Sigmoid" or "FastSigmoid" => Sigmoid(x),
        "TanhGateSlope" => 1 - x * x,
        "SigmoidGateSlope" => x * (1 - x),
        "Relu" => Math.Max(x, 0),
        "LeakyRelu" => x > 0 ? x : parameter * x,
        "LeakyReluSlope" => x > 0 ? 1 : parameter,
        "Elu" => Elu(x, parameter),
        "Selu" => SeluScale * Elu(x, SeluAlpha),
        "Silu" => x * Sigmoid(x),
        "SiluSlope" => Sigmoid(x) * (1 + x * Sigmoid(-x)),
        "Gelu" => x * Normal(x),
        "GeluSlope" => Normal(x) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI),
        "GeluTanh" => x * Sigmoid(2 * GeluArgument(x)),
        "GeluTanhSlope" => GeluTanhSlope(x),
        "Softplus" => Softplus(x),
        "Softsign" => x / (1 + Math.Abs(x)),
        "LogSpace" => x > 0 ? x + 0.5 : Sigmoid(x),
        "LogSpaceSlope" => x > 0 ? 1 : Sigmoid(x) * Sigmoid(-x),
        "Log" => Math.Log(x),
        "LogSigmoid" => -Math.Max(-x, 0) - Math.Log(1 + Math.Exp(-Math.Abs(x))),
        "Mish" => x * Math.Tanh(Softplus(x)),
        "MishSlope" => MishSlope(x),
        "HardSilu" => x * Math.Clamp((x / 6) + 0.5, 0, 1),
        "HardSiluSlope" => x < -3 ? 0 : x > 3 ? 1 : (x / 3) + 0.5,
        "Celu" => x > 0 ? x : parameter * (Math.Exp(x / parameter) - 1),
        "TanhShrink" => x - Math.Tanh(x),
        "TanhShrinkSlope" => Math.Tanh(x) * Math.Tanh(x),
        "SoftShrink" => x - Math.Clamp(x, -parameter, parameter),
        "HardShrink" => Math.Abs(x) <= parameter ? 0 : x,
        "Squareplus" => (x + Math.Sqrt((x * x) + parameter)) / 2,
        "SquareplusSlope" => (1 + (x / Math.Sqrt((x * x) + parameter))) / 2,
        "SparsePlus" => x > 1 ? x : Math.Pow(Math.Max(x + 1, 0) / 2, 2),
        "Clip01" => Math.Min(Math.Max(x, 0), 1),
        "FlushTiny" or "Normal" => x,
        _ => throw new NotSupportedException($"The interpreter has no exact form of the function {function}."),
    };

    /// <summary>
    /// A function whose value is a numerator over a denominator: <c>TanhFraction</c> gives tanh x, <c>SigmoidFraction</c> twice the sigmoid. Any denominator
    /// would do; this one differs from value to value, so that a fraction over the wrong one shows.
    /// </summary>
    public static (double Top, double Bottom) Fraction(string function, double x)
    {
        double bottom = 1 + 1 / (1 + x * x);
        return function switch
        {
            "TanhFraction" => (Math.Tanh(x) * bottom, bottom),
            "SigmoidFraction" => (2 * Sigmoid(x) * bottom, bottom),
            _ => throw new NotSupportedException($"The interpreter has no exact form of the fraction {function}."),
        };
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double MishSlope(double x)
    {
        double tanh = Math.Tanh(Softplus(x));
        return tanh + (x * (1 - (tanh * tanh)) * Sigmoid(x));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Elu(double x, double alpha) => x > 0 ? x : alpha * (Math.Exp(x) - 1);

    /// <summary>The normal distribution function.</summary>
    private static double Normal(double x) => (1 + Erf(x / Math.Sqrt(2))) / 2;

    private static double GeluArgument(double x) => GeluFactor * (x + GeluCube * x * x * x);

    private static double GeluTanhSlope(double x)
    {
        double sigmoid = Sigmoid(2 * GeluArgument(x));
        return sigmoid + x * 2 * sigmoid * (1 - sigmoid) * GeluFactor * (1 + 3 * GeluCube * x * x);
    }

    /// <summary>The error function: a series whose terms are all positive, so that no digits cancel (Abramowitz and Stegun 7.1.6).</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double sum = 0;
        double term = x;
        for (int n = 1; sum + term != sum; n++)
        {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
