using System.Globalization;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>Activations, by the words of a declaration, as operators of opset 17 or several of them.</summary>
internal static class Activations
{
    /// <summary>Writes an activation.</summary>
    /// <param name="g">Where.</param>
    /// <param name="activation">As the structure writes it: <c>tanh</c>, <c>elu(0.3)</c>.</param>
    /// <param name="x">The value; its last axis is that of a step's values.</param>
    /// <returns>The result, or null where there is no such word.</returns>
    public static string? Write(GraphWriter g, string activation, string x)
    {
        (string word, float[] numbers) = Parse(activation);
        string Simple(string op, params (string, object)[] attributes) => g.Node(op, [x], attributes);
        switch (word)
        {
            case "linear":
                return x;
            case "relu":
                return Simple("Relu");
            case "sigmoid":
                return Simple("Sigmoid");
            case "tanh":
                return Simple("Tanh");
            case "softmax":
                return Simple("Softmax", ("axis", -1));
            case "log_softmax":
                return Simple("LogSoftmax", ("axis", -1));
            case "elu":
                return Simple("Elu", ("alpha", numbers[0]));
            case "selu":
                return Simple("Selu");
            case "celu":
                return Simple("Celu", ("alpha", numbers[0]));
            case "gelu" when activation == "gelu(tanh)":
                string cubed = g.Multiply(g.Multiply(x, x), x);
                string inner = g.Multiply(g.Number(MathF.Sqrt(2 / MathF.PI)), g.Add(x, g.Multiply(g.Number(0.044715f), cubed)));
                return g.Multiply(g.Multiply(g.Number(0.5f), x), g.Add(g.Number(1), g.Node("Tanh", [inner])));
            case "gelu":
                string error = g.Node("Erf", [g.Node("Div", [x, g.Number(MathF.Sqrt(2))])]);
                return g.Multiply(g.Multiply(x, g.Add(error, g.Number(1))), g.Number(0.5f));
            case "silu":
                return g.Multiply(x, Simple("Sigmoid"));
            case "softplus":
                return Simple("Softplus");
            case "softsign":
                return Simple("Softsign");
            case "exponential":
                return Simple("Exp");
            case "leaky_relu":
                return Simple("LeakyRelu", ("alpha", numbers[0]));
            case "hard_sigmoid":
                return Simple("HardSigmoid", ("alpha", activation == "hard_sigmoid(keras2)" ? 0.2f : 1f / 6), ("beta", 0.5f));
            case "hard_silu":
                return Simple("HardSwish");
            case "mish":
                return g.Multiply(x, g.Node("Tanh", [Simple("Softplus")]));
            case "relu6":
                return Clip(g, x, 0, 6);
            case "hard_tanh":
                return Clip(g, x, -1, 1);
            case "clip":
                return Clip(g, x, numbers[0], numbers[1]);
            case "sparse_sigmoid":
                return Simple("HardSigmoid", ("alpha", 0.5f), ("beta", 0.5f));
            case "tanh_shrink":
                return g.Subtract(x, Simple("Tanh"));
            case "soft_shrink":
                return Simple("Shrink", ("lambd", numbers[0]), ("bias", numbers[0]));
            case "hard_shrink":
                return Simple("Shrink", ("lambd", numbers[0]), ("bias", 0f));
            case "log_sigmoid":
                return g.Node("Neg", [g.Node("Softplus", [Simple("Neg")])]);
            case "log_space":
                return g.Where(g.Node("GreaterOrEqual", [x, g.Number(0)]), g.Add(x, g.Number(0.5f)), Simple("Sigmoid"));
            case "squareplus":
                string root = g.Node("Sqrt", [g.Add(g.Multiply(x, x), g.Number(numbers[0]))]);
                return g.Multiply(g.Add(x, root), g.Number(0.5f));
            case "sparse_plus":
                string one = g.Number(1);
                string sum = g.Add(Clip(g, x, -1, 1), one);
                string bend = g.Multiply(g.Multiply(sum, sum), g.Number(0.25f));
                return g.Where(g.Node("Greater", [x, one]), x, bend);
            default:
                return null;
        }
    }

    /// <summary>The activation as an attribute of the operators LSTM, GRU and RNN; null where they do not have it.</summary>
    public static (string Name, float[] Alpha, float[] Beta)? OfOperator(string activation)
    {
        (string word, float[] numbers) = Parse(activation);
        return word switch
        {
            "linear" => ("Affine", [1], [0]),
            "relu" => ("Relu", [], []),
            "sigmoid" => ("Sigmoid", [], []),
            "tanh" => ("Tanh", [], []),
            "softplus" => ("Softplus", [], []),
            "softsign" => ("Softsign", [], []),
            "elu" => ("Elu", numbers, []),
            "leaky_relu" => ("LeakyRelu", numbers, []),
            "sparse_sigmoid" => ("HardSigmoid", [0.5f], [0.5f]),
            "hard_sigmoid" => ("HardSigmoid", [activation == "hard_sigmoid(keras2)" ? 0.2f : 1f / 6], [0.5f]),
            _ => null,
        };
    }

    /// <summary>At least one number and at most another.</summary>
    public static string Clip(GraphWriter g, string x, float least, float most) => g.Node("Clip", [x, g.Number(least), g.Number(most)]);

    private static (string Word, float[] Numbers) Parse(string activation)
    {
        int open = activation.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return (activation, []);
        }

        IEnumerable<string> arguments = activation[(open + 1)..^1].Split(',');
        return (activation[..open], [.. arguments.Where(argument => float.TryParse(argument, CultureInfo.InvariantCulture, out _)).Select(argument => float.Parse(argument, CultureInfo.InvariantCulture))]);
    }
}
