using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>Loops that count the steps themselves (<c>Loop</c>), as tf2onnx writes a recurrent layer of Keras 3: the step is taken out of a sequence around the loop by its number.</summary>
internal sealed partial class OnnxWalk
{
    /// <summary>Sizes of states and inputs at which a cell is compared: such that nothing, and such that everything reaches the limits of its functions.</summary>
    private static readonly double[] SizesOfSteps = [0.05, 0.5, 1, 4, 40];

    /// <summary>Steps of each size: so many that also a cell of one unit shows what its functions do on both sides of zero.</summary>
    private const int StepsOfSize = 8;

    private OnnxValue?[] WhileLoop(OnnxNode node, OnnxValue?[] inputs)
    {
        GraphProto proto = node.Graph("body") ?? throw new UnsupportedNodeException("has no body");
        ComputedBody body = new(proto, ConstantOf, tensor => OnnxTensors.Read(tensor, _context));
        int carried = inputs.Length - 2;
        if (Known(node, 0) is not { Items: [var trips] } || (inputs[1] is not null && Known(node, 1) is not { Items: [not 0] }) || proto.Input.Count != carried + 2 || proto.Output.Count - 1 - carried is not (0 or 1))
        {
            throw new UnsupportedNodeException("is a loop whose number of steps is not known, or that gives several sequences; a recurrent cell over the steps of a sequence can be imported");
        }

        string[] before = [.. proto.Input.Skip(2).Select(input => input.Name)];
        string[] after = [.. proto.Output.Skip(1).Take(carried).Select(output => output.Name)];
        Dictionary<string, Constant> same = [];
        for (int index = 0; index < carried; index++)
        {
            if (PassedOn(body, after[index]) == before[index] && inputs[index + 2] is ConstantValue { Block: var constant })
            {
                same.Add(before[index], constant);
            }
        }

        int counter = RequireCounter(inputs, body, proto, before, after, (int)trips);
        int[] states = [.. Enumerable.Range(0, carried).Where(index => index != counter && !same.ContainsKey(before[index]))];
        NodeProto[] steps = [.. body.Nodes.Where(inner => inner.OpType == "Gather" && PassedOn(body, inner.Input[1]) == before[counter] && body.Maker(inner.Input[0]) is null)];
        if (steps is not [var step] || new OnnxNode(step).Integer("axis", 0) != 0 || states.Length is not (1 or 2) || states.Any(index => inputs[index + 2] is not (ConstantValue or StateValue)))
        {
            throw new UnsupportedNodeException("is a loop that is no recurrent cell over the steps of a sequence");
        }

        DataValue x = _values.GetValueOrDefault(step.Input[0]) switch
        {
            DataValue data when data.Axes.Select(axis => axis.Kind).SequenceEqual([AxisKind.Time, AxisKind.Unit, AxisKind.Channel]) && data.Steps == (int)trips => Settle(data),
            _ => throw new UnsupportedNodeException("is a loop over something else than all steps of a sequence [steps, batch, channels]"),
        };

        _evidence.Is(x.Axes);

        // The state that is multiplied by a matrix is h; the other one of an LSTM is c.
        NodeProto[] products = [.. body.Nodes.Where(inner => inner.OpType is "MatMul")];
        int hidden = states.FirstOrDefault(index => products.Any(product => PassedOn(body, product.Input[0]) == before[index]), states[0]);
        Constant? MatrixOf(string value) => products.FirstOrDefault(product => PassedOn(body, product.Input[0]) == value) is { } product ? body.Compute(product.Input[1], new(same)) : null;
        Constant kernel = MatrixOf(step.Output[0]) ?? throw new UnsupportedNodeException("is a loop whose input is multiplied by no constant matrix");
        int units = SizeOf(inputs[hidden + 2]!);
        Constant? recurrent = same.Values.Concat(OutsideOf(body)).Append(MatrixOf(before[hidden])).OfType<Constant>()
            .FirstOrDefault(constant => constant is { Rank: 2 } && !ReferenceEquals(constant, kernel) && constant.Shape[0] == units && constant.Shape[1] == kernel.Shape[^1]);
        if (kernel.Rank != 2 || recurrent is null || states.Any(index => SizeOf(inputs[index + 2]!) != units))
        {
            throw new UnsupportedNodeException("is a loop whose states and matrices are those of no LSTM, GRU or SimpleRNN");
        }

        int? cell = states.Length == 2 ? states.First(index => index != hidden) : null;
        ComputedCell.Step[] computed = [.. Enumerable.Repeat(SizesOfSteps, StepsOfSize).SelectMany(sizes => sizes).Select((size, seed) => Compute(body, same, step.Output[0], (before, after), hidden, cell, kernel.Shape[0], units, size, seed))];
        if (proto.Output.Count > carried + 1 && !computed.Select(one => Given(same, step.Output[0], before, hidden, cell, one)).All(given => body.Compute(proto.Output[^1].Name, given)!.Items.SequenceEqual(body.Compute(after[hidden], given)!.Items)))
        {
            throw new UnsupportedNodeException("is a loop that gives something else than its output at each step");
        }

        ComputedCell found = ComputedCell.Find(computed, kernel, recurrent, same.Values.Concat(OutsideOf(body))) is { Hidden: 0, Cell: -1 or 1 } cellOfLoop ? cellOfLoop
            : throw new UnsupportedNodeException("is a loop whose equations are those of no LSTM, GRU or SimpleRNN");
        Layer layer = LayerOf(found, node, x, kernel, recurrent);
        OnnxValue?[] outputs = new OnnxValue?[node.Proto.Output.Count];
        foreach ((int index, string state, int number) in new[] { (hidden, "h", 0), (cell ?? -1, "c", 1) }.Where(state => state.Item1 >= 0))
        {
            StartFrom(layer, state, units, inputs[index + 2], $"initial_state_{number}");
            StateValue final = new(FinalState(layer, state, units, [1, units]));
            outputs[index] = final;
        }

        RequireOneStart(layer, states.Length);
        foreach ((int index, string name) in before.Select((name, index) => (index, name)).Where(value => same.ContainsKey(value.name)))
        {
            outputs[index] = new ConstantValue(same[name]);
        }

        outputs[counter] = new ConstantValue(new([], [trips], true));
        if (proto.Output.Count > carried + 1)
        {
            outputs[^1] = new DataValue(layer, [x.Axes[0], x.Axes[1], new Axis(AxisKind.Channel, units)]);
        }

        foreach (string name in proto.Node.SelectMany(inner => inner.Input))
        {
            _usedConstants.Add(name);
        }

        return outputs;
    }

    /// <summary>The value that counts steps from 0, which the condition lets reach the last one.</summary>
    private static int RequireCounter(OnnxValue?[] inputs, ComputedBody body, GraphProto proto, string[] before, string[] after, int trips)
    {
        const int most = 100_000;
        Constant Number(int value) => new([], [value], true);
        int counter = Array.FindIndex(inputs, 2, input => input is ConstantValue { Block: { IsWhole: true, Items: [0] } }) - 2;
        for (int step = 0; counter >= 0 && step < trips && trips <= most; step++)
        {
            Dictionary<string, Constant> given = new() { [proto.Input[0].Name] = Number(step), [proto.Input[1].Name] = Number(1), [before[counter]] = Number(step) };
            bool goesOn = body.Compute(proto.Output[0].Name, given) is { Items: [not 0] };
            if (body.Compute(after[counter], given) is not { Items: [var next] } || next != step + 1 || (!goesOn && step < trips - 1))
            {
                counter = -1;
            }
        }

        return counter >= 0 && trips <= most ? counter : throw new UnsupportedNodeException("is a loop that does not count its steps one by one to a number that is known");
    }

    private static string PassedOn(ComputedBody body, string value)
    {
        const int most = 16;
        for (int count = 0; count < most && body.Maker(value) is { OpType: "Identity" or "Cast" } same; count++)
        {
            value = same.Input[0];
        }

        return value;
    }

    private static int SizeOf(OnnxValue value) => value switch { ConstantValue { Block.Items.Length: var length } => length, StateValue { Block.Items.Length: var length } => length, _ => 0 };

    /// <summary>The constants of the graph that a body takes.</summary>
    private IEnumerable<Constant> OutsideOf(ComputedBody body) => body.Nodes.SelectMany(inner => inner.Input).Distinct().Where(name => body.Maker(name) is null).Select(name => body.Compute(name, [])).OfType<Constant>();

    private static ComputedCell.Step Compute(ComputedBody body, Dictionary<string, Constant> same, string x, (string[] Before, string[] After) names, int hidden, int? cell, int size, int units, double scale, int seed)
    {
        ComputedCell.Step step = ComputedCell.Step.Random(size, units, cell is not null, scale, seed);
        Dictionary<string, Constant> given = Given(same, x, names.Before, hidden, cell, step);
        Constant? h = body.Compute(names.After[hidden], given);
        Constant? c = cell is { } index ? body.Compute(names.After[index], given) : null;
        return h?.Items.Length == units && (cell is null || c?.Items.Length == units) ? step with { Values = c is null ? [h.Items] : [h.Items, c.Items] } : throw new UnsupportedNodeException("is a loop whose states follow from something else than the step and the states before");
    }

    private static Dictionary<string, Constant> Given(Dictionary<string, Constant> same, string x, string[] before, int hidden, int? cell, ComputedCell.Step step)
    {
        Dictionary<string, Constant> given = new(same) { [x] = new([1, step.X.Length], step.X, false), [before[hidden]] = new([1, step.H.Length], step.H, false) };
        if (cell is { } index)
        {
            given[before[index]] = new([1, step.C!.Length], step.C, false);
        }

        return given;
    }
}
