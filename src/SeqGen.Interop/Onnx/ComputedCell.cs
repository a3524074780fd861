namespace SeqGen.Interop.Onnx;

/// <summary>
/// A recurrent cell, told by its values: programs write a cell out node by node, in an order that changes from version to version. What always holds is what it computes. So
/// the equations of each cell, with each activation and order of the gates, are compared with what the nodes give at random states and inputs of several sizes, in double precision.
/// </summary>
/// <param name="Word">The layer.</param>
/// <param name="Activation">The candidate's function.</param>
/// <param name="RecurrentActivation">That of the gates.</param>
/// <param name="Bias">The bias, in Keras' layout; null where there is none.</param>
/// <param name="IsResetAfter">Of a GRU: true where the reset gate multiplies the product.</param>
/// <param name="Order">For each gate in Keras' order, which block of the matrices' columns is its own.</param>
/// <param name="Hidden">Which of the values of a step is the output.</param>
/// <param name="Cell">Which one is an LSTM's cell; -1 for another layer.</param>
internal sealed record ComputedCell(string Word, string Activation, string RecurrentActivation, double[]? Bias, bool IsResetAfter, int[] Order, int Hidden, int Cell)
{
    /// <summary>What may differ by rounding in double precision, of values up to 1 and beyond.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>More biases than any cell has; a damaged file may have many, and all pairs are tried.</summary>
    private const int MostBiases = 6;

    private static readonly (string Word, Func<double, double> Function)[] Candidates =
    [
        ("tanh", Math.Tanh), ("relu", x => Math.Max(x, 0)), ("linear", x => x), ("sigmoid", Sigmoid), ("softsign", x => x / (1 + Math.Abs(x))), ("elu", x => x > 0 ? x : Math.Exp(x) - 1),
        ("silu", x => x * Sigmoid(x)), ("softplus", x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)))),
    ];

    // Numbers of a graph are floats.
    private static readonly (string Word, Func<double, double> Function)[] Gates =
    [
        ("sigmoid", Sigmoid), ("hard_sigmoid(keras2)", x => Math.Clamp((0.2f * x) + 0.5, 0, 1)), ("hard_sigmoid", x => Math.Clamp((1f / 6 * x) + 0.5, 0, 1)), ("tanh", Math.Tanh), ("relu", x => Math.Max(x, 0)), ("linear", x => x),
    ];

    /// <summary>A step that the nodes have computed.</summary>
    /// <param name="X">The input.</param>
    /// <param name="H">The output before.</param>
    /// <param name="C">An LSTM's cell before.</param>
    /// <param name="Values">What they gave, all of the size of a state.</param>
    internal sealed record Step(double[] X, double[] H, double[]? C, double[][] Values)
    {
        /// <summary>A step at random values of a size, which has computed nothing yet; the same seed gives the same values.</summary>
        public static Step Random(int inputs, int units, bool hasCell, double size, int seed)
        {
            uint state = (uint)(seed + 1) * 2654435761;
            double[] Vector(int length) => [.. Enumerable.Range(0, length).Select(_ => size * (((state = (state * 1664525) + 1013904223) / (double)uint.MaxValue * 2) - 1))];
            return new(Vector(inputs), Vector(units), hasCell ? Vector(units) : null, []);
        }
    }

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
    public static ComputedCell? Find(IReadOnlyList<Step> steps, Constant kernel, Constant recurrent, IEnumerable<Constant> constants)
    {
        int units = recurrent.Shape[0];
        int columns = kernel.Shape[1];
        string? word = (columns / units, steps[0].C is not null) switch { (4, true) => "lstm", (3, false) => "gru", (1, false) => "simple_rnn", _ => null };
        if (word is null || columns % units != 0)
        {
            return null;
        }

        (double[] OfInput, double[] OfState)?[] biases = [.. Biases([.. constants], columns, word)];
        (double[] Sums, double[] Products)[] parts = [.. steps.Select(step => (Times(step.X, kernel), Times(step.H, recurrent)))];
        foreach (bool isResetAfter in word == "gru" ? new[] { true, false } : [false])
        {
            foreach (int[] order in Orders(columns / units))
            {
                foreach ((double[] OfInput, double[] OfState)? bias in biases)
                {
                    foreach ((string activation, Func<double, double> f) in Candidates)
                    {
                        foreach ((string gate, Func<double, double> g) in word == "simple_rnn" ? Gates[..1] : Gates)
                        {
                            Equations equations = new(word, recurrent, isResetAfter, order, bias, f, g);
                            if (equations.Find(steps, parts) is { } place)
                            {
                                return new(word, activation, gate, bias is { } found ? InKerasOrder(found, order, isResetAfter) : null, isResetAfter, order, place.Hidden, place.Cell);
                            }
                        }
                    }
                }
            }
        }

        return null;
    }

    /// <summary>All that constants can be as the biases of the input's and of the state's product; where only their sum counts, it is the input's.</summary>
    private static IEnumerable<(double[] OfInput, double[] OfState)?> Biases(Constant[] constants, int columns, string word)
    {
        double[] zeros = new double[columns];
        double[][] vectors = [.. constants.Where(constant => constant.Items.Length == columns).Select(constant => constant.Items).Take(MostBiases)];
        yield return null;
        foreach (double[] vector in vectors)
        {
            yield return (vector, zeros);
        }

        if (word == "gru")
        {
            foreach (double[] pair in constants.Where(constant => constant.Items.Length == 2 * columns).Select(constant => constant.Items))
            {
                yield return (pair[..columns], pair[columns..]);
            }

            foreach (double[] vector in vectors)
            {
                yield return (zeros, vector);
            }
        }

        foreach ((double[] one, double[] other) in vectors.SelectMany(one => vectors.Where(other => !ReferenceEquals(one, other)).Select(other => (one, other))))
        {
            yield return word == "gru" ? (one, other) : ([.. one.Zip(other, (a, b) => a + b)], zeros);
        }
    }

    private static double[] InKerasOrder((double[] OfInput, double[] OfState) bias, int[] order, bool isResetAfter)
    {
        int units = bias.OfInput.Length / order.Length;
        IEnumerable<double> Ordered(double[] values) => order.SelectMany(block => values.AsSpan(block * units, units).ToArray());
        return isResetAfter ? [.. Ordered(bias.OfInput), .. Ordered(bias.OfState)] : [.. Ordered(bias.OfInput).Zip(Ordered(bias.OfState), (a, b) => a + b)];
    }

    /// <summary>The orders that blocks of columns can have, Keras' own first.</summary>
    private static IEnumerable<int[]> Orders(int gates) => gates == 0
        ? [[]]
        : Enumerable.Range(0, gates).SelectMany(first => Orders(gates - 1).Select(rest => (int[])[first, .. rest.Select(block => block >= first ? block + 1 : block)]));

    /// <summary>The equations of a cell.</summary>
    private sealed record Equations(string Word, Constant Recurrent, bool IsResetAfter, int[] Order, (double[] OfInput, double[] OfState)? Bias, Func<double, double> F, Func<double, double> G)
    {
        private int Units => Recurrent.Shape[0];

        /// <summary>Which values of all steps these equations give; null where there are none.</summary>
        public (int Hidden, int Cell)? Find(IReadOnlyList<Step> steps, (double[] Sums, double[] Products)[] parts)
        {
            int[] hidden = [.. Enumerable.Range(0, steps[0].Values.Length)];
            int[] cell = Word == "lstm" ? hidden : [-1];
            for (int index = 0; index < steps.Count && hidden.Length > 0 && cell.Length > 0; index++)
            {
                Step step = steps[index];
                double[]? afterReset = AfterReset(step, parts[index]);
                for (int unit = 0; unit < Units && hidden.Length > 0 && cell.Length > 0; unit++)
                {
                    (double h, double c) = Next(step, parts[index], afterReset, unit);
                    hidden = [.. hidden.Where(value => Agrees(step.Values[value][unit], h))];
                    cell = Word == "lstm" ? [.. cell.Where(value => Agrees(step.Values[value][unit], c))] : cell;
                }
            }

            return hidden.Length > 0 && cell.Length > 0 ? (hidden[0], cell[0]) : null;
        }

        /// <summary>Before the product, the reset gate multiplies the state.</summary>
        private double[]? AfterReset(Step step, (double[] Sums, double[] Products) parts) =>
            Word != "gru" || IsResetAfter ? null : Times((double[])[.. Enumerable.Range(0, Units).Select(unit => G(Sum(parts, 1, unit)) * step.H[unit])], Recurrent);

        private double OfInput((double[] Sums, double[] Products) parts, int gate, int unit) => At(parts.Sums, Bias?.OfInput, gate, unit);

        private double OfState((double[] Sums, double[] Products) parts, int gate, int unit) => At(parts.Products, Bias?.OfState, gate, unit);

        private double Sum((double[] Sums, double[] Products) parts, int gate, int unit) => OfInput(parts, gate, unit) + OfState(parts, gate, unit);

        private double At(double[] products, double[]? bias, int gate, int unit)
        {
            int column = (Order[gate] * Units) + unit;
            return products[column] + (bias is null ? 0 : bias[column]);
        }

        private (double H, double C) Next(Step step, (double[] Sums, double[] Products) parts, double[]? afterReset, int unit)
        {
            double Sum(int gate) => this.Sum(parts, gate, unit);
            switch (Word)
            {
                case "lstm":
                    double c = (G(Sum(1)) * step.C![unit]) + (G(Sum(0)) * F(Sum(2)));
                    return (G(Sum(3)) * F(c), c);
                case "gru":
                    double update = G(Sum(0));
                    double candidate = afterReset is null ? G(Sum(1)) * OfState(parts, 2, unit) : afterReset[(Order[2] * Units) + unit] + (Bias?.OfState[(Order[2] * Units) + unit] ?? 0);
                    return ((update * step.H[unit]) + ((1 - update) * F(OfInput(parts, 2, unit) + candidate)), 0);
                default:
                    return (F(Sum(0)), 0);
            }
        }
    }

    private static bool Agrees(double expected, double actual) => Math.Abs(expected - actual) <= Tolerance * (1 + Math.Abs(expected));
}
