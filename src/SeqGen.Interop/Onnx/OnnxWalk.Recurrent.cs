using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>LSTM, GRU and RNN operators.</summary>
internal sealed partial class OnnxWalk
{
    /// <summary>ONNX' gates i, o, f, c in Keras' order i, f, c, o.</summary>
    private static readonly int[] LstmOrder = [0, 2, 3, 1];

    private OnnxValue?[] Recurrent(OnnxNode node, OnnxValue?[] inputs)
    {
        DataValue x = inputs[0] is StateValue before ? ToData(before) : inputs[0] as DataValue ?? throw new UnsupportedNodeException("has no input of values");
        Constant w = RequireKnown(node, 1, "a kernel W");
        Constant r = RequireKnown(node, 2, "a recurrent kernel R");
        Constant? b = inputs.Length > 3 && inputs[3] is not null ? RequireKnown(node, 3, "a bias B") : null;
        int gates = node.Op switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
        if (w.Rank != 3 || r.Rank != 3 || w.Shape[0] is not (1 or 2) || r.Shape[0] != w.Shape[0] || r.Shape[2] == 0 || r.Shape[1] != gates * r.Shape[2] || w.Shape[1] != r.Shape[1])
        {
            throw new UnsupportedNodeException($"has kernels of shapes ({string.Join(", ", w.Shape)}) and ({string.Join(", ", r.Shape)}), which do not fit");
        }

        int directions = w.Shape[0];
        int units = r.Shape[2];
        bool isBatchFirst = node.Integer("layout", 0) == 1;
        x = InOrder(node, x, isBatchFirst);
        string direction = node.Text1("direction", "forward");
        if (direction == "bidirectional" != (directions == 2) || direction is not ("forward" or "reverse" or "bidirectional"))
        {
            throw new UnsupportedNodeException($"has the direction '{direction}' and kernels of {directions} directions");
        }

        if (node.Integer("hidden_size", units) != units)
        {
            throw new UnsupportedNodeException("has a hidden_size that is not that of its kernels");
        }

        RequireAllSteps(node, inputs, x);
        if (node.Integer("input_forget", 0) != 0)
        {
            throw new UnsupportedNodeException("couples its input and forget gates (input_forget), which SeqGen's language does not have");
        }

        if (directions == 2 && _meaning.IsStep)
        {
            throw new UnsupportedNodeException("reads steps in both directions, but the model is called step by step");
        }

        Layer layer = Cell(node, inputs, directions, units, gates, direction);
        if (b is not null && b.Items.Length != directions * 2 * gates * units)
        {
            throw new UnsupportedNodeException($"has a bias of shape ({string.Join(", ", b.Shape)}), which does not fit");
        }

        layer.Take(x.Layer);
        _recurrent.Add(layer);
        Expect(layer, 0, null);
        string[] prefixes = directions == 2 ? ["forward/", "backward/"] : [""];
        bool isResetAfter = node.Op == "GRU" && node.Integer("linear_before_reset", 0) == 1;
        for (int index = 0; index < directions; index++)
        {
            AddWeights(layer, prefixes[index], node.Op, OfDirection(w, index), OfDirection(r, index), b is null ? null : OfDirection(b, index), units, gates, isResetAfter);
        }

        return Outputs(node, inputs, layer, x, prefixes, units, isBatchFirst);
    }

    private Layer Cell(OnnxNode node, OnnxValue?[] inputs, int directions, int units, int gates, string direction)
    {
        bool hasPeepholes = inputs.Length > 7 && inputs[7] is not null;
        string word = node.Op switch { "LSTM" => hasPeepholes ? "peephole_lstm" : "lstm", "GRU" => "gru", _ => "simple_rnn" };
        Layer layer = (directions == 2 ? new Layer("bidirectional", node.Text).With(null, word) : new Layer(word, node.Text)).Named(node.Name).With(null, units);
        string[] functions = Activations(node, directions, gates);
        if (functions[0] != "tanh")
        {
            layer.With("activation", functions[0]);
        }

        if (gates > 1 && functions[1] != "sigmoid")
        {
            layer.With("recurrent_activation", functions[1]);
        }

        if (direction == "reverse")
        {
            layer.With("go_backwards", true);
        }

        if (node.Has("clip") && node.Number("clip", 0) > 0)
        {
            throw new UnsupportedNodeException("cuts what goes into its activations (clip), which SeqGen's language does not have; its cell_clip cuts the cell, as TensorFlow's does");
        }

        if (node.Op == "GRU" && node.Integer("linear_before_reset", 0) == 0)
        {
            layer.With("reset_after", false);
        }

        if (!(inputs.Length > 3 && inputs[3] is not null))
        {
            layer.With("use_bias", false);
        }

        if (hasPeepholes)
        {
            Constant p = RequireKnown(node, 7, "peepholes P");
            if (p.Items.Length != directions * 3 * units)
            {
                throw new UnsupportedNodeException("has peepholes that do not fit");
            }

            for (int index = 0; index < directions; index++)
            {
                // Rows i, o, f of ONNX; i, f, o here.
                WeightTensor rows = new([3, units], [.. p.Items.Skip(index * 3 * units).Take(3 * units).Select(value => (float)value)]);
                layer.Weight((directions == 2 ? index == 0 ? "forward/" : "backward/" : "") + "peephole", new([3, units], [.. rows.Rows(0, 1).Values, .. rows.Rows(2, 3).Values, .. rows.Rows(1, 2).Values]));
            }
        }

        return layer;
    }

    /// <summary>The functions of candidate and gates; both directions, and an LSTM's candidate and output, must agree.</summary>
    private static string[] Activations(OnnxNode node, int directions, int gates)
    {
        int perDirection = gates == 4 ? 3 : gates == 3 ? 2 : 1;
        string[] names = node.Texts("activations") ?? [.. Enumerable.Repeat(gates == 1 ? (string[])["Tanh"] : gates == 3 ? ["Sigmoid", "Tanh"] : ["Sigmoid", "Tanh", "Tanh"], directions).SelectMany(list => list)];
        double[] alphas = node.Numbers("activation_alpha") ?? [];
        double[] betas = node.Numbers("activation_beta") ?? [];
        if (names.Length != perDirection * directions)
        {
            throw new UnsupportedNodeException($"has {names.Length} activations; {perDirection * directions} were expected");
        }

        // Both lists hold arguments of those functions only that have one.
        Queue<double> alpha = new(alphas);
        Queue<double> beta = new(betas);
        string[] functions = [.. names.Select(name => Function(name, alpha, beta))];
        for (int index = perDirection; index < functions.Length; index++)
        {
            if (functions[index] != functions[index - perDirection])
            {
                throw new UnsupportedNodeException("has other activations backwards than forwards");
            }
        }

        return gates switch
        {
            1 => [functions[0]],
            3 => [functions[1], functions[0]],
            _ => functions[1] == functions[2] ? [functions[1], functions[0]] : throw new UnsupportedNodeException($"has the activation {names[1]} for its candidate and {names[2]} for its output; they must be one"),
        };
    }

    private static string Function(string name, Queue<double> alpha, Queue<double> beta)
    {
        double Next(Queue<double> queue, double otherwise) => queue.TryDequeue(out double value) ? value : otherwise;
        return name.ToLowerInvariant() switch
        {
            "sigmoid" => "sigmoid",
            "tanh" => "tanh",
            "relu" => "relu",
            "softsign" => "softsign",
            "softplus" => "softplus",
            "hardsigmoid" => HardSigmoid(Next(alpha, 0.2), Next(beta, 0.5)),
            "leakyrelu" => $"leaky_relu({Layer.NumberText(Next(alpha, 0.01))})",
            "elu" => $"elu({Layer.NumberText(Next(alpha, 1))})",
            "affine" => Next(alpha, 1) == 1 && Next(beta, 0) == 0 ? "linear" : throw new UnsupportedNodeException("has the activation Affine with arguments"),
            _ => throw new UnsupportedNodeException($"has the activation '{name}', which cannot be imported"),
        };
    }

    private static string HardSigmoid(double alpha, double beta) => (Math.Abs(alpha - 0.2) < 1e-6, Math.Abs(alpha - (1.0 / 6)) < 1e-6, Math.Abs(beta - 0.5) < 1e-6) switch
    {
        (true, _, true) => "hard_sigmoid(keras2)",
        (_, true, true) => "hard_sigmoid",
        (_, _, true) when Math.Abs(alpha - 0.5) < 1e-6 => "sparse_sigmoid",
        _ => throw new UnsupportedNodeException($"has a hard sigmoid of slope {alpha}; 0.2, 1/6 and 0.5 can be imported"),
    };

    private static void AddWeights(Layer layer, string prefix, string op, Block<double> w, Block<double> r, Block<double>? b, int units, int gates, bool isResetAfter)
    {
        WeightTensor kernel = Tensor(w).Transpose();
        WeightTensor recurrent = Tensor(r).Transpose();
        WeightTensor? input = b is null ? null : new([gates * units], [.. b.Items.Take(gates * units).Select(value => (float)value)]);
        WeightTensor? state = b is null ? null : new([gates * units], [.. b.Items.Skip(gates * units).Select(value => (float)value)]);
        WeightTensor? bias = input is null ? null : isResetAfter ? WeightTensor.Stack(input, state!) : input + state!;
        if (op == "LSTM")
        {
            kernel = kernel.ReorderColumns(LstmOrder);
            recurrent = recurrent.ReorderColumns(LstmOrder);
            bias = bias?.ReorderColumns(LstmOrder);
        }

        layer.Weight(prefix + "kernel", kernel).Weight(prefix + "recurrent_kernel", recurrent).Weight(prefix + "bias", bias);
    }

    private OnnxValue?[] Outputs(OnnxNode node, OnnxValue?[] inputs, Layer layer, DataValue x, string[] prefixes, int units, bool isBatchFirst)
    {
        string[] states = node.Op == "LSTM" ? ["h", "c"] : ["h"];
        List<Block<StateElement>[]> finals = [];
        for (int state = 0; state < states.Length; state++)
        {
            OnnxValue? initial = inputs.Length > 5 + state ? inputs[5 + state] : null;
            List<Block<StateElement>> blocks = [];
            for (int index = 0; index < prefixes.Length; index++)
            {
                OnnxValue? part = initial switch
                {
                    ConstantValue { Block: var all } when all.Items.Length == prefixes.Length * units => new ConstantValue(Constant(new Block<double>([units], all.Items[(index * units)..((index + 1) * units)]), false)),
                    StateValue { Block: var all } when all.Items.Length == prefixes.Length * units => new StateValue(new([units], all.Items[(index * units)..((index + 1) * units)])),
                    _ => initial,
                };
                StartFrom(layer, prefixes[index] + states[state], units, part, $"{prefixes[index]}initial_state_{state}");
                blocks.Add(FinalState(layer, prefixes[index] + states[state], units, [1, 1, units]));
            }

            finals.Add([.. blocks]);
        }

        RequireOneStart(layer, states.Length * prefixes.Length);
        _areStatesOfCalls |= !_meaning.IsStep && !_meaning.HasStatesOfCalls && x.Steps != _inputSteps && _initial.ContainsKey((layer, prefixes[0] + states[0]));
        Axis time = _meaning.IsStep ? Axis.Unit : new(AxisKind.Time, x.Steps!.Value);
        Axis direction = prefixes.Length == 2 ? new(AxisKind.Direction, 2) : Axis.Unit;
        Axis channel = new(AxisKind.Channel, units);
        DataValue sequence = new(layer, isBatchFirst ? [Axis.Unit, time, direction, channel] : [time, direction, Axis.Unit, channel]) { IsTurned = node.Text1("direction", "forward") == "reverse" && !_meaning.IsStep };
        return [sequence, .. finals.Select(blocks => new StateValue(Block<StateElement>.Concat(blocks, isBatchFirst ? 1 : 0)))];
    }

    /// <summary>The input lies as [steps, batch, channels], or batch first.</summary>
    private DataValue InOrder(OnnxNode node, DataValue x, bool isBatchFirst)
    {
        AxisKind step = _meaning.IsStep ? AxisKind.Unit : AxisKind.Time;
        AxisKind[] expected = isBatchFirst ? [AxisKind.Unit, step, AxisKind.Channel] : [step, AxisKind.Unit, AxisKind.Channel];
        if (!_meaning.IsStep && x.Axes.Select(axis => axis.Kind).SequenceEqual([AxisKind.Unit, AxisKind.Unit, AxisKind.Channel]))
        {
            _evidence.Along(x.Axes[isBatchFirst ? 1 : 0]);
            _evidence.Is([x.Axes[2]]);
            Axis[] axes = [.. x.Axes];
            axes[isBatchFirst ? 1 : 0] = new(AxisKind.Time, 1);
            return new(_onlySteps.GetValueOrDefault(x.Layer) ?? new Layer("reshape", node.Text).With(null, x.Channels).With("length", 1).Take(Settle(x).Layer), axes);
        }

        x = IsExchanged(x, expected) ? Permuted(node, x) : Settle(x);
        _evidence.Is(x.Axes);
        return x.Axes.Select(axis => axis.Kind).SequenceEqual(expected) ? x
            : throw new UnsupportedNodeException($"has an input whose axes are not {(isBatchFirst ? "batch, steps" : "steps, batch")} and channels");
    }

    private void RequireAllSteps(OnnxNode node, OnnxValue?[] inputs, DataValue x)
    {
        if (inputs.Length > 4 && inputs[4] is not null && !(Known(node, 4) is { Items: [var steps] } && steps == (_meaning.IsStep ? 1 : x.Steps)))
        {
            throw new UnsupportedNodeException("has sequence lengths (sequence_lens), which would be a mask; export without them");
        }
    }

    private static Block<double> OfDirection(Constant constant, int index) => constant.Slice(0, index, 1, 1) is var part ? part.Reshape(part.Shape[1..]) : part;

    private static WeightTensor Tensor(Block<double> block) => new(block.Shape, [.. block.Items.Select(value => (float)value)]);
}
