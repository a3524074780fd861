using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>States that go in and out become those of a stream.</summary>
internal sealed partial class OnnxWalk
{
    private readonly Dictionary<(Layer Layer, string State), StateElement[]> _initial = [];
    private readonly Dictionary<(Layer Layer, string State), int> _stateSizes = [];
    private readonly HashSet<string> _continued = [];
    private readonly HashSet<Layer> _recurrent = [];

    /// <summary>The values of a state as a block.</summary>
    private Block<StateElement> FinalState(Layer layer, string state, int size, int[] shape)
    {
        _stateSizes[(layer, state)] = size;
        return new(shape, [.. Enumerable.Range(0, size).Select(index => new StateElement(null, layer, state, index))]);
    }

    /// <summary>Remembers what a layer starts from: nothing, an input's state, or constants.</summary>
    private void StartFrom(Layer layer, string state, int size, OnnxValue? initial, string weight)
    {
        switch (initial)
        {
            case null:
                break;
            case StateValue { Block.Items: var items } when items.Length == size && items.All(item => item.Source is not null):
                _initial[(layer, state)] = items;
                if (_meaning.HasStatesOfCalls)
                {
                    RequireOrder(layer, items);
                    if (layer.Options.All(option => option.Name != "initial_state"))
                    {
                        layer.With("initial_state", "input");
                    }
                }

                break;
            case ConstantValue { Block.Items: var values } when values.Length == size:
                if (values.Any(value => value != 0))
                {
                    if (!layer.Options.Any(option => option.Name == "initial_state"))
                    {
                        layer.With("initial_state", "weights");
                    }

                    layer.Weight(weight, new([size], [.. values.Select(value => (float)value)]));
                }

                break;
            case StateValue { Block: var block } when block.Items is [{ Layer: { } from }, ..] && block.Items.Length == size
                && (IsWholeState(block, from, [state]) || IsWholeState(block, from, ["forward/" + state, "backward/" + state])):
                if (layer.StateFrom is not null && layer.StateFrom != from)
                {
                    throw new UnsupportedNodeException("starts from the states of several layers, which SeqGen's language does not have");
                }

                layer.StateFrom = from;
                _startsFromLayer[layer] = _startsFromLayer.GetValueOrDefault(layer) + 1;
                break;
            default:
                throw new UnsupportedNodeException("starts from a state that is neither an input's, nor constant, nor the whole final state of one layer");
        }
    }

    /// <summary>The steps of the input that comes step by step; 0 where there are none.</summary>
    private int _inputSteps;

    /// <summary>True where a call is a part of a signal, of which the recurrent layers see fewer steps than come in: their states go on from call to call.</summary>
    private bool _areStatesOfCalls;

    /// <summary>Marks the layers whose states go on from call to call.</summary>
    private void CarryStates()
    {
        foreach (Layer layer in _areStatesOfCalls ? _initial.Keys.Select(key => key.Layer).Distinct() : [])
        {
            layer.With("stateful", true);
        }
    }

    /// <summary>A state as another type of float, or with zeros added.</summary>
    private static StateValue? UnchangedState(OnnxNode node, OnnxValue?[] inputs) => (node.Op, inputs) switch
    {
        ("Cast", [StateValue state]) when !OnnxTensors.IsWhole((int)node.Integer("to", 1)) => state,
        ("Add", [StateValue state, ConstantValue { Block: var zeros }]) when IsNothing(zeros, state) => state,
        ("Add", [ConstantValue { Block: var zeros }, StateValue state]) when IsNothing(zeros, state) => state,
        _ => null,
    };

    private static bool IsNothing(Constant zeros, StateValue state) =>
        zeros.Items.All(item => item == 0) && ConstantFolding.Broadcast(zeros.Shape, state.Block.Shape).SequenceEqual(state.Block.Shape);

    /// <summary>A caller's state is that of an input as a whole.</summary>
    private static void RequireOrder(Layer layer, StateElement[] items)
    {
        if (items.Where((item, index) => item.Index != index || item.Source != items[0].Source).Any())
        {
            throw new UnsupportedNodeException($"takes a state for {layer.Origin} from parts of inputs");
        }
    }

    /// <summary>True for the whole state of a layer, which it then returns.</summary>
    private bool IsReturned(string name, StateValue value)
    {
        StateElement[] items = value.Block.Items;
        if (items is not [{ Layer: { } layer, State: var state }, ..] || !IsWholeState(value.Block, layer, [state]))
        {
            throw new UnsupportedNodeException($"the output '{name}' gives parts of states");
        }

        Layer returns = _directions.TryGetValue(layer, out (Layer Whole, string Prefix) direction) ? direction.Whole : layer;
        if (returns.Options.All(option => option.Name != "return_state"))
        {
            returns.With("return_state", true);
        }

        Log.Recognized($"state '{name}': that of {returns.Origin} after the last step");
        return true;
    }

    private readonly Dictionary<Layer, int> _startsFromLayer = [];
    private readonly HashSet<Layer> _turnedBack = [];

    /// <summary>A layer that starts from another one's states starts from all of them.</summary>
    private void RequireOneStart(Layer layer, int states)
    {
        if (layer.StateFrom is not null && (_startsFromLayer[layer] != states || layer.Options.Any(option => option.Name == "initial_state")))
        {
            throw new UnsupportedNodeException("starts with some of its states from another layer, and with others from elsewhere, which SeqGen's language does not have");
        }
    }

    /// <summary>True where a block is whole states of a layer, one after the other.</summary>
    private bool IsWholeState(Block<StateElement> block, Layer layer, string[] states) => states.All(state => _stateSizes.ContainsKey((layer, state)))
        && block.Items.SequenceEqual(states.SelectMany(state => Enumerable.Range(0, _stateSizes[(layer, state)]).Select(index => new StateElement(null, layer, state, index))));

    /// <summary>True where an output gives states, which a stream keeps by itself.</summary>
    private bool IsStateOutput(string name, StateValue value, bool isOnly, bool isFirst)
    {
        StateElement[] items = value.Block.Items;
        if (isOnly || items.Any(item => item.Layer is null))
        {
            return false;
        }

        // The elements lie in the output as they lay in the input whose state they continue.
        string? source = null;
        for (int index = 0; index < items.Length; index++)
        {
            StateElement item = items[index];
            StateElement? start = _initial.TryGetValue((item.Layer!, item.State), out StateElement[]? starts) ? starts[item.Index] : null;
            if (start is null)
            {
                // No state came in: the final states of a whole sequence, which are the model's output where none comes before.
                if (isFirst)
                {
                    return false;
                }

                Log.Skipped($"{name}: final states; a stream keeps them by itself");
                return true;
            }

            if (start.Index != index || (source ??= start.Source) != start.Source)
            {
                throw new UnsupportedNodeException($"the output '{name}' gives states in another order than the input '{start.Source}' takes them");
            }
        }

        _continued.Add(source!);
        Log.Recognized($"states '{source}' -> '{name}': {(_areStatesOfCalls ? "kept from call to call" : "the stream's")}, which starts from zeros");
        return true;
    }

    private void RequireStatesGoOn()
    {
        if (!_meaning.HasStatesOfCalls && _meaning.States.FirstOrDefault(state => !_continued.Contains(state.Name)) is { Name: { } lost })
        {
            throw new UnsupportedNodeException($"the state '{lost}' goes in, but does not come out of the layers that take it");
        }
    }

    /// <summary>Final states as values of a layer: those of all units of h, in their order.</summary>
    private DataValue ToData(StateValue value)
    {
        StateElement[] items = value.Block.Items;
        Layer layer = items.Length > 0 && items[0].Layer is { } first ? first : throw new UnsupportedNodeException("computes with a state that comes in from outside");
        if (items.Any(item => item.Layer != layer) && value.Block.Shape[^1] == items.Length)
        {
            return Concatenated(value.Block);
        }

        string[] states = [.. items.Select(item => item.State).Distinct()];
        StateElement[] expected = [.. states.SelectMany(state => Enumerable.Range(0, _stateSizes[(layer, state)]).Select(index => new StateElement(null, layer, state, index)))];
        bool isWhole = layer.Word == "bidirectional" ? states is ["forward/h", "backward/h"] : states is ["h"];
        if (!isWhole || !items.SequenceEqual(expected))
        {
            throw new UnsupportedNodeException("takes a part of final states, or the cell c; the whole h of a layer can be imported");
        }

        int channel = Array.FindLastIndex(value.Block.Shape, extent => extent != 1);
        if (value.Block.Shape.Count(extent => extent != 1) > 1 || (channel < 0 && value.Block.Rank == 0))
        {
            throw new UnsupportedNodeException("takes final states in a shape of several axes");
        }

        channel = channel < 0 ? value.Block.Rank - 1 : channel;
        Axis[] axes = [.. value.Block.Shape.Select((extent, axis) => axis == channel ? new Axis(AxisKind.Channel, extent) : Axis.Unit)];
        return new(_meaning.IsStep ? layer : LastStep(layer, 0), axes);
    }

    /// <summary>Final states of several layers, one after the other.</summary>
    private DataValue Concatenated(Block<StateElement> block)
    {
        List<DataValue> parts = [];
        for (int start = 0; start < block.Items.Length;)
        {
            int end = start;
            while (end < block.Items.Length && block.Items[end].Layer == block.Items[start].Layer)
            {
                end++;
            }

            parts.Add(ToData(new StateValue(new([.. block.Shape[..^1], end - start], block.Items[start..end]))));
            start = end;
        }

        Layer layer = new Layer("concatenate", $"the final states of {parts[0].Layer.Origin} and others").Take([.. parts.Select(part => part.Layer)]);
        return new(layer, [.. parts[0].Axes[..^1], new Axis(AxisKind.Channel, block.Items.Length)]);
    }

    /// <summary>The last step of a layer's output, which is that layer without return_sequences where nothing else takes all steps.</summary>
    private Layer LastStep(Layer layer, int steps)
    {
        if (!_lastSteps.TryGetValue(layer, out Layer? last))
        {
            // Where it cannot be that, the steps before it are cropped.
            Layer one = steps > 1 ? new Layer("cropping1d", layer.Origin).With(null, steps - 1).With("right", 0).Take(layer) : layer;
            _lastSteps.Add(layer, last = new Layer("flatten", layer.Origin).Take(one));
            if (steps == 1)
            {
                _onlySteps[last] = layer;
            }
        }

        return last;
    }

    /// <summary>Says of each recurrent layer whether it gives all steps, and puts it in the place of its last step where it does not.</summary>
    private Layer[] Resolve(Layer[] outputs)
    {
        HashSet<Layer> reached = [];
        Reach(outputs, reached);
        HashSet<Layer> lasts = [.. _lastSteps.Values];
        foreach (Layer layer in reached)
        {
            bool givesLast = _lastSteps.TryGetValue(layer, out Layer? last) && reached.Contains(last);
            bool givesAll = outputs.Contains(layer) || reached.Any(other => other != last && !(last is not null && last.Inputs[0] == other) && other.Inputs.Contains(layer));
            if (givesLast && (givesAll || !_recurrent.Contains(layer)))
            {
                if (last!.Inputs[0] == layer && _recurrent.Contains(layer))
                {
                    throw new UnsupportedNodeException($"{layer.Origin} gives all its steps and its final state as a value, which SeqGen's language does not have");
                }

                lasts.Remove(last);
                givesLast = false;
            }

            if (_recurrent.Contains(layer) && !givesLast && givesAll)
            {
                layer.With("return_sequences", true);
                if (layer.Options.Any(option => option.Name == "go_backwards") && !_turnedBack.Contains(layer))
                {
                    throw new UnsupportedNodeException($"{layer.Origin} gives all steps of a sequence that it reads backwards, which SeqGen's language does not have outside of a bidirectional layer");
                }
            }
        }

        foreach (Layer layer in reached)
        {
            for (int index = 0; index < layer.Inputs.Count; index++)
            {
                layer.Inputs[index] = lasts.Contains(layer.Inputs[index]) ? RecurrentOf(layer.Inputs[index]) : layer.Inputs[index];
            }
        }

        return [.. outputs.Select(output => lasts.Contains(output) ? RecurrentOf(output) : output)];
    }

    private Layer RecurrentOf(Layer last) => _lastSteps.First(pair => pair.Value == last).Key;

    private static void Reach(Layer[] outputs, HashSet<Layer> reached)
    {
        Stack<Layer> waiting = new(outputs);
        while (waiting.TryPop(out Layer? layer))
        {
            if (reached.Add(layer))
            {
                layer.Inputs.ForEach(waiting.Push);
                if (layer.StateFrom is { } source)
                {
                    waiting.Push(source);
                }
            }
        }
    }
}
