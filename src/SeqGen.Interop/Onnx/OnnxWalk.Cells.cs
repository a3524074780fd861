using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>
/// Steps of recurrent cells that are written out node by node: a state from outside is multiplied by a matrix, or joined to the input and then multiplied. Which nodes belong
/// to the step, and what its next states are, is told by what the nodes compute.
/// </summary>
internal sealed partial class OnnxWalk
{
    /// <summary>More nodes than the step of any cell has, from the input's product to the next states.</summary>
    private const int MostOfStep = 100;

    private static readonly HashSet<string> OperatorsOfProducts = ["Add", "Split", "Slice", "Gather", "Squeeze", "Unsqueeze", "Reshape", "Transpose", "Flatten", "Identity", "Cast"];

    private readonly HashSet<NodeProto> _insideOfCells = [];

    // What follows from states alone waits for the input's product, which may come after it. The nodes that made it begin a step.
    private readonly Dictionary<string, OnnxNode> _ofStates = [];

    /// <summary>True where a node is a part of a step, which it may complete.</summary>
    private bool IsInStep(GraphProto graph, OnnxNode node)
    {
        if (_insideOfCells.Contains(node.Proto))
        {
            return true;
        }

        string[] inputs = [.. node.Proto.Input.Where(input => input.Length > 0)];
        OnnxNode? begun = inputs.Select(_ofStates.GetValueOrDefault).OfType<OnnxNode>().FirstOrDefault();
        if (begun is not null ? inputs.All(input => _ofStates.ContainsKey(input) || _values.GetValueOrDefault(input) is ConstantValue or StateValue) : node.Op is "MatMul" or "Gemm" && StateFromOutside(inputs[0]) is not null)
        {
            foreach (string output in node.Proto.Output)
            {
                _ofStates[output] = begun ?? node;
            }

            return true;
        }

        if (begun is null && node.Op == "Concat" && inputs.Length == 2 && inputs.Any(IsOfLayer) && inputs.Any(input => StateFromOutside(input) is not null))
        {
            begun = node;
        }

        if (begun is not null)
        {
            ReadStep(graph, begun, begun.Proto.Input.First(input => StateFromOutside(input) is not null));
        }

        return _insideOfCells.Contains(node.Proto);
    }

    private void ReadStep(GraphProto graph, OnnxNode node, string hidden)
    {
        StateElement[] state = StateFromOutside(hidden)!;
        Step step = new(this, graph, node, hidden);
        ComputedCell found = step.Find() ?? throw new UnsupportedNodeException("computes with a state that comes in from outside, in a way that is no step of an LSTM, GRU or SimpleRNN");
        DataValue x = _values[step.Input!] is StateValue before ? ToData(before) : (DataValue)_values[step.Input!];
        x = InOrder(node, x.Axes is [var batch, { Kind: AxisKind.Channel } channels] ? x with { Axes = [batch, Axis.Unit, channels] } : x, isBatchFirst: true);
        Layer layer = LayerOf(found, node, x, step.Kernel!, step.Recurrent!);
        foreach ((string name, int place, string source, int number) in new[] { ("h", found.Hidden, hidden, 0), ("c", found.Cell, step.Other ?? "", 1) }.Where(value => value.Item2 >= 0))
        {
            (string value, int[] shape) = step.Given[place];
            StartFrom(layer, name, state.Length, _values[source], $"initial_state_{number}");
            _values[value] = new StateValue(FinalState(layer, name, state.Length, shape));
            _insideOfCells.UnionWith(step.NodesOf(value));
        }

        foreach (string name in _insideOfCells.Concat(step.NodesBefore).SelectMany(inner => inner.Input))
        {
            _usedConstants.Add(name);
        }

        _areStatesOfCalls |= !_meaning.IsStep && !_meaning.HasStatesOfCalls && x.Steps != _inputSteps;
    }

    /// <summary>The layer of a cell that was recognised by its values.</summary>
    private Layer LayerOf(ComputedCell found, OnnxNode node, DataValue x, Constant kernel, Constant recurrent)
    {
        Layer layer = new Layer(found.Word, node.Text).Named(node.Name).With(null, recurrent.Shape[0]).Take(x.Layer).Unless("tanh", "activation", found.Activation);
        if (found.Word != "simple_rnn")
        {
            layer.Unless("sigmoid", "recurrent_activation", found.RecurrentActivation);
        }

        if (found.Word == "gru")
        {
            layer.Unless(true, "reset_after", found.IsResetAfter);
        }

        layer.Unless(true, "use_bias", found.Bias is not null).Weight("kernel", Tensor(kernel).ReorderColumns(found.Order)).Weight("recurrent_kernel", Tensor(recurrent).ReorderColumns(found.Order))
            .Weight("bias", found.Bias is null ? null : new(found.IsResetAfter ? [2, kernel.Shape[1]] : [kernel.Shape[1]], [.. found.Bias.Select(value => (float)value)]));
        _recurrent.Add(layer);
        Expect(layer, 0, null);
        return layer;
    }

    /// <summary>The values of a state from outside; null for anything else.</summary>
    private StateElement[]? StateFromOutside(string name) => _values.GetValueOrDefault(name) is StateValue { Block.Items: var items } && items.All(item => item.Layer is null) ? items : null;

    /// <summary>True for what a layer gives, be it a layer's state.</summary>
    private bool IsOfLayer(string name) => _values.GetValueOrDefault(name) is DataValue || (_values.GetValueOrDefault(name) is StateValue && StateFromOutside(name) is null);

    /// <summary>The nodes around the product of a state.</summary>
    private sealed class Step
    {
        private readonly OnnxWalk _walk;
        private readonly string _hidden;
        private readonly Dictionary<string, NodeProto> _makers = [];
        private readonly List<string> _after = [];
        private readonly HashSet<string> _goingOut;
        private readonly string? _joined;

        public Step(OnnxWalk walk, GraphProto graph, OnnxNode node, string hidden)
        {
            (_walk, _hidden, _joined) = (walk, hidden, node.Op == "Concat" ? node.Proto.Output[0] : null);
            HashSet<string> after = [hidden];
            foreach (NodeProto proto in graph.Node)
            {
                foreach (string output in proto.Output.Where(output => output.Length > 0))
                {
                    _makers[output] = proto;
                }

                if (_after.Count < MostOfStep && proto.Input.Any(input => after.Contains(input) || IsHidden(input)))
                {
                    after.UnionWith(proto.Output);
                    _after.AddRange(proto.Output.Where(output => output.Length > 0));
                }
            }

            _goingOut = [.. graph.Output.Select(output => output.Name)];
            foreach (NodeProto proto in graph.Node.Reverse().Where(proto => (Movement.Knows(proto.OpType) || proto.OpType is "Cast") && proto.Output.Any(_goingOut.Contains)))
            {
                _goingOut.UnionWith(proto.Input);
            }

            NodeProto product = _joined is not null ? graph.Node.FirstOrDefault(proto => proto.OpType is "MatMul" or "Gemm" && proto.Input[0] == _joined) ?? throw new UnsupportedNodeException("joins a state to values that no matrix is multiplied with") : node.Proto;
            Constant matrix = MatrixOf(product) ?? throw new UnsupportedNodeException("multiplies a state that comes in from outside by no constant matrix");
            int units = walk.StateFromOutside(hidden)!.Length;
            if (_joined is null)
            {
                Recurrent = matrix;
                return;
            }

            // The state's rows follow the input's, or come before them.
            bool isStateFirst = node.Proto.Input[0] == hidden;
            Input = node.Proto.Input[isStateFirst ? 1 : 0];
            int size = matrix.Shape[0] - units;
            if (size <= 0)
            {
                throw new UnsupportedNodeException("joins a state to values, and multiplies both by a matrix that has too few rows");
            }

            Kernel = Rows(matrix, isStateFirst ? units : 0, size);
            Recurrent = Rows(matrix, isStateFirst ? 0 : size, units);
            NodesBefore = [product];
        }

        /// <summary>The input's value.</summary>
        public string? Input { get; private set; }

        public Constant? Kernel { get; private set; }

        public Constant? Recurrent { get; }

        /// <summary>Another state that comes in: the cell of an LSTM.</summary>
        public string? Other { get; private set; }

        /// <summary>The values that were compared, with their shapes.</summary>
        public List<(string Name, int[] Shape)> Given { get; } = [];

        /// <summary>Nodes that are no part of the step's own, such as the input's product.</summary>
        public IReadOnlyList<NodeProto> NodesBefore { get; private set; } = [];

        /// <summary>Finds the cell: with the state alone first, then with another one.</summary>
        public ComputedCell? Find()
        {
            // A next state comes out, moved at most.
            (string Name, Leaves Leaves)[] values = [.. from name in _after where _goingOut.Contains(name) let leaves = LeavesOf(name) where leaves is not null select (name, leaves)];
            foreach (string? other in values.SelectMany(value => value.Leaves.Others).Prepend(null).Distinct().Take(3))
            {
                string[] inputs = [.. values.Where(value => value.Leaves.Others.All(state => state == other)).SelectMany(value => value.Leaves.Inputs).Distinct()];
                string? input = Input ?? inputs.FirstOrDefault();
                string[] of = [.. values.Where(value => value.Leaves.Others.All(state => state == other) && value.Leaves.Inputs.All(name => name == input)).Select(value => value.Name)];
                if (input is not null && of.Length > 0 && Compare(of, input, other, [.. values.Where(value => of.Contains(value.Name)).SelectMany(value => value.Leaves.Nodes).Distinct()]) is { } found)
                {
                    Other = other;
                    return found;
                }
            }

            return null;
        }

        /// <summary>The nodes that a value follows from, and that follow from the state.</summary>
        public IEnumerable<NodeProto> NodesOf(string value) => LeavesOf(value)!.Nodes.Where(node => node.Output.Any(_after.Contains));

        private ComputedCell? Compare(string[] names, string input, string? other, List<NodeProto> nodes)
        {
            Constant? kernel = Kernel;
            if (kernel is null)
            {
                NodeProto? product = nodes.FirstOrDefault(node => node.OpType is "MatMul" or "Gemm" && node.Input[0] == input);
                kernel = product is null ? null : MatrixOf(product);
            }

            int units = _walk.StateFromOutside(_hidden)!.Length;
            if (kernel is null || Recurrent is null || kernel.Shape[1] != Recurrent.Shape[1] || Recurrent.Shape[0] != units || (other is not null && _walk.StateFromOutside(other)!.Length != units))
            {
                return null;
            }

            GraphProto part = new();
            part.Node.AddRange(nodes);
            ComputedBody body = new(part, _walk.ConstantOf, tensor => OnnxTensors.Read(tensor, _walk._context));
            int[] shapeOfInput = ShapeOf(_walk._values[input]);
            int[] shapeOfState = ShapeOf(_walk._values[_hidden]);
            Given.Clear();
            List<ComputedCell.Step> steps = [];
            foreach ((double scale, int seed) in Enumerable.Repeat(SizesOfSteps, StepsOfSize).SelectMany(sizes => sizes).Select((scale, seed) => (scale, seed)))
            {
                ComputedCell.Step step = ComputedCell.Step.Random(kernel.Shape[0], units, other is not null, scale, seed);
                Dictionary<string, Constant> given = new() { [input] = new(shapeOfInput, step.X, false) };
                foreach (string state in nodes.SelectMany(node => node.Input).Where(name => _walk.StateFromOutside(name) is not null))
                {
                    given[state] = new(ShapeOf(_walk._values[state]), IsHidden(state) ? step.H : step.C!, false);
                }

                if (steps.Count == 0)
                {
                    Given.AddRange(names.Select(name => (name, Computed(body, name, given))).Where(value => value.Item2?.Items.Length == units && value.Item2.Rank == shapeOfState.Length).Select(value => (value.name, value.Item2!.Shape)));
                }

                steps.Add(step with { Values = [.. Given.Select(value => Computed(body, value.Name, given)!.Items)] });
            }

            ComputedCell? found = Given.Count == 0 ? null : ComputedCell.Find(steps, kernel, Recurrent, [.. nodes.SelectMany(node => node.Input).Distinct().Select(_walk.ConstantOf).OfType<Constant>()]);
            if (found is not null)
            {
                (Input, Kernel, NodesBefore) = (input, kernel, nodes);
            }

            return found;
        }

        /// <summary>A value; null where it takes an operator that no cell has.</summary>
        private static Constant? Computed(ComputedBody body, string name, Dictionary<string, Constant> given)
        {
            try
            {
                return body.Compute(name, given);
            }
            catch (UnsupportedNodeException)
            {
                return null;
            }
        }

        private bool IsHidden(string name) => name == _hidden || (_walk.StateFromOutside(name) is { } items && items.SequenceEqual(_walk.StateFromOutside(_hidden)!));

        private Constant? MatrixOf(NodeProto product)
        {
            OnnxNode node = new(product);
            return _walk.ConstantOf(product.Input[1]) is not { Rank: 2 } matrix || node.Integer("transA", 0) != 0 || node.Number("alpha", 1) != 1 ? null
                : node.Integer("transB", 0) == 0 ? matrix : matrix.Transpose([1, 0]) is var turned ? new(turned.Shape, turned.Items, false) : null;
        }

        private static Constant Rows(Constant matrix, int start, int count) => matrix.Slice(0, start, count, 1) is var rows ? new(rows.Shape, rows.Items, false) : matrix;

        /// <summary>What a value follows from: inputs and other states, and the nodes between; null where that is more than a step.</summary>
        private Leaves? LeavesOf(string value)
        {
            Leaves leaves = new([], [], []);
            HashSet<string> seen = [];
            Stack<string> open = new([value]);
            while (open.TryPop(out string? name))
            {
                if (name.Length == 0 || !seen.Add(name) || _walk.ConstantOf(name) is not null || IsHidden(name))
                {
                    continue;
                }

                if (_walk.StateFromOutside(name) is { } state)
                {
                    leaves.Others.Add(leaves.Others.FirstOrDefault(other => _walk.StateFromOutside(other)!.SequenceEqual(state)) ?? name);
                }
                else if (name == Input)
                {
                    leaves.Inputs.Add(name);
                }
                else if (_makers.TryGetValue(name, out NodeProto? node) && leaves.Nodes.Count < MostOfStep && (_after.Contains(name) || OperatorsOfProducts.Contains(node.OpType)))
                {
                    leaves.Nodes.Add(node);
                    node.Input.ToList().ForEach(open.Push);
                }
                else if (node is { OpType: "MatMul" or "Gemm" } && _joined is null && MatrixOf(node) is not null && _walk.IsOfLayer(node.Input[0]))
                {
                    leaves.Nodes.Add(node);
                    leaves.Inputs.Add(node.Input[0]);
                    node.Input.Skip(1).ToList().ForEach(open.Push);
                }
                else
                {
                    return null;
                }
            }

            return leaves;
        }
    }

    /// <summary>What a value follows from.</summary>
    private sealed record Leaves(HashSet<string> Inputs, HashSet<string> Others, HashSet<NodeProto> Nodes);
}
