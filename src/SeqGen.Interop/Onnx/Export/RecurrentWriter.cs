using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>
/// Recurrent layers. Cells that the operators LSTM, GRU and RNN compute are written as these; a mask, zoneout, normalisation, projection,
/// a minimal GRU and further activations are a <c>Scan</c>, whose body is the cell's equations.
/// </summary>
internal static class RecurrentWriter
{
    private static readonly string[] Forward = [""];
    private static readonly string[] BothWays = ["forward/", "backward/"];

    /// <summary>Keras' blocks i, f, c, o in the operator's order i, o, f, c.</summary>
    private static readonly int[] LstmOrder = [0, 3, 1, 2];

    /// <summary>Keras' peepholes i, f, o in the operator's order i, o, f.</summary>
    private static readonly int[] PeepholeOrder = [0, 2, 1];

    /// <summary>A layer of one direction.</summary>
    public static ExportValue Write(ExportLayer layer)
    {
        ExportCell cell = new(layer);
        bool isBackward = layer.Flag("go_backwards", false);
        if (cell.Operator is { } op)
        {
            (string sequence, string[] last) = RunOperator(cell, op, Forward, isBackward ? "reverse" : "forward");
            foreach ((string state, int units) in last.Zip(cell.StateUnits))
            {
                AddState(cell, layer.Graph.Squeeze(state, 0), units);
            }

            string y = cell.ReturnsSequences ? layer.Graph.Transpose(layer.Graph.Squeeze(sequence, 1), 1, 0, 2) : layer.Graph.Squeeze(last[0], 0);
            return Output(cell, cell.ReturnsSequences && isBackward ? layer.Graph.ReverseSteps(y) : y, cell.OutputSize);
        }

        (string steps, string[] finals) = cell.Scan("", isBackward, inTimeOrder: false, layer.InitialStates);
        AddStates(cell, finals);
        return Output(cell, cell.ReturnsSequences ? steps : finals[0], cell.OutputSize);
    }

    /// <summary>A layer of two directions.</summary>
    public static ExportValue WriteBidirectional(ExportLayer layer)
    {
        ExportCell cell = new(layer.Inner(layer.Options.GetProperty("layer").GetProperty("class_name").GetString()!, layer.Options.GetProperty("layer").GetProperty("config")));
        string mode = layer.Word("merge_mode");
        GraphWriter g = layer.Graph;
        int size = mode == "concat" ? 2 * cell.OutputSize : cell.OutputSize;
        if (cell.Operator is { } op)
        {
            (string sequence, string[] last) = RunOperator(cell, op, BothWays, "bidirectional");
            for (int direction = 0; cell.ReturnsStates && direction < 2; direction++)
            {
                foreach ((string state, int units) in last.Zip(cell.StateUnits))
                {
                    AddState(cell, g.Node("Gather", [state, g.Integer(direction)], ("axis", 0)), units);
                }
            }

            string y = (mode, cell.ReturnsSequences) switch
            {
                ("concat", true) => g.Reshape(g.Transpose(sequence, 2, 0, 1, 3), 0, 0, size),
                ("concat", false) => g.Reshape(g.Transpose(last[0], 1, 0, 2), 0, size),
                (_, true) => g.Transpose(Reduce(layer, mode, sequence, 1), 1, 0, 2),
                _ => Reduce(layer, mode, last[0], 0),
            };
            return Output(cell, y, size);
        }

        string[] outputs = new string[2];
        for (int direction = 0; direction < 2; direction++)
        {
            int states = cell.StateUnits.Length;
            string[] starts = [.. layer.InitialStates.Skip(direction * states).Take(states)];
            (string steps, string[] finals) = cell.Scan(BothWays[direction], direction == 1, inTimeOrder: true, starts);
            AddStates(cell, finals);
            outputs[direction] = !cell.ReturnsSequences ? finals[0] : layer.Input.Mask is { } mask ? g.Where(g.Unsqueeze(mask, 2), steps, g.Number(0)) : steps;
        }

        string merged = mode switch
        {
            "concat" => g.Node("Concat", outputs, ("axis", -1)),
            "sum" => g.Add(outputs[0], outputs[1]),
            "mul" => g.Multiply(outputs[0], outputs[1]),
            "ave" => g.Node("Mean", outputs),
            _ => throw layer.Refuse($"the merge_mode '{mode}' is not known"),
        };
        return Output(cell, merged, size);
    }

    private static ExportValue Output(ExportCell cell, string name, int size) => !cell.ReturnsSequences ? new(name, 0, size)
        : new(name, cell.Layer.Input.Steps, size) { Mask = cell.Layer.Flag("propagate_mask", true) ? cell.Layer.Input.Mask : null };

    private static void AddStates(ExportCell cell, string[] finals)
    {
        foreach ((string state, int units) in finals.Zip(cell.StateUnits))
        {
            AddState(cell, state, units);
        }
    }

    private static void AddState(ExportCell cell, string state, int units) => cell.Layer.FinalStates.Add(new(state, 0, units));

    private static string Reduce(ExportLayer layer, string mode, string x, int axis) => mode switch
    {
        "sum" => layer.Graph.Node("ReduceSum", [x, layer.Graph.Integers(axis)], ("keepdims", 0)),
        "ave" => layer.Graph.Node("ReduceMean", [x], ("axes", (int[])[axis]), ("keepdims", 0)),
        "mul" => layer.Graph.Node("ReduceProd", [x], ("axes", (int[])[axis]), ("keepdims", 0)),
        _ => throw layer.Refuse($"the merge_mode '{mode}' is not known"),
    };

    /// <summary>Writes the operator; it has the steps as its first axis, then the batch.</summary>
    /// <returns>All steps, [steps, directions, batch, units], and the last of each state, [directions, batch, units].</returns>
    private static (string Sequence, string[] Last) RunOperator(ExportCell cell, CellOperator op, string[] prefixes, string direction)
    {
        ExportLayer layer = cell.Layer;
        GraphWriter g = layer.Graph;
        WeightTensor Gates(WeightTensor weight) => cell.IsLstm ? weight.ReorderColumns(LstmOrder) : weight;
        WeightTensor Bias(string prefix)
        {
            if (!layer.Has(prefix + "bias"))
            {
                return new([2 * cell.Columns], new float[2 * cell.Columns]);
            }

            WeightTensor bias = Gates(layer.Weight(prefix + "bias"));
            return bias.Rank == 2 ? bias.Reshape(2 * cell.Columns) : new([2 * cell.Columns], [.. bias.Values, .. new float[cell.Columns]]);
        }

        string All(string name, Func<string, WeightTensor> ofDirection) => g.Weights(name, WeightTensor.Stack([.. prefixes.Select(ofDirection)]));
        string[] starts = [.. Enumerable.Range(0, cell.StateUnits.Length).Select(state => InitialState(cell, prefixes, state))];
        string[] inputs =
        [
            g.Transpose(layer.Input.Name, 1, 0, 2),
            All("W", prefix => Gates(layer.Weight(prefix + "kernel")).Transpose()),
            All("R", prefix => Gates(layer.Weight(prefix + "recurrent_kernel")).Transpose()),
            All("B", Bias),
            "",
            .. starts,
            .. cell.HasPeepholes ? [All("P", prefix => Peepholes(layer.Weight(prefix + "peephole")))] : Array.Empty<string>(),
        ];
        List<(string, object)> attributes = [("hidden_size", cell.Units), ("direction", direction), .. op.Attributes(prefixes.Length)];
        string[] outputs = g.Nodes(op.Name, inputs, 1 + cell.StateUnits.Length, [.. attributes]);
        return (outputs[0], outputs[1..]);
    }

    private static WeightTensor Peepholes(WeightTensor rows) => rows.Reshape(rows.Values.Length).ReorderColumns(PeepholeOrder);

    /// <summary>A state before the first step, [directions, batch, units]; empty where it is zero.</summary>
    private static string InitialState(ExportCell cell, string[] prefixes, int state)
    {
        GraphWriter g = cell.Layer.Graph;
        int states = cell.StateUnits.Length;
        string[] all = [.. prefixes.Select((prefix, direction) => cell.InitialState(prefix, state, cell.Layer.InitialStates.ElementAtOrDefault((direction * states) + state)))];
        return all.All(start => start.Length == 0) ? "" : all.Length == 1 ? g.Unsqueeze(all[0], 0) : g.Node("Concat", [.. all.Select(start => g.Unsqueeze(start, 0))], ("axis", 0));
    }
}
