// Equations that exporters write out node by node.
//
//     normalisation  (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon)
//     an LSTM's step split(x.W + h.U + b) -> i, f, g, o in any order;  c' = s(f) c + s(i) a(g);  h' = s(o) a(c')

using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>Parts of larger equations.</summary>
internal sealed partial class OnnxWalk
{
    /// <summary>The outputs of a node that is a part of an equation; null where it is none.</summary>
    private OnnxValue?[]? ReadParts(OnnxNode node, OnnxValue?[] inputs)
    {
        OnnxValue? a = inputs.ElementAtOrDefault(0);
        OnnxValue? b = inputs.ElementAtOrDefault(1);
        Part? p = (a as PartValue)?.Part;
        Part? q = (b as PartValue)?.Part;
        OnnxValue? value = node.Op switch
        {
            "ReduceMean" when a is DataValue x && IsMeanOfChannels(node, x.Axes.Length, Array.FindIndex(x.Axes, axis => axis.Kind == AxisKind.Channel)) => new PartValue(new MeanPart(x), OneChannel(x)),
            "ReduceMean" when p is SquaredPart squared && IsMeanOfChannels(node, squared.Of.Axes.Length, Array.FindIndex(squared.Of.Axes, axis => axis.Kind == AxisKind.Channel)) => new PartValue(new VariancePart(squared.Of, 0), OneChannel(squared.Of)),
            "Sub" when a is DataValue x && q is MeanPart mean && x == mean.Of => new PartValue(new CentredPart(x), x.Shape),
            "Mul" when p is CentredPart centred && Equals(p, q) => new PartValue(new SquaredPart(centred.Of), centred.Of.Shape),
            "Pow" when p is CentredPart centred && Known(node, 1) is { Items: [2.0] } => new PartValue(new SquaredPart(centred.Of), centred.Of.Shape),
            "Add" when p is VariancePart variance && Known(node, 1) is { Items: [var epsilon] } => new PartValue(variance with { Epsilon = epsilon }, OneChannel(variance.Of)),
            "Sqrt" when p is VariancePart variance => new PartValue(new DeviationPart(variance.Of, variance.Epsilon), OneChannel(variance.Of)),
            "Div" when p is CentredPart centred && q is DeviationPart deviation && centred.Of == deviation.Of => Normalization(node, centred.Of, deviation.Epsilon),
            "MatMul" when a is StateValue hidden && Known(node, 1) is { Rank: 2 } kernel && kernel.Shape[0] == hidden.Block.Items.Length && IsState(hidden) => new PartValue(new SumsPart(null, null, hidden.Block.Items, kernel, null), [.. hidden.Block.Shape[..^1], kernel.Shape[1]]),
            "Add" when p is SumsPart sums => Sums(sums, b, inputs, 1, node),
            "Add" when q is SumsPart sums => Sums(sums, a, inputs, 0, node),
            "Sigmoid" when p is GatePart { Activation: null } gate => new PartValue(gate with { Activation = "sigmoid" }, ShapeOf(a!)),
            "Tanh" when p is GatePart { Activation: null } gate => new PartValue(gate with { Activation = "tanh" }, ShapeOf(a!)),
            "HardSigmoid" when p is GatePart { Activation: null } gate => new PartValue(gate with { Activation = HardSigmoid(node.Number("alpha", 0.2), node.Number("beta", 0.5)) }, ShapeOf(a!)),
            "Mul" when p is GatePart forget && b is StateValue cell => new PartValue(new KeptPart(forget, cell.Block.Items), ShapeOf(a!)),
            "Mul" when q is GatePart forget && a is StateValue cell => new PartValue(new KeptPart(forget, cell.Block.Items), ShapeOf(b!)),
            "Mul" when p is GatePart one && q is GatePart other => new PartValue(new AddedPart(one, other), ShapeOf(a!)),
            "Add" when p is KeptPart kept && q is AddedPart added => Cell(node, kept, added, ShapeOf(a!)),
            "Add" when p is AddedPart added && q is KeptPart kept => Cell(node, kept, added, ShapeOf(a!)),
            "Tanh" when a is StateValue cell && _cells.TryGetValue(cell.Block.Items[0].Layer ?? _noLayer, out CellPart? found) && cell.Block.Items[0].State == "c" => new PartValue(found with { IsActivated = true }, cell.Block.Shape),
            "Mul" when p is GatePart output && q is CellPart cell => Hidden(node, output, cell, ShapeOf(a!)),
            "Mul" when q is GatePart output && p is CellPart cell => Hidden(node, output, cell, ShapeOf(a!)),
            _ => null,
        };
        if (node.Op == "Split" && p is SumsPart { Input: not null } whole)
        {
            int axis = Movement.AxisOf(node.Integer("axis", 0), ShapeOf(a!).Length);
            int[] parts = Movement.Parts(node, ShapeOf(a!)[axis], index => Known(node, index));
            return axis == ShapeOf(a!).Length - 1 && parts.Length == 4 && parts.Distinct().Count() == 1
                ? [.. parts.Select((units, gate) => new PartValue(new GatePart(whole, gate, null), [.. ShapeOf(a!)[..^1], units]))]
                : throw new UnsupportedNodeException("splits the sums of a cell into something else than four gates");
        }

        if (value is null && (p ?? q) is { } lost)
        {
            throw new UnsupportedNodeException($"continues an equation ({Describe(lost)}) in a way that is not recognised");
        }

        return value is null ? null : [value];
    }

    private readonly Dictionary<Layer, CellPart> _cells = [];
    private readonly Layer _noLayer = new("", "");
    private readonly Dictionary<CellPart, Layer> _layerOfCell = [];

    private static string Describe(Part part) => part is MeanPart or CentredPart or SquaredPart or VariancePart or DeviationPart
        ? "a part of a normalisation over the channels"
        : "a part of a recurrent cell written out node by node, of which an LSTM's is recognised";

    private bool IsState(StateValue value) => value.Block.Items.All(item => item.Source is not null) || value.Block.Items.All(item => item.Layer is null);

    private bool IsMeanOfChannels(OnnxNode node, int rank, int channel)
    {
        long[]? axes = node.Integers("axes") ?? (Known(node, 1) is { } given ? [.. given.Items.Select(item => (long)item)] : null);
        return axes is [var axis] && Movement.AxisOf(axis, rank) == channel && node.Integer("keepdims", 1) == 1;
    }

    private static int[] OneChannel(DataValue value) => [.. value.Axes.Select(axis => axis.Kind == AxisKind.Channel ? 1 : axis.Extent)];

    private DataValue Normalization(OnnxNode node, DataValue x, double epsilon)
    {
        x = Settle(x);
        _evidence.Along(x.Axes.First(axis => axis.Kind == AxisKind.Channel));
        Layer layer = new Layer("layer_normalization", node.Text).Named(node.Name).With("epsilon", epsilon).Take(x.Layer);
        Open(new OpenLayer(layer, open => open.Layer.Unless(true, "center", open.Beta is not null).Unless(true, "scale", open.Gamma is not null)
            .Weight("gamma", open.Gamma is null ? null : WeightTensor.Vector(open.Gamma)).Weight("beta", open.Beta is null ? null : WeightTensor.Vector(open.Beta)))
        { IsNormalization = true, TakesBias = false });
        return x with { Layer = layer };
    }

    /// <summary>Adds x.W, or the bias.</summary>
    private PartValue Sums(SumsPart sums, OnnxValue? other, OnnxValue?[] inputs, int index, OnnxNode node)
    {
        int columns = sums.Recurrent.Shape[1];
        if (other is ConstantValue { Block: { Items: var bias } } && bias.Length == columns)
        {
            return new(sums with { Bias = sums.Bias is null ? bias : [.. sums.Bias.Zip(bias, (a, b) => a + b)] }, [1, columns]);
        }

        if (sums.Input is null && other is DataValue product && _open.TryGetValue(product.Layer, out OpenLayer? open) && product.Layer.Word == "dense" && open.Activation == "linear" && IsOnlyUse(node, index) && product.Channels == columns)
        {
            // The product was taken for a dense layer; it is the cell's.
            _open.Remove(product.Layer);
            WeightTensor kernel = product.Layer.Weights["kernel"];
            double[]? ofProduct = open.Bias is null ? null : [.. open.Bias.Select(value => (double)value)];
            return new(sums with
            {
                Input = new DataValue(product.Layer.Inputs[0], product.Axes),
                Kernel = new(kernel.Shape, [.. kernel.Values.Select(value => (double)value)], false),
                Bias = ofProduct is null ? sums.Bias : sums.Bias is null ? ofProduct : [.. sums.Bias.Zip(ofProduct, (a, b) => a + b)],
            }, [1, columns]);
        }

        throw new UnsupportedNodeException("adds something else than the product of the input, or a bias, to the sums of a cell");
    }

    /// <summary>c' = s(f) c + s(i) a(g): the layer is made as soon as its cell is known.</summary>
    private StateValue Cell(OnnxNode node, KeptPart kept, AddedPart added, int[] shape)
    {
        SumsPart sums = kept.Forget.Sums;
        (GatePart input, GatePart candidate) = added.Input.Activation == kept.Forget.Activation && added.Candidate.Activation != kept.Forget.Activation ? (added.Input, added.Candidate) : (added.Candidate, added.Input);
        if (!_meaning.IsStep || input.Sums != sums || candidate.Sums != sums || sums.Kernel is null || sums.Bias is null || input.Activation != kept.Forget.Activation || input.Activation is null || candidate.Activation is null)
        {
            throw new UnsupportedNodeException("is the cell of something else than an LSTM");
        }

        int units = sums.Recurrent.Shape[0];
        int output = 6 - input.Gate - kept.Forget.Gate - candidate.Gate;
        int[] order = [input.Gate, kept.Forget.Gate, candidate.Gate, output];
        if (sums.Recurrent.Shape[1] != 4 * units || !order.Order().SequenceEqual([0, 1, 2, 3]))
        {
            throw new UnsupportedNodeException("takes the gates of a cell in a way that no LSTM does");
        }

        Layer layer = new Layer("lstm", $"{node.Text}, an LSTM written out node by node,").Named(node.Name).With(null, units);
        if (candidate.Activation != "tanh")
        {
            layer.With("activation", candidate.Activation);
        }

        if (input.Activation != "sigmoid")
        {
            layer.With("recurrent_activation", input.Activation);
        }

        layer.Take(sums.Input!.Layer)
            .Weight("kernel", Tensor(sums.Kernel).ReorderColumns(order)).Weight("recurrent_kernel", Tensor(sums.Recurrent).ReorderColumns(order))
            .Weight("bias", new WeightTensor([4 * units], [.. sums.Bias.Select(value => (float)value)]).ReorderColumns(order));
        _recurrent.Add(layer);
        Expect(layer, 0, null);
        StartFrom(layer, "h", units, new StateValue(new([units], sums.Hidden)), "initial_state_0");
        StartFrom(layer, "c", units, new StateValue(new([units], kept.Cell)), "initial_state_1");
        CellPart cell = new(kept, added, false);
        _cells.Add(layer, cell);
        _layerOfCell.Add(cell, layer);
        return new(FinalState(layer, "c", units, shape));
    }

    /// <summary>h' = s(o) a(c').</summary>
    private StateValue Hidden(OnnxNode node, GatePart output, CellPart cell, int[] shape)
    {
        Layer layer = _layerOfCell[cell with { IsActivated = false }];
        int gate = 6 - cell.Kept.Forget.Gate - cell.Added.Input.Gate - cell.Added.Candidate.Gate;
        string candidate = layer.Options.FirstOrDefault(option => option.Name == "activation").Value ?? "tanh";
        return cell.IsActivated && output.Sums == cell.Kept.Forget.Sums && output.Gate == gate && output.Activation == cell.Kept.Forget.Activation && candidate == "tanh"
            ? new(FinalState(layer, "h", layer.Weights["recurrent_kernel"].Shape[0], shape))
            : throw new UnsupportedNodeException("gives the output of a cell in a way that no LSTM does");
    }
}
