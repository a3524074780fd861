namespace SeqGen.Interop.Tests;

/// <summary>How the sums of a step are written.</summary>
public enum CellForm
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

/// <summary>Graphs of one step, with the states going in and out.</summary>
internal static class OnnxCells
{
    public const int Units = 4;
    public const int Size = 3;

    /// <summary>A step of one cell or two, and a linear layer.</summary>
    public static OnnxGraph Graph(Values values, string cell, CellForm form, bool isStack)
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

    public static string[] States(string cell, bool isStack) =>
        [.. (isStack ? [1, 2] : new[] { 1 }).SelectMany(layer => cell.StartsWith("lstm", StringComparison.Ordinal) ? new[] { $"h{layer}", $"c{layer}" } : [$"h{layer}"])];

    /// <summary>The next states of a step.</summary>
    private static string[] Step(OnnxGraph graph, Values values, string cell, CellForm form, string x, string h, string c, int size)
    {
        int gates = cell[..3] switch { "rnn" => 1, "gru" => 3, _ => 4 };
        int columns = gates * Units;
        string Product(string of, int rows) => graph.Node("Gemm", [of, graph.Floats([columns, rows], values.Vector(columns * rows)), graph.Floats([columns], values.Vector(columns))], ("transB", 1));
        string Matrix(int rows) => graph.Floats([rows, columns], values.Vector(rows * columns));
        string Bias() => graph.Floats([columns], values.Vector(columns));
        if (gates == 3)
        {
            string ofState = form == CellForm.StateFirst ? Product(h, Units) : "";
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
            case CellForm.Torch:
                sums = graph.Node("Add", [Product(x, size), Product(h, Units)]);
                break;
            case CellForm.StateFirst:
                string first = Product(h, Units);
                sums = graph.Node("Add", [first, Product(x, size)]);
                break;
            case CellForm.Added:
                sums = graph.Node("Add", [graph.Node("Add", [graph.Node("MatMul", [x, Matrix(size)]), graph.Node("MatMul", [h, Matrix(Units)])]), Bias()]);
                break;
            default:
                string joined = graph.Node("Concat", form == CellForm.Joined ? [x, h] : [h, x], ("axis", 1));
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
