namespace SeqGen.Interop.Onnx;

/// <summary>
/// A recurrent cell, told by its values: TensorFlow writes a cell out node by node, in an order that changes from version to version. What always holds is what it computes. So
/// the equations of each cell, with each activation, are compared with the loop's at random states and inputs of several sizes, in double precision.
/// </summary>
/// <param name="Word">The layer.</param>
/// <param name="Activation">The candidate's function.</param>
/// <param name="RecurrentActivation">That of the gates.</param>
/// <param name="Bias">The bias, in Keras' layout; null where there is none.</param>
/// <param name="IsResetAfter">Of a GRU: true where the reset gate multiplies the product.</param>
internal sealed record LoopCell(string Word, string Activation, string RecurrentActivation, double[]? Bias, bool IsResetAfter)
{
    /// <summary>What may differ by rounding in double precision, of values up to 1 and beyond.</summary>
    private const double Tolerance = 1e-9;

    private static readonly (string Word, Func<double, double> Function)[] Candidates =
    [
        ("tanh", Math.Tanh), ("relu", x => Math.Max(x, 0)), ("linear", x => x), ("sigmoid", Sigmoid), ("softsign", x => x / (1 + Math.Abs(x))), ("elu", x => x > 0 ? x : Math.Exp(x) - 1),
        ("silu", x => x * Sigmoid(x)), ("softplus", x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)))),
    ];

    private static readonly (string Word, Func<double, double> Function)[] Gates =
    [
        ("sigmoid", Sigmoid), ("hard_sigmoid(keras2)", x => Math.Clamp((0.2 * x) + 0.5, 0, 1)), ("hard_sigmoid", x => Math.Clamp((x / 6) + 0.5, 0, 1)), ("tanh", Math.Tanh), ("relu", x => Math.Max(x, 0)), ("linear", x => x),
    ];

    /// <summary>A step that was computed by the loop.</summary>
    /// <param name="X">The input.</param>
    /// <param name="H">The output before.</param>
    /// <param name="C">An LSTM's cell before.</param>
    /// <param name="NextH">The output.</param>
    /// <param name="NextC">An LSTM's cell.</param>
    internal sealed record Step(double[] X, double[] H, double[]? C, double[] NextH, double[]? NextC);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>A row times a matrix.</summary>
    public static double[] Times(ReadOnlySpan<double> row, Constant matrix)
    {
        int columns = matrix.Shape[1];
        double[] result = new double[columns];
        for (int index = 0; index < row.Length; index++)
        {
            for (int column = 0; column < columns; column++)
            {
                result[column] += row[index] * matrix.Items[(index * columns) + column];
            }
        }

        return result;
    }

    /// <summary>Finds the cell that computes all steps; null where none does.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="kernel">W.</param>
    /// <param name="recurrent">U.</param>
    /// <param name="constants">What may be a bias.</param>
    public static LoopCell? Find(IReadOnlyList<Step> steps, Constant kernel, Constant recurrent, IEnumerable<Constant> constants)
    {
        int units = recurrent.Shape[0];
        int columns = kernel.Shape[1];
        string? word = (columns / units, steps[0].C is not null) switch { (4, true) => "lstm", (3, false) => "gru", (1, false) => "simple_rnn", _ => null };
        if (word is null)
        {
            return null;
        }

        double[][] vectors = [.. constants.Where(constant => constant.Items.Length == columns).Select(constant => constant.Items)];
        double[][] pairs = [.. constants.Where(constant => constant.Items.Length == 2 * columns).Select(constant => constant.Items), .. vectors.SelectMany(one => vectors.Select(other => (double[])[.. one, .. other]))];
        double[] zeros = new double[columns];
        (double[] Sums, double[] Products)[] parts = [.. steps.Select(step => (Times(step.X, kernel), Times(step.H, recurrent)))];
        foreach (bool isResetAfter in word == "gru" ? new[] { true, false } : [false])
        {
            foreach (double[]? bias in (isResetAfter ? pairs : vectors).Prepend(null))
            {
                ReadOnlyMemory<double> ofInput = bias is null ? zeros : bias.AsMemory(0, columns);
                ReadOnlyMemory<double> ofState = isResetAfter && bias is not null ? bias.AsMemory(columns) : zeros;
                foreach ((string activation, Func<double, double> f) in Candidates)
                {
                    foreach ((string gate, Func<double, double> g) in word == "simple_rnn" ? Gates[..1] : Gates)
                    {
                        if (steps.Zip(parts).All(pair => Agrees(pair.First, Next(word, pair.First, pair.Second, ofInput.Span, ofState.Span, recurrent, isResetAfter, f, g))))
                        {
                            return new(word, activation, gate, bias, isResetAfter);
                        }
                    }
                }
            }
        }

        return null;
    }

    private static (double[] H, double[]? C) Next(string word, Step step, (double[] Sums, double[] Products) parts, ReadOnlySpan<double> ofInput, ReadOnlySpan<double> ofState, Constant recurrent, bool isResetAfter, Func<double, double> f, Func<double, double> g)
    {
        int units = step.H.Length;
        double[] h = new double[units];
        double[]? c = word == "lstm" ? new double[units] : null;
        double[] x = [.. parts.Sums];
        double[] u = [.. parts.Products];
        for (int column = 0; column < x.Length; column++)
        {
            x[column] += ofInput[column];
            u[column] += ofState[column];
        }

        // Before the product, the reset gate multiplies the state.
        double[]? reset = word != "gru" || isResetAfter ? null : [.. Enumerable.Range(0, units).Select(unit => g(x[units + unit] + u[units + unit]) * step.H[unit])];
        double[]? afterReset = reset is null ? null : Times(reset, recurrent);
        for (int unit = 0; unit < units; unit++)
        {
            double Sum(int gate) => x[(gate * units) + unit] + u[(gate * units) + unit];
            switch (word)
            {
                case "lstm":
                    c![unit] = (g(Sum(1)) * step.C![unit]) + (g(Sum(0)) * f(Sum(2)));
                    h[unit] = g(Sum(3)) * f(c[unit]);
                    break;
                case "gru":
                    double update = g(Sum(0));
                    int candidate = (2 * units) + unit;
                    h[unit] = (update * step.H[unit]) + ((1 - update) * f(x[candidate] + (afterReset is null ? g(Sum(1)) * u[candidate] : afterReset[candidate])));
                    break;
                default:
                    h[unit] = f(Sum(0));
                    break;
            }
        }

        return (h, c);
    }

    private static bool Agrees(Step step, (double[] H, double[]? C) next) => Agrees(step.NextH, next.H) && (step.NextC is null || Agrees(step.NextC, next.C!));

    private static bool Agrees(double[] expected, double[] actual)
    {
        for (int index = 0; index < expected.Length; index++)
        {
            if (!(Math.Abs(expected[index] - actual[index]) <= Tolerance * (1 + Math.Abs(expected[index]))))
            {
                return false;
            }
        }

        return true;
    }
}
