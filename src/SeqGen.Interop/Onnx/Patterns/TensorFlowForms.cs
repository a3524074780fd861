using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Patterns;

/// <summary>
/// Forms in which tf2onnx writes what other exporters write as one operator; they become that operator.
///
///     Softmax                  without an axis, which is the last one from opset 13 on
///     layer normalisation      x s + (beta - mean s)  with  s = gamma / sqrt(var + epsilon)
///     TimeDistributed          each step taken by itself, the same nodes for each, and all put together again
///     Bidirectional            each direction taken out of a recurrent operator by itself, with all steps or its last one, and both joined again
/// </summary>
internal sealed class TensorFlowForms
{
    private const long OpsetOfLastAxis = 13;

    private readonly Func<string, Constant?> _constants;
    private readonly GraphIndex _index;

    private TensorFlowForms(GraphProto graph, Func<string, Constant?> constants)
    {
        _constants = constants;
        _index = new(graph.Node, constants);
    }

    /// <summary>Rewrites a graph in place.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="constants">Looks a constant up by its name.</param>
    /// <param name="opset">The version of the operators.</param>
    public static void Rewrite(GraphProto graph, Func<string, Constant?> constants, long opset)
    {
        foreach (NodeProto node in graph.Node.Where(node => opset >= OpsetOfLastAxis && node.OpType is "Softmax" or "LogSoftmax" && node.Attribute.All(attribute => attribute.Name != "axis")))
        {
            node.Attribute.Add(new AttributeProto { Name = "axis", I = -1 });
        }

        TensorFlowForms forms = new(graph, constants);
        List<NodeProto> nodes = [.. graph.Node.SelectMany(node => forms.BothDirections(node) ?? forms.Unrolled(node) ?? [forms.Normalization(node) ?? node])];
        if (nodes.Count == graph.Node.Count && nodes.SequenceEqual(graph.Node))
        {
            return;
        }

        // What only the nodes took that are gone is gone too.
        HashSet<string> taken = [.. graph.Output.Select(output => output.Name)];
        HashSet<string> used = [.. graph.Node.SelectMany(Inputs), .. taken];
        HashSet<NodeProto> before = [.. graph.Node.Where(node => !node.Output.Any(used.Contains))];
        for (int index = nodes.Count - 1; index >= 0; index--)
        {
            if (nodes[index].Output.Any(taken.Contains) || before.Contains(nodes[index]))
            {
                taken.UnionWith(Inputs(nodes[index]));
            }
            else
            {
                nodes.RemoveAt(index);
            }
        }

        graph.Node.Clear();
        graph.Node.AddRange(nodes);
    }

    /// <summary>What a node takes, also inside of its branches and bodies.</summary>
    private static IEnumerable<string> Inputs(NodeProto node) =>
        node.Input.Concat(node.Attribute.Where(attribute => attribute.G is not null).SelectMany(attribute => attribute.G.Node.SelectMany(Inputs).Concat(attribute.G.Output.Select(output => output.Name))));

    private NodeProto? Made(string value, params string[] ops) => _index.Maker(value) is { Node: var node } && ops.Contains(node.OpType) ? node : null;

    /// <summary>The other operand of a node with two, where one of them fits.</summary>
    private static string? Other(NodeProto? node, Func<string, bool> fits) => node is not { Input.Count: 2 } ? null : fits(node.Input[0]) ? node.Input[1] : fits(node.Input[1]) ? node.Input[0] : null;

    private bool IsConstant(string value) => _constants(value) is not null;

    private NodeProto? Normalization(NodeProto end)
    {
        if (end.OpType != "Add")
        {
            return null;
        }

        for (int operand = 0; operand < 2; operand++)
        {
            if (Made(end.Input[operand], "Mul") is { } scaled && Shift(end.Input[1 - operand]) is var (mean, scale, beta) && Other(scaled, value => value == scale) is { } x && Scale(scale, x, mean) is var (gamma, epsilon, axis))
            {
                NodeProto normalization = new() { OpType = "LayerNormalization", Name = end.Name };
                string[] inputs = beta is null ? [x, gamma] : [x, gamma, beta];
                normalization.Input.AddRange(inputs);
                normalization.Output.Add(end.Output[0]);
                normalization.Attribute.Add(new AttributeProto { Name = "epsilon", F = (float)epsilon });
                normalization.Attribute.Add(new AttributeProto { Name = "axis", I = axis });
                return normalization;
            }
        }

        return null;
    }

    /// <summary>beta - mean s.</summary>
    private (string Mean, string Scale, string? Beta)? Shift(string value)
    {
        if (Made(value, "Sub") is { } difference && IsConstant(difference.Input[0]) && Made(difference.Input[1], "Mul") is { } subtracted)
        {
            return Made(subtracted.Input[0], "ReduceMean") is not null ? (subtracted.Input[0], subtracted.Input[1], difference.Input[0]) : (subtracted.Input[1], subtracted.Input[0], difference.Input[0]);
        }

        string? beta = Made(value, "Add") is { } sum && Other(sum, name => !IsConstant(name)) is { } constant && IsConstant(constant) ? constant : null;
        NodeProto? product = Made(beta is null ? value : Other(Made(value, "Add"), name => name == beta)!, "Mul");
        string? negative = product?.Input.FirstOrDefault(name => Made(name, "Neg") is not null);
        return negative is null ? null : (Made(negative, "Neg")!.Input[0], Other(product, name => name == negative)!, beta);
    }

    /// <summary>gamma / sqrt(var + epsilon).</summary>
    private (string Gamma, double Epsilon, long Axis)? Scale(string scale, string x, string mean)
    {
        NodeProto? product = Made(scale, "Mul");
        string? gamma = product?.Input.FirstOrDefault(IsConstant);
        if (gamma is null || Other(product, name => name == gamma) is not { } inverse || Made(inverse, "Reciprocal") is not { } reciprocal || Made(reciprocal.Input[0], "Sqrt") is not { } root
            || Made(root.Input[0], "Add") is not { } sum || Other(sum, name => _constants(name) is { Items.Length: 1 }) is not { } variance
            || Made(variance, "ReduceMean") is not { } ofSquares || AxisOf(ofSquares) is not { } axis || Made(mean, "ReduceMean") is not { } ofValues || AxisOf(ofValues) != axis || ofValues.Input[0] != x)
        {
            return null;
        }

        NodeProto? square = Made(ofSquares.Input[0], "Mul", "Pow");
        bool isSquare = square is not null && (square.OpType == "Mul" ? square.Input[0] == square.Input[1] : _constants(square.Input[1]) is { Items: [2] });
        return isSquare && Made(square!.Input[0], "Sub") is { } centred && centred.Input[0] == x && centred.Input[1] == mean && _constants(gamma)!.Shape is var shape && shape.Length > 0 && shape[^1] == _constants(gamma)!.Items.Length
            ? (gamma, _constants(Other(sum, name => name == variance)!)!.Items[0], axis)
            : null;
    }

    /// <summary>The one axis that a node reduces and keeps.</summary>
    private long? AxisOf(NodeProto node)
    {
        OnnxNode reduction = new(node);
        return reduction.Integer("keepdims", 1) == 1 && (reduction.Integers("axes") ?? (node.Input.Count > 1 && _constants(node.Input[1]) is { } given ? [.. given.Items.Select(item => (long)item)] : null)) is [var axis] ? axis : null;
    }

    /// <summary>Both directions of a recurrent operator Y [steps, 2, batch, units], joined along the units: all steps, or the last of each direction, which are its final states.</summary>
    private List<NodeProto>? BothDirections(NodeProto end)
    {
        if (end.OpType != "Concat" || end.Input.Count != 2 || Direction(end.Input[0], 0) is not var (forward, isLast) || Direction(end.Input[1], 1) is not var (backward, isFirst) || forward != backward || isLast != isFirst
            || (new OnnxNode(end).Integer("axis", 0) is var axis && !(axis == -1 || axis == (isLast ? 1 : 2))))
        {
            return null;
        }

        if (isLast && (forward.Output.Count < 2 || forward.Output[1].Length == 0))
        {
            while (forward.Output.Count < 2)
            {
                forward.Output.Add("");
            }

            forward.Output[1] = $"{end.Output[0]}/states";
        }

        NodeProto Node(string op, string[] inputs, string output, params AttributeProto[] attributes)
        {
            NodeProto node = new() { OpType = op, Name = $"{end.Name}/{op}" };
            node.Input.AddRange(inputs);
            node.Output.Add(output);
            node.Attribute.AddRange(attributes);
            return node;
        }

        AttributeProto order = new() { Name = "perm" };
        long[] perm = isLast ? [1, 0, 2] : [0, 2, 1, 3];
        order.Ints.AddRange(perm);
        TensorProto shape = new() { DataType = OnnxTensors.Long };
        long[] extents = isLast ? [0, -1] : [0, 0, -1];
        shape.Dims.Add(extents.Length);
        shape.Int64Data.AddRange(extents);
        string name = end.Output[0];
        return
        [
            Node("Transpose", [forward.Output[isLast ? 1 : 0]], $"{name}/beside", order),
            Node("Constant", [], $"{name}/shape", new AttributeProto { Name = "value", T = shape }),
            Node("Reshape", [$"{name}/beside", $"{name}/shape"], name),
        ];
    }

    /// <summary>The operator of which a value is one direction, and whether only of its last step: the last one forward, the first one backward.</summary>
    private (NodeProto Operator, bool IsLast)? Direction(string value, int direction)
    {
        if (Part(value, 1, direction) is { } whole)
        {
            return Made(whole, "LSTM", "GRU", "RNN") is { } all && all.Output[0] == whole ? (all, false) : null;
        }

        return Part(value, 0, direction == 0 ? -1 : 0) is { } steps && Part(steps, 1, direction) is { } y && Made(y, "LSTM", "GRU", "RNN") is { } last && last.Output[0] == y ? (last, true) : null;
    }

    /// <summary>The value of which another one is one entry of an axis, which is gone.</summary>
    private string? Part(string value, int axis, int entry) => Made(value, "Squeeze") is { } squeezed && AxesOf(squeezed) is [var gone] && gone == axis && Made(squeezed.Input[0], "Slice") is { Input: [var of, var starts, var ends, var axes, ..] } slice
        && (slice.Input.Count < 5 || _constants(slice.Input[4]) is { Items: [1] }) && _constants(axes) is { Items: [var along] } && along == axis && _constants(starts) is { Items: [var start] } && start == entry
        && _constants(ends) is { Items: [var end] } && (entry == -1 ? end >= int.MaxValue : end == entry + 1) ? of : null;

    /// <summary>Steps that were taken one by one, went through the same nodes, and were put together: the nodes work on all steps as well.</summary>
    private List<NodeProto>? Unrolled(NodeProto end)
    {
        if (end.OpType != "Concat" || end.Input.Count < 2)
        {
            return null;
        }

        long axis = new OnnxNode(end).Integer("axis", 0);
        List<NodeProto>? chain = null;
        string? sequence = null;
        for (int step = 0; step < end.Input.Count; step++)
        {
            if (Made(end.Input[step], "Unsqueeze") is not { } wider || AxesOf(wider) is not [var place] || place != axis || Chain(wider.Input[0], axis, step) is not var (of, nodes)
                || (chain is not null && (of != sequence || !nodes.Select(Key).SequenceEqual(chain.Select(Key)))))
            {
                return null;
            }

            (chain, sequence) = (chain ?? nodes, of);
        }

        // All steps up to the last one that is taken.
        string name = end.Output[0];
        List<NodeProto> result = [.. chain!.Select((node, index) => Copy(node, index == 0 ? sequence! : $"{name}/step{index - 1}", index == chain!.Count - 1 ? name : $"{name}/step{index}"))];
        return chain!.Count > 0 && AreAll(sequence!, axis, end.Input.Count) ? result : null;
    }

    /// <summary>True where a sequence is known to have no more steps than those that are taken: a loop or a slice of as many made it.</summary>
    private bool AreAll(string sequence, long axis, int steps)
    {
        const int most = 16;
        for (int count = 0; count < most && _index.Maker(sequence) is { Node: var maker }; count++)
        {
            switch (maker.OpType)
            {
                case "Loop":
                    return axis == 0 && _constants(maker.Input[0]) is { Items: [var trips] } && trips == steps;
                case "Slice" when _constants(maker.Input[1]) is { Items: var starts } && maker.Input.Count > 3 && _constants(maker.Input[3]) is { Items: var axes } && _constants(maker.Input[2]) is { Items: var ends }:
                    int place = Array.IndexOf(axes, axis);
                    return place >= 0 && ((starts[place] == -steps && ends[place] >= int.MaxValue) || (starts[place] >= 0 && ends[place] - starts[place] == steps));
                case "Identity":
                    sequence = maker.Input[0];
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The nodes from a step of a sequence on, and the sequence.</summary>
    private (string Sequence, List<NodeProto> Nodes)? Chain(string value, long axis, int step)
    {
        const int most = 16;
        List<NodeProto> nodes = [];
        while (nodes.Count < most && _index.Maker(value) is { Node: var node })
        {
            if (node.OpType == "Squeeze")
            {
                return AxesOf(node) is [var place] && place == axis && Made(node.Input[0], "Slice") is { Input: [var sequence, var starts, var ends, var axes, ..] } slice && (slice.Input.Count < 5 || _constants(slice.Input[4]) is { Items: [1] })
                    && _constants(starts) is { Items: [var start] } && start == step && _constants(ends) is { Items: [var last] } && last == step + 1 && _constants(axes) is { Items: [var along] } && along == axis
                    ? (sequence, nodes) : null;
            }

            string? input = node.OpType switch
            {
                "MatMul" when IsConstant(node.Input[1]) => node.Input[0],
                "Add" or "Mul" => Other(node, name => _constants(name) is { } constant && constant.Items.Length == (constant.Shape.Length > 0 ? constant.Shape[^1] : 1)),
                "Relu" or "Tanh" or "Sigmoid" or "Elu" or "Selu" or "Softplus" or "Softsign" or "LeakyRelu" or "HardSigmoid" or "Identity" => node.Input[0],
                "Softmax" when new OnnxNode(node).Integer("axis", 0) == -1 => node.Input[0],
                _ => null,
            };
            if (input is null)
            {
                return null;
            }

            nodes.Insert(0, node);
            value = input;
        }

        return null;
    }

    private long[]? AxesOf(NodeProto node) => new OnnxNode(node).Integers("axes") ?? (node.Input.Count > 1 && _constants(node.Input[1]) is { } given ? [.. given.Items.Select(item => (long)item)] : null);

    /// <summary>What a node does, without the values of its step.</summary>
    private string Key(NodeProto node)
    {
        NodeProto key = new() { OpType = node.OpType };
        key.Input.AddRange(node.Input.Select(input => IsConstant(input) ? input : ""));
        key.Attribute.AddRange(node.Attribute);
        return key.ToString();
    }

    private NodeProto Copy(NodeProto node, string input, string output)
    {
        NodeProto copy = node.Clone();
        int place = Enumerable.Range(0, node.Input.Count).First(index => !IsConstant(node.Input[index]));
        copy.Input[place] = input;
        copy.Output[0] = output;
        return copy;
    }
}
