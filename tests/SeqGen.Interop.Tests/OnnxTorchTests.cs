namespace SeqGen.Interop.Tests;

/// <summary>What PyTorch writes of common networks, compared with ONNX Runtime.</summary>
public sealed class OnnxTorchTests
{
    private const int Units = 4;
    private const int Size = 3;
    private const int Steps = 7;

    private readonly Values _values = new(21);

    /// <summary>The last step of all steps of both directions, which is not what Keras' layer gives at its end: of the backward one it is the first that was read.</summary>
    [Theory]
    [InlineData("LSTM", "Gather", -1)]
    [InlineData("GRU", "Gather", -1)]
    [InlineData("GRU", "Slice", -1)]
    [InlineData("GRU", "Gather", 0)]
    public void A_step_of_both_directions_is_that_of_all_steps(string op, string by, int step)
    {
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Steps, Size).Output("y", 1, 2);
        string steps = Recurrent(graph, op, 2);
        string one = by == "Gather" ? graph.Node("Gather", [steps, graph.Whole([], [step])], ("axis", 1))
            : graph.Node("Squeeze", [graph.Node("Slice", [steps, graph.Whole(step), graph.Whole(int.MaxValue), graph.Whole(1)]), graph.Whole(1)]);
        graph.End(graph.Node("MatMul", [one, graph.Floats([2 * Units, 2], _values.Vector(4 * Units))]), "y");
        Agreement.RequireSame(graph, graph.Import(), Steps, Size);
    }

    [Theory]
    [InlineData(17, "Mul")]
    [InlineData(12, "Mul")]
    [InlineData(17, "MatMul")]
    [InlineData(11, "MatMul")]
    public void Steps_are_weighted_by_a_softmax_of_scores(int opset, string by)
    {
        bool isOld = opset < 13;
        OnnxGraph graph = new OnnxGraph(opset).Input("x", 1, Steps, Size).Output("y", 1, Units);
        string steps = Recurrent(graph, "GRU", 1);
        string scores = graph.Node("Add", [graph.Node("MatMul", [steps, graph.Floats([Units, 1], _values.Vector(Units))]), graph.Floats([1], _values.Vector(1))]);
        string Without(string value, int axis) => isOld ? graph.Node("Squeeze", [value], ("axes", new[] { axis })) : graph.Node("Squeeze", [value, graph.Whole(axis)]);
        string With(string value, int axis) => isOld ? graph.Node("Unsqueeze", [value], ("axes", new[] { axis })) : graph.Node("Unsqueeze", [value, graph.Whole(axis)]);
        string sum;
        if (by == "MatMul")
        {
            sum = Without(graph.Node("MatMul", [With(graph.Node("Softmax", [Without(scores, 2)], ("axis", 1)), 1), steps]), 1);
        }
        else
        {
            string turned = graph.Node("Softmax", [graph.Node("Transpose", [scores], ("perm", new[] { 0, 2, 1 }))], ("axis", 2));
            string weighted = graph.Node("Mul", [graph.Node("Transpose", [turned], ("perm", new[] { 0, 2, 1 })), steps]);
            sum = isOld ? graph.Node("ReduceSum", [weighted], ("axes", new[] { 1 }), ("keepdims", 0)) : graph.Node("ReduceSum", [weighted, graph.Whole(1)], ("keepdims", 0));
        }

        graph.End(sum, "y");
        Agreement.RequireSame(graph, graph.Import(), Steps, Size);
    }

    [Theory]
    [InlineData("softsign")]
    [InlineData("log_sigmoid")]
    public void Activations_of_several_operators_are_one(string word)
    {
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Steps, Size).Output("y", 1, Steps, Size);
        graph.End(word == "softsign" ? graph.Node("Div", ["x", graph.Node("Add", [graph.Node("Abs", ["x"]), graph.Floats([], [1])])]) : graph.Node("Log", [graph.Node("Sigmoid", ["x"])]), "y");
        ImportedModel imported = graph.Import(axes: "batch,steps,features");
        imported.Declaration.ShouldContain($"activation {word}");
        Agreement.RequireSame(graph, imported, Steps, Size);
    }

    /// <summary>An encoder gives final states: the first one is the model's output, and what follows it is said to be left out.</summary>
    [Fact]
    public void Final_states_that_come_first_are_an_output()
    {
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Steps, Size).Output("y", 1, 1, Units).Output("c", 1, 1, Units);
        string[] weights = [.. new[] { Size, Units }.Select(rows => graph.Floats([1, 4 * Units, rows], _values.Vector(4 * Units * rows)))];
        string[] outputs = graph.Nodes("LSTM", [graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), .. weights], 3, ("hidden_size", Units));
        ImportedModel imported = graph.End(outputs[1], "y").End(outputs[2], "c").Import();
        imported.Notes.ShouldContain(note => note.Kind == ImportNoteKind.Skipped && note.Text.StartsWith("c: final states", StringComparison.Ordinal));
        Agreement.RequireSame(graph, imported, Steps, Size);
    }

    /// <summary>All steps [batch, steps, directions x units], as a module with batch_first gives them.</summary>
    private string Recurrent(OnnxGraph graph, string op, int directions)
    {
        int gates = op == "LSTM" ? 4 : 3;
        string[] weights = [.. new[] { Size, Units }.Select(rows => graph.Floats([directions, gates * Units, rows], _values.Vector(directions * gates * Units * rows))), graph.Floats([directions, 2 * gates * Units], _values.Vector(directions * 2 * gates * Units))];
        (string, object)[] attributes = [("hidden_size", Units), ("direction", directions == 2 ? "bidirectional" : "forward"), .. op == "GRU" ? new (string, object)[] { ("linear_before_reset", 1) } : []];
        string sequence = graph.Nodes(op, [graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), .. weights], 1, attributes)[0];
        string joined = graph.Node("Reshape", [graph.Node("Transpose", [sequence], ("perm", new[] { 0, 2, 1, 3 })), graph.Whole(0, 0, -1)]);
        return graph.Node("Transpose", [joined], ("perm", new[] { 1, 0, 2 }));
    }
}
