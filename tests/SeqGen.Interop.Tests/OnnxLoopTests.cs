using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Tests;

/// <summary>What tf2onnx writes of Keras 3's layers node by node, compared with ONNX Runtime.</summary>
public sealed class OnnxLoopTests
{
    private const int Units = 3;
    private const int Size = 2;
    private const int Steps = 5;

    /// <summary>ONNX' AttributeType.INT.</summary>
    private const int IntAttribute = 2;

    private readonly Values _values = new(12);

    [Theory]
    [InlineData("lstm", "Tanh", "lstm 3")]
    [InlineData("lstm", "Relu", "lstm 3 activation=relu")]
    [InlineData("gru", "Tanh", "gru 3")]
    [InlineData("gru before", "Softsign", "gru 3 activation=softsign reset_after=false")]
    [InlineData("simple_rnn", "Relu", "simple_rnn 3 activation=relu")]
    public void A_loop_over_steps_is_a_recurrent_layer(string cell, string activation, string declared)
    {
        foreach (bool isLast in new[] { true, false })
        {
            OnnxGraph graph = Loop(cell, activation, isLast);
            ImportedModel imported = graph.Import();
            imported.Declaration.ShouldContain(declared + (isLast ? " name" : " return_sequences=true"));
            Agreement.RequireSame(graph, imported, Steps, Size);
        }
    }

    [Theory]
    [InlineData("Mul", Steps, "equations are those of no LSTM, GRU or SimpleRNN")]
    [InlineData("", Steps - 1, "does not count its steps one by one")]
    public void A_loop_that_is_no_recurrent_layer_is_refused(string more, int limit, string words) =>
        Should.Throw<ImportException>(() => Loop("simple_rnn", "Tanh", false, more, limit).Import()).Reason.ShouldContain(words);

    [Fact]
    public void A_step_after_another_through_the_same_nodes_is_a_layer_for_all_steps()
    {
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", Steps, Size).Output("y", "batch", Steps - 1, Units);
        string axis = graph.Whole(0);
        string[] weights = [graph.Floats([1, Units, Size], _values.Vector(Units * Size)), graph.Floats([1, Units, Units], _values.Vector(Units * Units))];
        string[] recurrent = graph.Nodes("RNN", [graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), .. weights], 1, ("hidden_size", Units));
        string sequence = graph.Node("Slice", [graph.Node("Squeeze", [recurrent[0], graph.Whole(1)]), graph.Whole(1 - Steps), graph.Whole(int.MaxValue), axis]);
        string kernel = graph.Floats([Units, Units], _values.Vector(Units * Units));
        string bias = graph.Floats([Units], _values.Vector(Units));
        string[] steps = [.. Enumerable.Range(0, Steps - 1).Select(step =>
        {
            string one = graph.Node("Squeeze", [graph.Node("Slice", [sequence, graph.Whole(step), graph.Whole(step + 1), axis]), axis]);
            return graph.Node("Unsqueeze", [graph.Node("Relu", [graph.Node("Add", [graph.Node("MatMul", [one, kernel]), bias])]), axis]);
        })];
        graph.End(graph.Node("Transpose", [graph.Node("Concat", steps, ("axis", 0))], ("perm", new[] { 1, 0, 2 })), "y");
        ImportedModel imported = graph.Import();
        imported.Declaration.Split('\n').Count(line => line.StartsWith("dense 3 relu", StringComparison.Ordinal)).ShouldBe(1);
        Agreement.RequireSame(graph, imported, Steps, Size);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_direction_may_be_taken_by_itself(bool isLast)
    {
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", Steps, Size);
        graph = isLast ? graph.Output("y", "batch", 2 * Units) : graph.Output("y", "batch", Steps, 2 * Units);
        string[] numbers = [graph.Whole(0), graph.Whole(1), graph.Whole(2), graph.Whole(-1), graph.Whole(int.MaxValue)];
        string[] weights = [graph.Floats([2, 4 * Units, Size], _values.Vector(8 * Units * Size)), graph.Floats([2, 4 * Units, Units], _values.Vector(8 * Units * Units)), graph.Floats([2, 8 * Units], _values.Vector(16 * Units))];
        string[] outputs = graph.Nodes("LSTM", [graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), .. weights], 1, ("hidden_size", Units), ("direction", "bidirectional"));
        string Direction(int direction)
        {
            string steps = graph.Node("Squeeze", [graph.Node("Slice", [outputs[0], numbers[direction], numbers[direction + 1], numbers[1]]), numbers[1]]);
            return !isLast ? steps : graph.Node("Squeeze", [graph.Node("Slice", direction == 0 ? [steps, numbers[3], numbers[4], numbers[0]] : [steps, numbers[0], numbers[1], numbers[0]]), numbers[0]]);
        }

        string joined = graph.Node("Concat", [Direction(0), Direction(1)], ("axis", isLast ? 1 : 2));
        graph.End(isLast ? joined : graph.Node("Transpose", [joined], ("perm", new[] { 1, 0, 2 })), "y");
        ImportedModel imported = graph.Import();
        imported.Declaration.ShouldContain("bidirectional lstm 3" + (isLast ? " name" : " return_sequences=true"));
        Agreement.RequireSame(graph, imported, Steps, Size);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_normalisation_may_be_written_as_a_scale_and_a_shift(bool isNegated)
    {
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", Steps, Size).Output("y", "batch", Steps, Size);
        string mean = graph.Node("ReduceMean", ["x"], ("axes", new[] { -1 }));
        string centred = graph.Node("Sub", ["x", mean]);
        string variance = graph.Node("ReduceMean", [graph.Node("Mul", [centred, centred])], ("axes", new[] { -1 }));
        string scale = graph.Node("Mul", [graph.Node("Reciprocal", [graph.Node("Sqrt", [graph.Node("Add", [variance, graph.Floats([], [0.001f])])])]), graph.Floats([1, 1, Size], _values.Vector(Size))]);
        string beta = graph.Floats([Size], _values.Vector(Size));
        string shift = isNegated ? graph.Node("Add", [graph.Node("Mul", [graph.Node("Neg", [mean]), scale]), beta]) : graph.Node("Sub", [beta, graph.Node("Mul", [mean, scale])]);
        graph.End(graph.Node("Add", [graph.Node("Mul", ["x", scale]), shift]), "y");
        ImportedModel imported = graph.Import();
        imported.Declaration.ShouldContain("layer_normalization epsilon=0.001");
        Agreement.RequireSame(graph, imported, Steps, Size);
    }

    /// <summary>A loop that takes step after step out of a sequence by its number; weights go round with the states.</summary>
    private OnnxGraph Loop(string cell, string activation, bool isLast, string more = "", int limit = Steps)
    {
        int gates = cell switch { "lstm" => 4, "simple_rnn" => 1, _ => 3 };
        bool isResetAfter = cell == "gru";
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", Steps, Size);
        graph = isLast ? graph.Output("y", "batch", Units) : graph.Output("y", "batch", Steps, Units);
        string sequence = graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 }));
        string one = graph.Whole([], [1]);
        string end = graph.Whole([], [limit]);
        string units = graph.Floats([], [1]);
        string kernel = graph.Floats([Size, gates * Units], _values.Vector(Size * gates * Units));
        string recurrent = graph.Floats([Units, gates * Units], _values.Vector(Units * gates * Units));
        string bias = graph.Floats(isResetAfter ? [2, gates * Units] : [gates * Units], _values.Vector((isResetAfter ? 2 : 1) * gates * Units));
        string[] starts = [.. Enumerable.Range(0, 4).Select(gate => graph.Whole(0, gate * Units))];
        string[] ends = [.. Enumerable.Range(0, 4).Select(gate => graph.Whole(int.MaxValue, (gate + 1) * Units))];
        string both = graph.Whole(0, 1);
        string first = graph.Whole(0);

        GraphProto body = new() { Name = "body" };
        string Node(string op, string[] inputs, int outputs = 1, int? axis = null)
        {
            NodeProto node = new() { OpType = op, Name = $"b{body.Node.Count}" };
            node.Input.AddRange(inputs);
            node.Output.AddRange(Enumerable.Range(0, outputs).Select(index => $"{node.Name}_{index}"));
            if (axis is { } along)
            {
                node.Attribute.Add(new AttributeProto { Name = op == "Cast" ? "to" : "axis", I = along, Type = IntAttribute });
            }

            body.Node.Add(node);
            return node.Output[0];
        }

        string Part(string sums, int gate) => Node("Slice", [sums, starts[gate], ends[gate], both]);
        string[] states = cell == "lstm" ? ["h", "c"] : ["h"];
        string next = Node("Add", ["counter", one]);
        string goesOn = Node("And", [Node("Less", [Node("Cast", [next], axis: 1), Node("Cast", [end], axis: 1)]), Node("Less", ["iteration", end])]);
        string ofInput = Node("MatMul", [Node("Gather", [sequence, "counter"], axis: 0), "kernel"]);
        string h;
        string? c = null;
        switch (cell)
        {
            case "lstm":
                Node("Split", [Node("Add", [Node("Add", [ofInput, Node("MatMul", ["h", "recurrent"])]), "bias"])], 4, 1);
                string[] z = [.. body.Node[^1].Output];
                c = Node("Add", [Node("Mul", [Node("Sigmoid", [z[1]]), "c"]), Node("Mul", [Node("Sigmoid", [z[0]]), Node(activation, [z[2]])])]);
                h = Node("Mul", [Node("Sigmoid", [z[3]]), Node(activation, [c])]);
                break;
            case "simple_rnn":
                h = Node(activation, [Node("Add", [Node("Add", [ofInput, "bias"]), Node("MatMul", ["h", "recurrent"])])]);
                break;
            default:
                string? inputBias = null;
                string? stateBias = null;
                if (isResetAfter)
                {
                    Node("Split", ["bias"], 2, 0);
                    string[] rows = [.. body.Node[^1].Output];
                    (inputBias, stateBias) = (Node("Squeeze", [rows[0], first]), Node("Squeeze", [rows[1], first]));
                }

                string x = Node("Add", [ofInput, inputBias ?? "bias"]);

                // Before the product, the gates' columns alone are multiplied by the state as it was.
                string product = isResetAfter ? Node("Add", [Node("MatMul", ["h", "recurrent"]), stateBias!]) : Node("MatMul", ["h", Node("Slice", ["recurrent", starts[0], ends[1], both])]);
                string update = Node("Sigmoid", [Node("Add", [Part(x, 0), Part(product, 0)])]);
                string reset = Node("Sigmoid", [Node("Add", [Part(x, 1), Part(product, 1)])]);
                string last = isResetAfter ? Node("Mul", [reset, Part(product, 2)]) : Node("MatMul", [Node("Mul", [reset, "h"]), Part("recurrent", 2)]);
                string candidate = Node(activation, [Node("Add", [Part(x, 2), last])]);
                h = Node("Add", [Node("Mul", [update, "h"]), Node("Mul", [Node("Sub", [units, update]), candidate])]);
                break;
        }

        h = more.Length > 0 ? Node(more, [h, h]) : h;
        void Value(Google.Protobuf.Collections.RepeatedField<ValueInfoProto> list, string name, int type, int? rank = null)
        {
            TypeProto.Types.Tensor tensor = new() { ElemType = type };
            if (rank is { } axes)
            {
                tensor.Shape = new();
                tensor.Shape.Dim.AddRange(Enumerable.Range(0, axes).Select(_ => new TensorShapeProto.Types.Dimension()));
            }

            list.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } });
        }

        string[] around = ["kernel", "recurrent", "bias"];
        Value(body.Input, "iteration", 7, 0);
        Value(body.Input, "condition", 9, 0);
        Value(body.Input, "counter", 7, 0);
        Value(body.Output, goesOn, 9);
        Value(body.Output, next, 7);
        states.ToList().ForEach(state => Value(body.Input, state, 1, 2));
        around.ToList().ForEach(weight => Value(body.Input, weight, 1));
        Value(body.Output, h, 1);
        if (c is not null)
        {
            Value(body.Output, c, 1);
        }

        around.ToList().ForEach(weight => Value(body.Output, Node("Identity", [weight]), 1));
        Value(body.Output, Node("Identity", [h]), 1);
        string zeros = graph.Floats([1, Units], new float[Units]);
        string[] outputs = graph.Nodes("Loop", [graph.Whole([], [Steps]), graph.Node("Cast", [graph.Whole([], [1])], ("to", 9)), graph.Whole([], [0]), .. states.Select(_ => zeros), kernel, recurrent, bias], 5 + states.Length, ("body", body));
        if (isLast)
        {
            string step = graph.Node("Slice", [outputs[^1], graph.Whole(-1), graph.Whole(int.MaxValue), first]);
            return graph.End(graph.Node("Squeeze", [step, first]), "y");
        }

        return graph.End(graph.Node("Transpose", [outputs[^1]], ("perm", new[] { 1, 0, 2 })), "y");
    }
}
