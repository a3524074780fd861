using System.Collections.Concurrent;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Model;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>
/// Every activation and its derivative against double precision: over floats of all magnitudes, at the largest ones and at
/// infinity, where each is its limit. None gives a subnormal number; what is not a number stays so.
/// </summary>
public class ActivationFunctionTests
{
    private const double LeastNormal = 1.1754943508222875e-38;
    private const double SeluAlpha = 1.6732632423543772;
    private const double SeluScale = 1.0507009873554805;
    private const int Stride = 9973;

    private static readonly ActivationSpec[] Activation =
    [
        .. Enum.GetValues<ActivationKind>().Select(kind => new ActivationSpec(kind) { Alpha = 0.25f, Beta = 4 }).Where(spec => !spec.MixesValues),
    ];

    private static readonly FunctionProbe Compiled = new(
    [
        .. Activation.Select(spec => ($"{spec.Kind}", (Func<MathCalls, Value, Value>)((math, x) => Activations.Apply(math, spec, x)))),
        .. Activation.Select(spec => ($"{spec.Kind}Derivative", (Func<MathCalls, Value, Value>)((math, x) =>
            Activations.Backward(math, spec, Kernels.Value.One, Activations.Apply(math, spec, x), x)))),
    ]);

    private static readonly float[] X = Arguments();

    /// <summary>The right values of each function, which all widths are compared with.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<double[]>> Expected = [];

    public static TheoryData<int, string> Cases
    {
        get
        {
            TheoryData<int, string> cases = [];
            foreach (int bits in new[] { 512, 256, 128 })
            {
                foreach (string name in Compiled.Names)
                {
                    cases.Add(bits, name);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_right_over_all_floats(int bits, string name)
    {
        if (!FunctionProbe.IsFast(bits))
        {
            return;
        }

        bool isDerivative = name.EndsWith("Derivative", StringComparison.Ordinal);
        ActivationSpec spec = Activation.Single(a => $"{a.Kind}" == name.Replace("Derivative", "", StringComparison.Ordinal));
        double[] expected = Expected.GetOrAdd(name, _ => new(() => Array.ConvertAll(X, x => isDerivative ? Derivative(spec, x) : Value(spec, x)))).Value;
        float[] y = new float[X.Length];
        Compiled.Of(bits, name)(X, y);
        bool isRelative = spec.Kind is ActivationKind.Exponential or ActivationKind.Linear or ActivationKind.Relu or ActivationKind.LeakyRelu;
        for (int i = 0; i < X.Length; i++)
        {
            if (!IsRight(spec.Kind, y[i], expected[i], isRelative))
            {
                Assert.Fail(FormattableString.Invariant($"{name}({X[i]:r}) = {y[i]:r}, expected {expected[i]:r}"));
            }
        }
    }

    private static bool IsRight(ActivationKind kind, float value, double expected, bool isRelative)
    {
        if (kind != ActivationKind.Linear && float.IsSubnormal(value))
        {
            return false;
        }

        return double.IsNaN(expected) ? float.IsNaN(value)
            : Math.Abs(expected) > float.MaxValue ? value == (float)expected
            : Math.Abs(value - expected) <= (1e-6 * Math.Abs(expected)) + (isRelative ? LeastNormal : 1e-6);
    }

    /// <summary>Floats of all magnitudes, the ends of the range, and what lies at the ends of the exponential function.</summary>
    private static float[] Arguments()
    {
        List<float> values =
        [
            0, -0f, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f, (float)LeastNormal, (float)-LeastNormal, float.MaxValue, float.MinValue,
            float.PositiveInfinity, float.NegativeInfinity, float.NaN, 88.722831f, 88.722839f, 88.73f, -87.33654f, -87.336548f, -87.4f, -103.9f, 3, -3, 13.2f, -13.2f, 14, -14, 100, -100,
        ];
        for (long bits = 0; bits < 1L << 32; bits += Stride)
        {
            values.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        }

        while (values.Count % 16 != 0)
        {
            values.Add(1);
        }

        return [.. values];
    }

    private static double Value(ActivationSpec spec, double x) => spec.Kind switch
    {
        _ when double.IsNaN(x) => double.NaN,
        ActivationKind.Linear => x,
        ActivationKind.Relu => Math.Max(x, 0),
        ActivationKind.Sigmoid => Sigmoid(x),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Elu => x > 0 ? x : spec.Alpha * (Math.Exp(x) - 1),
        ActivationKind.Selu => SeluScale * (x > 0 ? x : SeluAlpha * (Math.Exp(x) - 1)),
        ActivationKind.Gelu => x < -14 ? 0 : x > 14 ? x : x * Phi(x),
        ActivationKind.GeluTanh => x < -14 ? 0 : x > 14 ? x : x * Sigmoid(2 * GeluArgument(x)),
        ActivationKind.Silu => x < -800 ? 0 : x * Sigmoid(x),
        ActivationKind.Softplus => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
        ActivationKind.LogSpace => x >= 0 ? x + 0.5 : 1 / (1 + Math.Exp(-x)),
        ActivationKind.Softsign => double.IsInfinity(x) ? Math.Sign(x) : x / (1 + Math.Abs(x)),
        ActivationKind.Exponential => Normal(Math.Exp(x)),
        ActivationKind.LeakyRelu => x > 0 ? x : spec.Alpha * x,
        ActivationKind.Mish => x < -800 ? 0 : x * Math.Tanh(Softplus(x)),
        ActivationKind.HardSilu => x < -3 ? 0 : x * Math.Clamp((x / 6) + 0.5, 0, 1),
        ActivationKind.Relu6 => Math.Clamp(x, 0, 6),
        ActivationKind.Celu => x > 0 ? x : spec.Alpha * (Math.Exp(x / spec.Alpha) - 1),
        ActivationKind.Clip => Math.Clamp(x, spec.Alpha, spec.Beta),
        ActivationKind.HardTanh => Math.Clamp(x, -1, 1),
        ActivationKind.TanhShrink => x - Math.Tanh(x),
        ActivationKind.SoftShrink => Math.Sign(x) * Math.Max(Math.Abs(x) - spec.Alpha, 0),
        ActivationKind.HardShrink => Math.Abs(x) > spec.Alpha ? x : 0,
        ActivationKind.Squareplus => x > 0 ? (x + Root(spec, x)) / 2 : spec.Alpha / 2 / (Root(spec, x) - x),
        ActivationKind.LogSigmoid => -Softplus(-x),
        ActivationKind.SparsePlus => x < -1 ? 0 : x > 1 ? x : (x + 1) * (x + 1) / 4,
        ActivationKind.SparseSigmoid => Math.Clamp((x + 1) / 2, 0, 1),
        ActivationKind.HardSigmoid => Math.Clamp((x / 6) + 0.5, 0, 1),
        _ => Math.Clamp((x * 0.2) + 0.5, 0, 1),
    };

    private static double Derivative(ActivationSpec spec, double x) => spec.Kind switch
    {
        ActivationKind.Linear => 1,
        _ when double.IsNaN(x) => double.NaN,
        ActivationKind.Relu => x >= LeastNormal ? 1 : 0,
        ActivationKind.Sigmoid => Sigmoid(x) * Sigmoid(-x),
        ActivationKind.Tanh => 1 - (Math.Tanh(x) * Math.Tanh(x)),
        ActivationKind.Elu => x >= LeastNormal ? 1 : spec.Alpha * Math.Exp(x),
        ActivationKind.Selu => SeluScale * (x >= LeastNormal ? 1 : SeluAlpha * Math.Exp(x)),
        ActivationKind.Gelu => Math.Abs(x) > 14 ? Step(x) : Phi(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)),
        ActivationKind.GeluTanh => Math.Abs(x) > 14 ? Step(x) : GeluTanhDerivative(x),
        ActivationKind.Silu => Math.Abs(x) > 800 ? Step(x) : Sigmoid(x) * (1 + (x * Sigmoid(-x))),
        ActivationKind.Softplus => Sigmoid(x),
        ActivationKind.LogSpace => x > 0 ? 1 : 1 / (2 + Math.Exp(x) + Math.Exp(-x)),
        ActivationKind.Softsign => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x))),
        ActivationKind.Exponential => Normal(Math.Exp(x)),
        ActivationKind.LeakyRelu => x >= LeastNormal ? 1 : spec.Alpha,
        ActivationKind.Mish => Math.Abs(x) > 300 ? Step(x) : Math.Tanh(Softplus(x)) + (x * Sigmoid(x) * (1 - Math.Pow(Math.Tanh(Softplus(x)), 2))),
        ActivationKind.HardSilu => x < -3 ? 0 : x > 3 ? 1 : (x / 3) + 0.5,
        ActivationKind.Relu6 => x >= LeastNormal && x < 6 ? 1 : 0,
        ActivationKind.Celu => x >= LeastNormal ? 1 : Math.Exp(x / spec.Alpha),
        ActivationKind.Clip => x > spec.Alpha && x < spec.Beta ? 1 : 0,
        ActivationKind.HardTanh => Math.Abs(x) < 1 ? 1 : 0,
        ActivationKind.TanhShrink => Math.Tanh(x) * Math.Tanh(x),
        ActivationKind.SoftShrink or ActivationKind.HardShrink => Math.Abs(x) > spec.Alpha ? 1 : 0,
        ActivationKind.Squareplus => Math.Abs(x) > 1e15 ? Step(x) : Value(spec, x) / Root(spec, x),
        ActivationKind.LogSigmoid => Sigmoid(-x),
        ActivationKind.SparsePlus => Math.Clamp((x + 1) / 2, 0, 1),
        ActivationKind.SparseSigmoid => Math.Abs(x) < 1 ? 0.5 : 0,
        ActivationKind.HardSigmoid => Math.Abs(x) < 3 ? 1.0 / 6 : 0,
        _ => Math.Abs(x) < 2.5 ? 0.2 : 0,
    };

    private static double Normal(double x) => x < LeastNormal ? 0 : x;

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double Root(ActivationSpec spec, double x) => Math.Sqrt((x * x) + spec.Alpha);

    private static double Step(double x) => x > 0 ? 1 : 0;

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static double GeluArgument(double x) => Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));

    private static double GeluTanhDerivative(double x)
    {
        double s = Sigmoid(2 * GeluArgument(x));
        return s + (2 * x * s * (1 - s) * Math.Sqrt(2 / Math.PI) * (1 + (0.134145 * x * x)));
    }

    /// <summary>The normal distribution, by the series phi(x) * (x + x^3/3 + x^5/15 + ...) of positive terms.</summary>
    private static double Phi(double x)
    {
        if (Math.Abs(x) > 9)
        {
            return Step(x);
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
