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
            default:
                throw new UnsupportedNodeException("starts from a state that is neither an input's, nor constant; only an encoder's final states of the same size could be another one");
        }
    }

    /// <summary>True where an output gives states, which a stream keeps by itself.</summary>
    private bool IsStateOutput(string name, StateValue value, bool isOnly)
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
                // No state came in: the final states of a whole sequence.
                Log.Skipped($"{name}: final states; a stream keeps them by itself");
                return true;
            }

            if (start.Index != index || (source ??= start.Source) != start.Source)
            {
                throw new UnsupportedNodeException($"the output '{name}' gives states in another order than the input '{start.Source}' takes them");
            }
        }

        _continued.Add(source!);
        Log.Recognized($"states '{source}' -> '{name}': the stream's, which starts from zeros");
        return true;
    }

    private void RequireStatesGoOn()
    {
        if (_meaning.States.FirstOrDefault(state => !_continued.Contains(state.Name)) is { Name: { } lost })
        {
            throw new UnsupportedNodeException($"the state '{lost}' goes in, but does not come out of the layers that take it");
        }
    }

    /// <summary>Final states as values of a layer: those of all units of h, in their order.</summary>
    private DataValue ToData(StateValue value)
    {
        StateElement[] items = value.Block.Items;
        Layer layer = items.Length > 0 && items[0].Layer is { } first ? first : throw new UnsupportedNodeException("computes with a state that comes in from outside");
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

    /// <summary>The last step of a layer's output, which is that layer without return_sequences where nothing else takes all steps.</summary>
    private Layer LastStep(Layer layer, int steps)
    {
        if (!_lastSteps.TryGetValue(layer, out Layer? last))
        {
            // Where it cannot be that, the steps before it are cropped.
            Layer one = steps > 1 ? new Layer("cropping1d", layer.Origin).With(null, steps - 1).With("right", 0).Take(layer) : layer;
            _lastSteps.Add(layer, last = new Layer("flatten", layer.Origin).Take(one));
        }

        return last;
    }

    /// <summary>Says of each recurrent layer whether it gives all steps, and puts it in the place of its last step where it does not.</summary>
    private Layer Resolve(Layer output)
    {
        HashSet<Layer> reached = [];
        Reach(output, reached);
        HashSet<Layer> lasts = [.. _lastSteps.Values];
        foreach (Layer layer in reached)
        {
            bool givesLast = _lastSteps.TryGetValue(layer, out Layer? last) && reached.Contains(last);
            bool givesAll = layer == output || reached.Any(other => other != last && !(last is not null && last.Inputs[0] == other) && other.Inputs.Contains(layer));
            if (givesLast && (givesAll || !_recurrent.Contains(layer)))
            {
                if (last!.Inputs[0] == layer)
                {
                    throw new UnsupportedNodeException($"{layer.Origin} gives all its steps and its final state as a value, which SeqGen's language does not have");
                }

                lasts.Remove(last);
                givesLast = false;
            }

            if (_recurrent.Contains(layer) && !givesLast)
            {
                layer.With("return_sequences", true);
                if (layer.Options.Any(option => option.Name == "go_backwards"))
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

        return lasts.Contains(output) ? RecurrentOf(output) : output;
    }

    private Layer RecurrentOf(Layer last) => _lastSteps.First(pair => pair.Value == last).Key;

    private static void Reach(Layer output, HashSet<Layer> reached)
    {
        Stack<Layer> waiting = new([output]);
        while (waiting.TryPop(out Layer? layer))
        {
            if (reached.Add(layer))
            {
                layer.Inputs.ForEach(waiting.Push);
            }
        }
    }
}
