using Microsoft.ML.OnnxRuntime;

namespace SeqGen.Interop.Tests;

/// <summary>One step of a recurrent cell, written out node by node in the ways that exporters have, compared with ONNX Runtime, states carried.</summary>
public sealed class OnnxCellTests
{
    private const int Units = 4;
    private const int Size = 3;
    private const int Steps = 6;

    /// <summary>How the sums of a step are written.</summary>
    public enum Form
    {
        /// <summary>Two products with a bias each, matrices lying as PyTorch's.</summary>
        Torch,

        /// <summary>The state's product comes before the input's.</summary>
        StateFirst,

        /// <summary>Products without a bias, which is added to their sum.</summary>
        Added,

        /// <summary>Input and state are joined, and multiplied by one matrix.</summary>
        Joined,

        /// <summary>The same, the state first.</summary>
        JoinedStateFirst,
    }

    public static TheoryData<string, Form, bool> Cases()
    {
        TheoryData<string, Form, bool> cases = new();
        foreach (string cell in new[] { "lstm", "lstm i o f c", "lstm hard", "gru", "gru z + (h - z)", "rnn", "rnn relu" })
        {
            foreach (Form form in Enum.GetValues<Form>().Where(form => !cell.StartsWith("gru", StringComparison.Ordinal) || form is Form.Torch or Form.StateFirst))
            {
                cases.Add(cell, form, false);
            }

            cases.Add(cell, Form.Torch, true);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_step_of_a_cell_is_a_recurrent_layer(string cell, Form form, bool isStack)
    {
        string[] states = States(cell, isStack);
        OnnxGraph graph = Graph(new(31), cell, form, isStack);
        ImportedModel imported = graph.Import();
        imported.Declaration.ShouldContain(cell[..3] == "rnn" ? "simple_rnn 4" : cell[..3] == "gru" ? "gru 4" : "lstm 4");

        float[] inputs = new Values(5).Vector(Steps * Size);
        List<double> expected = [];
        Dictionary<string, float[]> carried = states.ToDictionary(state => state, _ => new float[Units]);
        using InferenceSession session = new(graph.Bytes());
        for (int step = 0; step < Steps; step++)
        {
            string[] names = ["x", .. states];
            OrtValue[] given = [OrtValue.CreateTensorValueFromMemory(inputs[(step * Size)..((step + 1) * Size)], [1, Size]), .. states.Select(state => OrtValue.CreateTensorValueFromMemory(carried[state], [1, Units]))];
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, names, given, ["y", .. states.Select(state => "next_" + state)]);
            expected.AddRange(results[0].GetTensorDataAsSpan<float>().ToArray().Select(output => (double)output));
            carried = states.Select((state, index) => (state, results[index + 1].GetTensorDataAsSpan<float>().ToArray())).ToDictionary();
            Array.ForEach(given, one => one.Dispose());
        }

        Agreement.Require(Agreement.Stream(imported.Compile(), inputs), expected);
    }

    [Theory]
    [InlineData("Add", "no step of an LSTM, GRU or SimpleRNN")]
    [InlineData("product", "by no constant matrix")]
    public void What_is_no_step_of_a_cell_is_refused(string change, string words)
    {
        Values values = new(31);
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Units).Input("h", 1, Units).Output("y", 1, Units).Output("next_h", 1, Units);
        string matrix = change == "product" ? graph.Node("Transpose", ["x"]) : graph.Floats([Units, Units], values.Vector(Units * Units));
        string sum = graph.Node("Add", [graph.Node("MatMul", ["x", graph.Floats([Units, Units], values.Vector(Units * Units))]), graph.Node("MatMul", [change == "product" ? graph.Node("Concat", ["x", "h"], ("axis", 1)) : "h", matrix])]);
        string next = graph.Node("Tanh", [graph.Node("Mul", [sum, sum])]);
        graph.End(next, "y").End(next, "next_h");
        Should.Throw<ImportException>(() => graph.Import()).Reason.ShouldContain(words);
    }

    /// <summary>A step of one cell or two, and a linear layer.</summary>
    internal static OnnxGraph Graph(Values values, string cell, Form form, bool isStack)
    {
                string[] states = States(cell, isStack);
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Size);
        graph = states.Aggregate(graph, (before, state) => before.Input(state, 1, Units)).Output("y", 1, 2);
        graph = states.Aggregate(graph, (before, state) => before.Output("next_" + state, 1, Units));
        string value = "x";
        int size = Size;
        foreach (int layer in isStack ? new[] { 1, 2 } : [1])
        {
            string[] next = Step(graph, values, cell, form, value, $"h{layer}", $"c{layer}", size);
            graph.End(next[0], $"next_h{layer}");
            if (next.Length > 1)
            {
                graph.End(next[1], $"next_c{layer}");
            }

            (value, size) = (next[0], Units);
        }

        graph.End(graph.Node("MatMul", [value, graph.Floats([Units, 2], values.Vector(Units * 2))]), "y");
        return graph;
    }

    private static string[] States(string cell, bool isStack) =>
        [.. (isStack ? [1, 2] : new[] { 1 }).SelectMany(layer => cell.StartsWith("lstm", StringComparison.Ordinal) ? new[] { $"h{layer}", $"c{layer}" } : [$"h{layer}"])];

    /// <summary>The next states of a step.</summary>
    private static string[] Step(OnnxGraph graph, Values values, string cell, Form form, string x, string h, string c, int size)
    {
        int gates = cell[..3] switch { "rnn" => 1, "gru" => 3, _ => 4 };
        int columns = gates * Units;
        string Product(string of, int rows) => graph.Node("Gemm", [of, graph.Floats([columns, rows], values.Vector(columns * rows)), graph.Floats([columns], values.Vector(columns))], ("transB", 1));
        string Matrix(int rows) => graph.Floats([rows, columns], values.Vector(rows * columns));
        string Bias() => graph.Floats([columns], values.Vector(columns));
        if (gates == 3)
        {
            string ofState = form == Form.StateFirst ? Product(h, Units) : "";
            string ofInput = Product(x, size);
            ofState = ofState.Length > 0 ? ofState : Product(h, Units);
            string[] input = graph.Nodes("Split", [ofInput], 3, ("axis", 1));
            string[] state = graph.Nodes("Split", [ofState], 3, ("axis", 1));
            string reset = graph.Node("Sigmoid", [graph.Node("Add", [state[0], input[0]])]);
            string update = graph.Node("Sigmoid", [graph.Node("Add", [state[1], input[1]])]);
            string candidate = graph.Node("Tanh", [graph.Node("Add", [input[2], graph.Node("Mul", [state[2], reset])])]);
            return cell == "gru" ? [graph.Node("Add", [graph.Node("Mul", [graph.Node("Sub", [graph.Floats([], [1]), update]), candidate]), graph.Node("Mul", [update, h])])]
                : [graph.Node("Add", [graph.Node("Mul", [graph.Node("Sub", [h, candidate]), update]), candidate])];
        }

        string sums;
        switch (form)
        {
            case Form.Torch:
                sums = graph.Node("Add", [Product(x, size), Product(h, Units)]);
                break;
            case Form.StateFirst:
                string first = Product(h, Units);
                sums = graph.Node("Add", [first, Product(x, size)]);
                break;
            case Form.Added:
                sums = graph.Node("Add", [graph.Node("Add", [graph.Node("MatMul", [x, Matrix(size)]), graph.Node("MatMul", [h, Matrix(Units)])]), Bias()]);
                break;
            default:
                string joined = graph.Node("Concat", form == Form.Joined ? [x, h] : [h, x], ("axis", 1));
                sums = graph.Node("Add", [graph.Node("MatMul", [joined, Matrix(size + Units)]), Bias()]);
                break;
        }

        if (gates == 1)
        {
            return [graph.Node(cell == "rnn" ? "Tanh" : "Relu", [sums])];
        }

        string[] parts = graph.Nodes("Split", [sums], 4, ("axis", 1));
        int[] order = cell == "lstm i o f c" ? [0, 2, 3, 1] : [0, 1, 2, 3];
        string Gate(int gate) => cell == "lstm hard" ? graph.Node("HardSigmoid", [parts[order[gate]]], ("alpha", 0.2f), ("beta", 0.5f)) : graph.Node("Sigmoid", [parts[order[gate]]]);
        string next = graph.Node("Add", [graph.Node("Mul", [Gate(1), c]), graph.Node("Mul", [Gate(0), graph.Node("Tanh", [parts[order[2]]])])]);
        return [graph.Node("Mul", [Gate(3), graph.Node("Tanh", [next])]), next];
    }
}
