using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>The body of a loop, whose values are computed for given inputs in double precision.</summary>
/// <param name="body">The body.</param>
/// <param name="outside">Looks a value of the graph around it up, where it is a constant.</param>
/// <param name="read">Reads a tensor.</param>
internal sealed class ComputedBody(GraphProto body, Func<string, Constant?> outside, Func<TensorProto, Constant> read)
{
    /// <summary>More nodes than the step of any cell has.</summary>
    private const int Most = 500;

    private readonly Dictionary<string, Constant> _constants = body.Initializer.ToDictionary(tensor => tensor.Name, read);
    private readonly Dictionary<string, NodeProto> _makers = body.Node.Count <= Most
        ? body.Node.SelectMany(node => node.Output.Where(output => output.Length > 0).Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node)
        : throw new UnsupportedNodeException($"is a loop of {body.Node.Count} nodes, which is no recurrent cell");

    // What is being computed: a damaged body may go round in circles.
    private readonly HashSet<string> _begun = [];

    public IEnumerable<NodeProto> Nodes => body.Node;

    /// <summary>The node that gives a value; null for one from outside.</summary>
    public NodeProto? Maker(string value) => _makers.GetValueOrDefault(value);

    /// <summary>Computes a value; null where it follows from something that is not given.</summary>
    /// <param name="value">The value.</param>
    /// <param name="given">The inputs, and everything that was computed before; what is computed is added.</param>
    public Constant? Compute(string value, Dictionary<string, Constant> given)
    {
        if (given.TryGetValue(value, out Constant? known))
        {
            return known;
        }

        if (_constants.TryGetValue(value, out Constant? constant) || (!_makers.ContainsKey(value) && (constant = outside(value)) is not null))
        {
            return constant;
        }

        if (!_makers.TryGetValue(value, out NodeProto? proto))
        {
            return null;
        }

        if (!_begun.Add(value))
        {
            throw new UnsupportedNodeException("is a loop whose body follows from itself; the file is damaged");
        }

        OnnxNode node = new(proto);
        Constant?[] inputs = [.. proto.Input.Select(input => input.Length == 0 ? null : Compute(input, given))];
        _begun.Remove(value);
        if (inputs.Where((input, index) => input is null && proto.Input[index].Length > 0).Any())
        {
            return null;
        }

        Constant[] results = node.Op == "Constant" ? [node.Tensor("value") is { } tensor ? read(tensor) : throw new UnsupportedNodeException("has a constant in its body that is no tensor")] : Run(node, inputs);
        for (int index = 0; index < proto.Output.Count && index < results.Length; index++)
        {
            given[proto.Output[index]] = results[index];
        }

        return given.GetValueOrDefault(value);
    }

    private static Constant[] Run(OnnxNode node, Constant?[] inputs)
    {
        Constant first = inputs[0]!;
        Constant Each(Func<double, double> function) => first with { Items = [.. first.Items.Select(function)] };
        double alpha = node.Number("alpha", node.Op switch { "HardSigmoid" => 0.2, "LeakyRelu" => 0.01, _ => 1 });
        switch (node.Op)
        {
            case "Shape":
                return [OnnxWalk.ShapeOf(node, first.Shape)];
            case "MatMul":
                return [Product(first, inputs[1]!)];
            case "Gemm" when node.Integer("transA", 0) == 0 && alpha == 1 && node.Number("beta", 1) == 1:
                Constant right = inputs[1]!;
                Block<double> matrix = node.Integer("transB", 0) == 1 ? right.Transpose([1, 0]) : right;
                Constant product = Product(first, new(matrix.Shape, matrix.Items, false));
                return [inputs.Length > 2 && inputs[2] is { } addend ? Sum(product, addend) : product];
            case "Concat":
                Block<double> joined = Block<double>.Concat([.. inputs.Select(input => (Block<double>)input!)], Movement.AxisOf(node.Integer("axis", 0), first.Rank));
                return [new(joined.Shape, joined.Items, first.IsWhole)];
            case "Sigmoid":
                return [Each(ComputedCell.Sigmoid)];
            case "Tanh":
                return [Each(Math.Tanh)];
            case "Relu":
                return [Each(x => Math.Max(x, 0))];
            case "Elu":
                return [Each(x => x > 0 ? x : alpha * (Math.Exp(x) - 1))];
            case "LeakyRelu":
                return [Each(x => x > 0 ? x : alpha * x)];
            case "HardSigmoid":
                double beta = node.Number("beta", 0.5);
                return [Each(x => Math.Clamp((alpha * x) + beta, 0, 1))];
            case "Softsign":
                return [Each(x => x / (1 + Math.Abs(x)))];
            case "Softplus":
                return [Each(x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))))];
            case "Exp":
                return [Each(Math.Exp)];
            case "Reciprocal":
                return [Each(x => 1 / x)];
            case "Clip":
                double least = inputs.ElementAtOrDefault(1)?.Items[0] ?? node.Number("min", double.NegativeInfinity);
                double most = inputs.ElementAtOrDefault(2)?.Items[0] ?? node.Number("max", double.PositiveInfinity);
                return [Each(x => Math.Clamp(x, least, most))];
        }

        return Movement.Move(node, (Block<double>)first, index => inputs.ElementAtOrDefault(index)) is { } moved ? [.. moved.Select(block => new Constant(block.Shape, block.Items, first.IsWhole))]
            : ConstantFolding.Fold(node, [.. inputs.OfType<Constant>()]) is { } folded ? [folded]
            : throw new UnsupportedNodeException($"is a loop with the operator {node.Op} in its body, which no recurrent cell has");
    }

    private static Constant Sum(Constant a, Constant b)
    {
        int[] shape = ConstantFolding.Broadcast(a.Shape, b.Shape);
        return new(shape, [.. a.Expand(shape).Items.Zip(b.Expand(shape).Items, (x, y) => x + y)], false);
    }

    private static Constant Product(Constant a, Constant b)
    {
        if (a.Rank != 2 || b.Rank != 2 || a.Shape[1] != b.Shape[0])
        {
            throw new UnsupportedNodeException("is a loop that multiplies something else than matrices that fit");
        }

        return new([a.Shape[0], b.Shape[1]], [.. Enumerable.Range(0, a.Shape[0]).SelectMany(row => ComputedCell.Times(a.Items.AsSpan(row * a.Shape[1], a.Shape[1]), b))], false);
    }
}
