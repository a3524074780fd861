using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Patterns;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>Loops over the steps whose body is a recurrent cell.</summary>
internal sealed partial class OnnxWalk
{
    private readonly Dictionary<Layer, (Layer Whole, string Prefix)> _directions = [];
    private GraphIndex? _index;

    private GraphIndex Index => _index ??= new(_graph.Node, ConstantOf);

    private Constant? ConstantOf(string name) => (_values.GetValueOrDefault(name) as ConstantValue)?.Block;

    private OnnxValue?[] Loop(OnnxNode node, OnnxValue?[] inputs)
    {
        GraphProto body = node.Graph("body") ?? throw new UnsupportedNodeException("has no body");
        int sequences = (int)node.Integer("num_scan_inputs", 0);
        int states = inputs.Length - sequences;
        long[] inputAxes = node.Integers("scan_input_axes") ?? new long[sequences];
        long[] inputOrders = node.Integers("scan_input_directions") ?? new long[sequences];
        long[] outputAxes = node.Integers("scan_output_axes") ?? [0];
        long outputOrder = (node.Integers("scan_output_directions") ?? [0])[0];
        if (sequences is not (1 or 2) || body.Input.Count != inputs.Length || body.Output.Count != states + 1 || inputAxes.Any(axis => axis != 1) || outputAxes is not [1] || inputOrders.Distinct().Count() != 1
            || inputs[states] is not DataValue || (sequences == 2 && inputs[^1] is not MaskValue { IsNegated: false }))
        {
            throw new UnsupportedNodeException("is a loop that is no recurrent cell over the steps of a sequence");
        }

        Dictionary<string, Constant> own = body.Initializer.ToDictionary(tensor => tensor.Name, tensor => OnnxTensors.Read(tensor, _context));
        Constant? Known(string name) => own.GetValueOrDefault(name) ?? ConstantOf(name);
        List<NodeProto> nodes = [.. Normalized.Of(body.Node, Known, body.Output.Select(output => output.Name)).Select(inner => Normalized.Single(inner, Known))];
        GraphIndex index = new(nodes, Known);
        string[] before = [.. body.Input.Take(states).Select(input => input.Name)];
        string[] next = [.. body.Output.Take(states).Select((output, state) => WithoutMask(index, output.Name, before[state], sequences == 2 ? body.Input[^1].Name : null))];
        if (Through(index, body.Output[^1].Name) != body.Output[0].Name)
        {
            throw new UnsupportedNodeException("is a loop that gives something else than its first state at each step");
        }

        foreach (CellTemplate template in CellTemplate.All)
        {
            if (template.Find(index, Index, before, next, body.Input[states].Name, node.Proto.Input[states]) is { } found)
            {
                foreach (string name in found.Body.Values.Values.Concat(found.Around.Values.Values))
                {
                    _usedConstants.Add(name);
                }

                return CellOfLoop(node, inputs, template, found, Known, inputOrders[0] == 1, outputOrder == 1);
            }
        }

        throw new UnsupportedNodeException("is a loop whose equations are those of no recurrent layer");
    }

    private OnnxValue?[] CellOfLoop(OnnxNode node, OnnxValue?[] inputs, CellTemplate template, (Match Body, Match Around) found, Func<string, Constant?> constants, bool isBackward, bool isReversed)
    {
        if (isReversed && !isBackward)
        {
            throw new UnsupportedNodeException("gives the steps in another order than it reads them");
        }

        DataValue x = _values.GetValueOrDefault(found.Around.Values["x"]) switch
        {
            DataValue data => data,
            StateValue state => ToData(state),
            _ => throw new UnsupportedNodeException("has no input of values"),
        };
        AxisKind step = _meaning.IsStep ? AxisKind.Unit : AxisKind.Time;
        x = x.Axes.Select(axis => axis.Kind).SequenceEqual([AxisKind.Unit, step, AxisKind.Channel]) ? Settle(x)
            : IsExchanged(x, AxisKind.Unit, step, AxisKind.Channel) ? Permuted(node, x) : throw new UnsupportedNodeException("has an input whose axes are not batch, steps and channels");
        _evidence.Is(x.Axes);
        Layer layer = new Layer(template.Word, node.Text).Named(node.Name).Take(x.Layer);
        template.Describe(layer, found, constants);
        if (isBackward)
        {
            layer.With("go_backwards", true);
            if (!isReversed)
            {
                _turnedBack.Add(layer);
            }
        }

        _recurrent.Add(layer);
        int sequences = inputs.Length - template.StateNames.Length;
        Expect(layer, 0, sequences == 2 ? (inputs[^1] as MaskValue)?.Term : null);
        int columns = layer.Weights["kernel"].Shape[1] / (template.Word switch { "simple_rnn" => 1, "min_gru" => 2, "gru" => 3, _ => 4 });
        int output = layer.Weights.TryGetValue("projection_kernel", out WeightTensor? projection) ? projection.Shape[1] : columns;
        List<OnnxValue?> outputs = [];
        foreach ((string state, int index) in template.StateNames.Select((state, index) => (state, index)))
        {
            int units = index == 0 ? output : columns;
            StartFrom(layer, state, units, inputs[index], $"initial_state_{index}");
            outputs.Add(new StateValue(FinalState(layer, state, units, [1, units])));
        }

        RequireOneStart(layer, template.StateNames.Length);
        outputs.Add(new DataValue(layer, [.. x.Axes[..^1], new Axis(AxisKind.Channel, output)]) { IsTurned = isReversed });
        return [.. outputs];
    }

    /// <summary>The next state of a step that is real: where(real, next, before).</summary>
    private static string WithoutMask(GraphIndex index, string next, string before, string? real)
    {
        next = Through(index, next);
        return real is null ? next
            : index.Maker(next) is { Node: { OpType: "Where" } where } && where.Input[2] == before && index.Maker(where.Input[0]) is { Node: { OpType: "Unsqueeze" } wider } && wider.Input[0] == real ? where.Input[1]
            : throw new UnsupportedNodeException("is a loop that does not keep its states at masked steps");
    }

    private static string Through(GraphIndex index, string value)
    {
        // A damaged graph may go round in circles.
        const int most = 16;
        for (int count = 0; count < most && index.Maker(value) is { Node: { OpType: "Identity" } same }; count++)
        {
            value = same.Input[0];
        }

        return value;
    }

    /// <summary>Two layers over the same steps, of which the second one reads backwards, merged: a bidirectional layer.</summary>
    private DataValue? Bidirectional(OnnxNode node, OnnxValue?[] inputs)
    {
        string? mode = node.Op switch { "Concat" => "concat", "Add" => "sum", "Mul" => "mul", "Mean" => "ave", _ => null };
        if (mode is null || inputs.Length != 2 || Direction(inputs[0]) is not { } there || Direction(inputs[1]) is not { } back || there.IsLast != back.IsLast)
        {
            return null;
        }

        (Layer forward, Layer backward) = (there.Layer, back.Layer);
        IEnumerable<(string?, string)> options = backward.Options.Where(option => option.Name != "go_backwards");
        if (forward == backward || forward.Word != backward.Word || forward.Inputs[0] != backward.Inputs[0] || forward.Options.Any(option => option.Name == "go_backwards") || backward.Options.All(option => option.Name != "go_backwards")
            || !forward.Options.SequenceEqual(options) || (mode == "concat" && Movement.AxisOf(node.Integer("axis", 0), there.Axes.Length) != there.Axes.Length - 1))
        {
            return null;
        }

        MaskTerm? mask = _masks.First(expected => expected.Layer == forward).Mask;
        MaskTerm? zeros = there.IsLast ? null : mask;
        if (there.ZeroedBy?.Key != zeros?.Key || back.ZeroedBy?.Key != zeros?.Key || _masks.First(expected => expected.Layer == backward).Mask?.Key != mask?.Key)
        {
            return null;
        }

        Layer both = new Layer("bidirectional", node.Text).Named(node.Name).With(null, forward.Word).Take(forward.Inputs[0]);
        foreach ((string? name, string value) in forward.Options)
        {
            both.With(name, value);
        }

        both.Unless("concat", "merge_mode", mode);
        foreach ((Layer direction, string prefix) in new[] { (forward, "forward/"), (backward, "backward/") })
        {
            foreach ((string name, WeightTensor tensor) in direction.Weights)
            {
                both.Weight(prefix + name, tensor);
            }

            _directions.Add(direction, (both, prefix));
            foreach (((Layer layer, string state), int size) in _stateSizes.Where(size => size.Key.Layer == direction).ToArray())
            {
                _stateSizes[(both, prefix + state)] = size;
            }
        }

        _recurrent.Add(both);
        Expect(both, 0, mask);
        int units = _stateSizes[(forward, "h")];
        Axis channel = new(AxisKind.Channel, mode == "concat" ? 2 * units : units);
        return new(there.IsLast ? LastStep(both, 0) : both, [.. there.Axes[..^1], channel]);
    }

    private (Layer Layer, bool IsLast, MaskTerm? ZeroedBy, Axis[] Axes)? Direction(OnnxValue? value) => value switch
    {
        DataValue { Layer: var layer } data when _recurrent.Contains(layer) && layer.Word != "bidirectional" => (layer, false, data.ZeroedBy, data.Axes),
        StateValue { Block: { Items: [{ Layer: { Word: not "bidirectional" } layer }, ..] } block } when IsWholeState(block, layer, ["h"]) => (layer, true, null, [.. block.Shape.Select(extent => extent == 1 ? Axis.Unit : new Axis(AxisKind.Channel, extent))]),
        _ => null,
    };
}
