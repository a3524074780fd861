using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>The cell of a recurrent layer, by its class, options and weights.</summary>
/// <param name="layer">The layer; of a bidirectional one the layer of one direction.</param>
internal sealed class ExportCell(ExportLayer layer)
{
    public ExportLayer Layer { get; } = layer;

    public int Units { get; } = layer.Integer("units");

    public bool IsLstm => Layer.ClassName is "LSTM" or "PeepholeLSTM" or "ProjectedLSTM";

    public bool HasPeepholes => Layer.ClassName == "PeepholeLSTM";

    public bool ReturnsSequences => Layer.Flag("return_sequences", false);

    public bool ReturnsStates => Layer.Flag("return_state", false) || Layer.Flag("stateful", false);

    /// <summary>Values of the output.</summary>
    public int OutputSize => Layer.ClassName == "ProjectedLSTM" ? Layer.Integer("projection_size") : Units;

    /// <summary>The values of each state.</summary>
    public int[] StateUnits => IsLstm ? [OutputSize, Units] : [OutputSize];

    /// <summary>Columns of the kernels: blocks of as many as there are units.</summary>
    public int Columns => Units * Gates;

    private int Gates => Layer.ClassName switch
    {
        "SimpleRNN" => 1,
        "MinGRU" => 2,
        "GRU" => 3,
        _ => 4,
    };

    private bool IsNormalized => Layer.Flag("layer_normalization", false);

    private bool IsResetAfter => Layer.Flag("reset_after", true);

    private float Zoneout(int state) => Layer.Number(state == 0 ? "zoneout_output" : "zoneout_cell", 0);

    private float CellClip => Layer.Number("cell_clip", 0);

    /// <summary>The operator that computes the cell, or null where none does.</summary>
    public CellOperator? Operator
    {
        get
        {
            if (Layer.Input.Mask is not null || IsNormalized || Zoneout(0) > 0 || Zoneout(1) > 0 || CellClip > 0 || Layer.ClassName is "MinGRU" or "ProjectedLSTM")
            {
                return null;
            }

            string candidate = Layer.Word("activation");
            string[] words = Layer.ClassName switch
            {
                "SimpleRNN" => [candidate],
                "GRU" => [Layer.Word("recurrent_activation"), candidate],
                _ => [Layer.Word("recurrent_activation"), candidate, candidate],
            };
            (string Name, float[] Alpha, float[] Beta)?[] activations = [.. words.Select(Activations.OfOperator)];
            return activations.Any(activation => activation is null) ? null
                : new(Layer.ClassName switch { "SimpleRNN" => "RNN", "GRU" => "GRU", _ => "LSTM" }, [.. activations.Select(activation => activation!.Value)], Layer.ClassName == "GRU" ? IsResetAfter : null);
        }
    }

    /// <summary>A state before the first step, [batch, units]; empty where it is zero.</summary>
    /// <param name="prefix">The direction.</param>
    /// <param name="state">Which state.</param>
    /// <param name="given">What comes from outside, or null.</param>
    public string InitialState(string prefix, int state, string? given)
    {
        string weight = $"{prefix}initial_state_{state}";
        return given ?? (Layer.Has(weight) ? Layer.Graph.Node("Expand", [Layer.Constant(weight), BatchBy(StateUnits[state])]) : "");
    }

    /// <summary>Writes the cell over all steps as a loop.</summary>
    /// <param name="prefix">The direction, with which the names of its weights begin.</param>
    /// <param name="isBackward">True to begin with the last step.</param>
    /// <param name="inTimeOrder">True where steps come out in the order of time, false in the order in which they were computed.</param>
    /// <param name="starts">The states that come from outside.</param>
    /// <returns>All outputs, [batch, steps, units], and the states after the last step.</returns>
    public (string Steps, string[] Finals) Scan(string prefix, bool isBackward, bool inTimeOrder, IReadOnlyList<string> starts)
    {
        GraphWriter g = Layer.Graph;
        string[] initial = [.. StateUnits.Select((units, state) => InitialState(prefix, state, starts.ElementAtOrDefault(state)) is { Length: > 0 } start ? start : g.Node("ConstantOfShape", [BatchBy(units)]))];
        string[] sequences = Layer.Input.Mask is { } mask ? [Projected(prefix), mask] : [Projected(prefix)];

        GraphWriter body = g.Body("step");
        string[] before = [.. StateUnits.Select((units, state) => Input(body, name => GraphWriter.DescribeVector(name, units), "state"))];
        string projected = Input(body, name => GraphWriter.DescribeVector(name, Columns), "projected");
        string[] next = Step(body, prefix, projected, before);
        if (sequences.Length == 2)
        {
            string isReal = body.Unsqueeze(Input(body, name => GraphWriter.Describe(name, OnnxTensors.Bool), "real"), 1);
            next = [.. next.Zip(before, (after, kept) => body.Where(isReal, after, kept))];
        }

        for (int state = 0; state < next.Length; state++)
        {
            body.Proto.Output.Add(GraphWriter.DescribeVector(next[state], StateUnits[state]));
        }

        string output = body.Node("Identity", [next[0]]);
        body.Proto.Output.Add(GraphWriter.DescribeVector(output, OutputSize));
        int order = isBackward ? 1 : 0;
        string[] results = g.Nodes(
            "Scan",
            [.. initial, .. sequences],
            next.Length + 1,
            ("body", body.Proto),
            ("num_scan_inputs", sequences.Length),
            ("scan_input_axes", sequences.Select(_ => 1).ToArray()),
            ("scan_input_directions", sequences.Select(_ => order).ToArray()),
            ("scan_output_axes", (int[])[1]),
            ("scan_output_directions", (int[])[inTimeOrder ? order : 0]));
        return (results[^1], results[..^1]);
    }

    private static string Input(GraphWriter body, Func<string, ValueInfoProto> describe, string what)
    {
        string name = body.Fresh(what);
        body.Proto.Input.Add(describe(name));
        return name;
    }

    /// <summary>The shape [batch, units].</summary>
    private string BatchBy(int units)
    {
        GraphWriter g = Layer.Graph;
        return g.Node("Concat", [g.Node("Shape", [Layer.Input.Name], ("start", 0), ("end", 1)), g.Integers(units)], ("axis", 0));
    }

    /// <summary>What the input gives to each step: x.W, normalised where the cell does that, with the bias.</summary>
    public string Projected(string prefix)
    {
        GraphWriter g = Layer.Graph;
        string x = g.Product(Layer.Input.Name, Layer.Constant(prefix + "kernel"));
        if (IsNormalized)
        {
            x = Normalized(g, x, prefix + "kernel_norm");
        }

        if (!Layer.Has(prefix + "bias"))
        {
            return x;
        }

        WeightTensor bias = Layer.Weight(prefix + "bias");
        return g.Add(x, g.Weights(prefix + "bias", bias.Rank == 2 ? bias.Rows(0, 1).Reshape(Columns) : bias));
    }

    /// <summary>What a kernel gives, normalised: all gates together, but the candidate of a GRU without reset_after by itself, as it is multiplied by itself.</summary>
    private string Normalized(GraphWriter g, string x, string part)
    {
        WeightTensor gamma = Layer.Weight(part + "/gamma");
        WeightTensor beta = Layer.Weight(part + "/beta");
        if (Layer.ClassName != "GRU" || IsResetAfter)
        {
            return Normalize(g, x, part, gamma, beta);
        }

        string[] parts = g.Nodes("Split", [x, g.Integers(2 * Units, Units)], 2, ("axis", -1));
        return g.Node("Concat", [Normalize(g, parts[0], part, gamma.Rows(0, 2 * Units), beta.Rows(0, 2 * Units)), Normalize(g, parts[1], part, gamma.Rows(2 * Units, Columns), beta.Rows(2 * Units, Columns))], ("axis", -1));
    }

    private string Normalize(GraphWriter g, string x, string part, WeightTensor gamma, WeightTensor beta) =>
        g.Normalize(x, Layer.Number("norm_epsilon"), g.Weights(part + "/gamma", gamma), g.Weights(part + "/beta", beta));

    /// <summary>The cell's equations: the states after a step.</summary>
    public string[] Step(GraphWriter g, string prefix, string x, string[] before)
    {
        string[] next = Layer.ClassName switch
        {
            "SimpleRNN" => [Candidate(g, g.Add(x, Recurrent(g, prefix, before[0])))],
            "MinGRU" => [MinimalGru(g, x, before[0])],
            "GRU" => [IsResetAfter ? GruResetAfter(g, prefix, x, before[0]) : GruResetBefore(g, prefix, x, before[0])],
            _ => Lstm(g, prefix, x, before),
        };
        return [.. next.Select((value, state) => Zoneout(state) is > 0 and var rate ? g.Add(g.Multiply(g.Number(rate), before[state]), g.Multiply(g.Number(1 - rate), value)) : value)];
    }

    private string[] Lstm(GraphWriter g, string prefix, string x, string[] before)
    {
        string[] z = g.Nodes("Split", [g.Add(x, Recurrent(g, prefix, before[0]))], 4, ("axis", -1));
        string[] looks = HasPeepholes ? [.. Enumerable.Range(0, 3).Select(row => g.Weights(prefix + "peephole", Layer.Weight(prefix + "peephole").Rows(row, row + 1)))] : [];
        string Look(int row, string sum, string cell) => HasPeepholes ? g.Add(sum, g.Multiply(looks[row], cell)) : sum;
        string inputGate = Gate(g, Look(0, z[0], before[1]));
        string forgetGate = Gate(g, Look(1, z[1], before[1]));
        string c = g.Add(g.Multiply(forgetGate, before[1]), g.Multiply(inputGate, Candidate(g, z[2])));
        c = CellClip > 0 ? g.Node("Max", [g.Node("Min", [c, g.Number(CellClip)]), g.Number(-CellClip)]) : c;
        string outputGate = Gate(g, Look(2, z[3], c));
        string seen = IsNormalized ? Normalize(g, c, prefix + "state_norm", Layer.Weight(prefix + "state_norm/gamma"), Layer.Weight(prefix + "state_norm/beta")) : c;
        string h = g.Multiply(outputGate, Candidate(g, seen));
        return [Layer.ClassName == "ProjectedLSTM" ? g.Product(h, Layer.Constant(prefix + "projection_kernel")) : h, c];
    }

    private string GruResetAfter(GraphWriter g, string prefix, string x, string before)
    {
        string state = Recurrent(g, prefix, before);
        if (Layer.Has(prefix + "bias"))
        {
            state = g.Add(state, g.Weights(prefix + "bias", Layer.Weight(prefix + "bias").Rows(1, 2).Reshape(Columns)));
        }

        string[] ofInput = g.Nodes("Split", [x], 3, ("axis", -1));
        string[] ofState = g.Nodes("Split", [state], 3, ("axis", -1));
        string update = Gate(g, g.Add(ofInput[0], ofState[0]));
        string reset = Gate(g, g.Add(ofInput[1], ofState[1]));
        return Blend(g, update, before, Candidate(g, g.Add(ofInput[2], g.Multiply(reset, ofState[2]))));
    }

    private string GruResetBefore(GraphWriter g, string prefix, string x, string before)
    {
        WeightTensor kernel = Layer.Weight(prefix + "recurrent_kernel");
        WeightTensor gamma = IsNormalized ? Layer.Weight(prefix + "recurrent_norm/gamma") : kernel;
        WeightTensor beta = IsNormalized ? Layer.Weight(prefix + "recurrent_norm/beta") : kernel;
        string Part(string state, int first, int last)
        {
            WeightTensor columns = kernel.Transpose().Rows(first, last).Transpose();
            string product = g.Product(state, g.Weights(prefix + "recurrent_kernel", columns));
            return IsNormalized ? Normalize(g, product, prefix + "recurrent_norm", gamma.Rows(first, last), beta.Rows(first, last)) : product;
        }

        string[] ofInput = g.Nodes("Split", [x], 3, ("axis", -1));
        string[] gates = g.Nodes("Split", [Part(before, 0, 2 * Units)], 2, ("axis", -1));
        string update = Gate(g, g.Add(ofInput[0], gates[0]));
        string reset = Gate(g, g.Add(ofInput[1], gates[1]));
        return Blend(g, update, before, Candidate(g, g.Add(ofInput[2], Part(g.Multiply(reset, before), 2 * Units, Columns))));
    }

    private string MinimalGru(GraphWriter g, string x, string before)
    {
        string[] z = g.Nodes("Split", [x], 2, ("axis", -1));
        return Blend(g, g.Node("Sigmoid", [z[0]]), Candidate(g, z[1]), before);
    }

    /// <summary>gate a + (1 - gate) b.</summary>
    private static string Blend(GraphWriter g, string gate, string a, string b) => g.Add(g.Multiply(gate, a), g.Multiply(g.Subtract(g.Number(1), gate), b));

    private string Recurrent(GraphWriter g, string prefix, string state)
    {
        string product = g.Product(state, Layer.Constant(prefix + "recurrent_kernel"));
        return IsNormalized ? Normalized(g, product, prefix + "recurrent_norm") : product;
    }

    private string Gate(GraphWriter g, string x) => ActivationWriter.Activate(Layer, x, "recurrent_activation", g);

    private string Candidate(GraphWriter g, string x) => ActivationWriter.Activate(Layer, x, "activation", g);
}

/// <summary>One of the operators LSTM, GRU and RNN.</summary>
/// <param name="Name">Which.</param>
/// <param name="Activations">Its activations in the operator's order.</param>
/// <param name="IsResetAfter">Of a GRU, how the reset gate works.</param>
internal sealed record CellOperator(string Name, (string Name, float[] Alpha, float[] Beta)[] Activations, bool? IsResetAfter)
{
    private static readonly string[] Standard = ["Sigmoid", "Tanh", "Tanh"];

    /// <summary>The attributes; activations only where they are not those that the operator has by itself.</summary>
    public IEnumerable<(string Name, object Value)> Attributes(int directions)
    {
        if (IsResetAfter is { } isResetAfter)
        {
            yield return ("linear_before_reset", isResetAfter ? 1 : 0);
        }

        string[] names = [.. Activations.Select(activation => activation.Name)];
        if (names.SequenceEqual(Name == "RNN" ? ["Tanh"] : Standard[..names.Length]))
        {
            yield break;
        }

        yield return ("activations", Repeat(names));
        float[] alpha = Repeat([.. Activations.SelectMany(activation => activation.Alpha)]);
        float[] beta = Repeat([.. Activations.SelectMany(activation => activation.Beta)]);
        if (alpha.Length > 0)
        {
            yield return ("activation_alpha", alpha);
        }

        if (beta.Length > 0)
        {
            yield return ("activation_beta", beta);
        }

        T[] Repeat<T>(T[] items) => [.. Enumerable.Repeat(items, directions).SelectMany(all => all)];
    }
}
