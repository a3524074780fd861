namespace SeqGen.Interop.Tests;

/// <summary>ONNX graphs with the plumbing that exporters write around their layers.</summary>
public sealed class OnnxTests
{
    private const int Units = 3;
    private const int Size = 2;
    private const int Steps = 5;

    private readonly Values _values = new(4);

    [Theory]
    [InlineData("LSTM")]
    [InlineData("GRU")]
    public void A_recurrent_layer_with_its_last_step_and_a_linear_layer(string op)
    {
        Cell cell = MakeCell(op, Size);
        float[,] linear = _values.Matrix(2, Units);
        float[] bias = _values.Vector(2);
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", Steps, Size).Output("y", "batch", 2);
        string steps = graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 }));
        string[] outputs = Recurrent(graph, op, steps, [cell], "forward", 2);
        string squeezed = graph.Node("Squeeze", [outputs[0], graph.Whole(1)]);
        string batchFirst = graph.Node("Transpose", [squeezed], ("perm", new[] { 1, 0, 2 }));
        string last = graph.Node("Gather", [batchFirst, graph.Whole([], [-1])], ("axis", 1));
        graph.End(graph.Node("Gemm", [last, graph.Floats([2, Units], [.. linear.Cast<float>()]), graph.Floats([2], bias)], ("transB", 1)), "y");
        float[] input = _values.Vector(Steps * Size);
        ImportedModel imported = graph.Import();
        imported.Declaration.ShouldNotContain("return_sequences");
        Agreement.Require(Agreement.Predict(imported.Compile(), input), TorchReference.Product(linear, Run(cell, op, TorchReference.Steps(input, Size))[^1], bias));
    }

    [Fact]
    public void Both_directions_over_tokens_with_a_softmax_at_each_step()
    {
        Cell forward = MakeCell("LSTM", Size);
        Cell backward = MakeCell("LSTM", Size);
        float[] table = _values.Vector(7 * Size);
        float[,] linear = _values.Matrix(2 * Units, 4);
        float[] bias = _values.Vector(4);
        OnnxGraph graph = new OnnxGraph().Tokens("ids", "batch", "steps").Output("y", "batch", "steps", 4);
        string vectors = graph.Node("Gather", [graph.Floats([7, Size], table), "ids"]);
        string[] outputs = Recurrent(graph, "LSTM", graph.Node("Transpose", [vectors], ("perm", new[] { 1, 0, 2 })), [forward, backward], "bidirectional", 1);
        string merged = graph.Node("Reshape", [graph.Node("Transpose", [outputs[0]], ("perm", new[] { 0, 2, 1, 3 })), graph.Whole(0, 0, -1)]);
        string product = graph.Node("MatMul", [graph.Node("Transpose", [merged], ("perm", new[] { 1, 0, 2 })), graph.Floats([2 * Units, 4], [.. linear.Cast<float>()])]);
        graph.End(graph.Node("Softmax", [graph.Node("Add", [graph.Floats([4], bias), product])], ("axis", -1)), "y");
        int[] tokens = [1, 6, 0, 3];
        double[][] steps = [.. tokens.Select(token => (double[])[.. table.AsSpan(token * Size, Size).ToArray().Select(value => (double)value)])];
        double[][] there = Run(forward, "LSTM", steps);
        double[][] back = [.. Run(backward, "LSTM", [.. steps.Reverse()]).Reverse()];
        double[] expected = [.. there.Zip(back, (a, b) => (double[])[.. a, .. b]).SelectMany(step =>
        {
            double[] e = [.. Enumerable.Range(0, 4).Select(column => Math.Exp(bias[column] + Enumerable.Range(0, 2 * Units).Sum(row => step[row] * linear[row, column])))];
            return e.Select(value => value / e.Sum());
        })];
        ImportedModel imported = graph.Import(length: 4);
        imported.Declaration.ShouldContain($"bidirectional lstm {Units} return_sequences=true");
        imported.Declaration.ShouldContain("dense 4 softmax");
        Agreement.Require(Agreement.Predict(imported.Compile(), tokens), expected);
        Should.Throw<ImportException>(() => graph.Import()).Reason.ShouldContain("--length");
    }

    [Fact]
    public void Convolutions_over_channels_first_and_a_linear_layer_behind_a_flatten()
    {
        const int filters = 3;
        const int length = 8;
        float[] kernel = _values.Vector(filters * Size * 3);
        float[] bias = _values.Vector(filters);
        float[,] linear = _values.Matrix(2, filters * 4);
        OnnxGraph graph = new OnnxGraph(opset: 11).Input("x", 1, Size, length).Output("y", 1, 2);
        string convolution = graph.Node("Conv", ["x", graph.Floats([filters, Size, 3], kernel), graph.Floats([filters], bias)], ("pads", new[] { 1, 1 }), ("kernel_shape", new[] { 3 }));
        string pooled = graph.Node("MaxPool", [graph.Node("Relu", [convolution])], ("kernel_shape", new[] { 2 }), ("strides", new[] { 2 }));
        graph.End(graph.Node("Gemm", [graph.Node("Flatten", [pooled]), graph.Floats([2, filters * 4], [.. linear.Cast<float>()])], ("transB", 1)), "y");
        float[] input = _values.Vector(length * Size);
        double[,] z = new double[filters, length];
        for (int f = 0; f < filters; f++)
        {
            for (int t = 0; t < length; t++)
            {
                z[f, t] = Math.Max(0, bias[f] + Enumerable.Range(0, Size).Sum(c => Enumerable.Range(0, 3).Sum(k => t + k - 1 is >= 0 and < length and var from ? kernel[(((f * Size) + c) * 3) + k] * input[(from * Size) + c] : 0)));
            }
        }

        double[] flat = [.. Enumerable.Range(0, filters).SelectMany(f => Enumerable.Range(0, 4).Select(t => Math.Max(z[f, 2 * t], z[f, (2 * t) + 1])))];
        ImportedModel imported = graph.Import();
        imported.Declaration.ShouldContain("conv1d 3 3 relu padding=same");
        Agreement.Require(Agreement.Predict(imported.Compile(), input), TorchReference.Product(linear, flat, null));
    }

    [Fact]
    public void Zeros_before_a_dilated_convolution_make_it_causal_and_it_streams()
    {
        float[] kernel = _values.Vector(2 * 1 * 3);
        OnnxGraph graph = new OnnxGraph().Input("x", 1, 1, "steps").Output("y", 1, 2, "steps");
        string padded = graph.Node("Pad", ["x", graph.Whole(0, 0, 4, 0, 0, 0)]);
        graph.End(graph.Node("Conv", [padded, graph.Floats([2, 1, 3], kernel)], ("dilations", new[] { 2 })), "y");
        float[] input = _values.Vector(9);
        ImportedModel imported = graph.Import(length: 9);
        imported.Declaration.ShouldContain("padding=causal dilation_rate=2");
        imported.Notes.ShouldContain(note => note.Kind == ImportNoteKind.Warning && note.Text.Contains("[steps, channels]", StringComparison.Ordinal));
        double[] expected = [.. Enumerable.Range(0, 9).SelectMany(t => Enumerable.Range(0, 2).Select(f => Enumerable.Range(0, 3).Sum(k => t - (2 * (2 - k)) is var from and >= 0 ? (double)kernel[(f * 3) + k] * input[from] : 0)))];
        Agreement.Require(Agreement.Stream(imported.Compile(), input), expected);
    }

    /// <summary>A number that changes the result is asked for; zero times it is zero.</summary>
    [Fact]
    public void An_input_of_one_number_is_asked_for_where_something_depends_on_it()
    {
        ImportedModel Read(bool matters, Dictionary<string, double> values)
        {
            OnnxGraph graph = new OnnxGraph().Input("x", 1, 3, 2).Tokens("rate").Output("y", 1, 3, 2);
            string number = matters ? "rate" : graph.Node("Mul", ["rate", graph.Whole([], [0])]);
            graph.End(graph.Node("Add", ["x", graph.Node("Cast", [number], ("to", 1))]), "y");
            return ModelImport.Read(new ImportSource("model.onnx", graph.Bytes()), new() { Values = values });
        }

        float[] input = _values.Vector(6);
        Should.Throw<ImportException>(() => Read(matters: true, [])).Reason.ShouldContain("--set rate=VALUE");
        Should.Throw<ImportException>(() => Read(matters: false, new() { ["speed"] = 1 })).Reason.ShouldContain("--set speed");
        Agreement.Require(Agreement.Predict(Read(matters: true, new() { ["rate"] = 2 }).Compile(), input), [.. input.Select(value => value + 2.0)]);
        Agreement.Require(Agreement.Predict(Read(matters: false, []).Compile(), input), [.. input.Select(value => (double)value)]);
    }

    [Fact]
    public void Constants_and_parts_of_channels_are_layers_of_their_own()
    {
        const int size = 3;
        float[] scale = [0.5f, -2, 3];
        float[] offset = [1, 0.25f, -4];
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Steps, size).Output("y", 1, Steps, 2);
        string scaled = graph.Node("Add", [graph.Node("Mul", ["x", graph.Floats([size], scale)]), graph.Floats([1, 1, size], offset)]);
        string[] parts = graph.Nodes("Split", [graph.Node("Sub", [graph.Floats([], [2]), scaled]), graph.Whole(1, 2)], 2, ("axis", 2));
        string last = graph.Node("Slice", [parts[1], graph.Whole(-1), graph.Whole(9), graph.Whole(-1)]);
        graph.End(graph.Node("Concat", [graph.Node("Tanh", [parts[0]]), last], ("axis", 2)), "y");
        float[] input = _values.Vector(Steps * size);
        ImportedModel imported = graph.Import(axes: "batch,steps,features");
        imported.Declaration.ShouldContain("rescaling 1 per_channel=true");
        imported.Declaration.ShouldContain("rescaling -1 offset=2");
        imported.Declaration.ShouldContain("slice 1 2");
        double Value(int t, int i) => 2 - ((scale[i] * (double)input[(t * size) + i]) + offset[i]);
        Agreement.Require(Agreement.Stream(imported.Compile(), input), [.. Enumerable.Range(0, Steps).SelectMany(t => new[] { Math.Tanh(Value(t, 0)), Value(t, 2) })]);
    }

    [Fact]
    public void A_signal_without_channels_gets_one()
    {
        float[] kernel = _values.Vector(2 * 1 * 3);
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", 8).Output("y", "batch", 2);
        string convolution = graph.Node("Conv", [graph.Node("Unsqueeze", ["x", graph.Whole(1)]), graph.Floats([2, 1, 3], kernel)]);
        graph.End(graph.Node("ReduceMax", [convolution, graph.Whole(2)], ("keepdims", 0)), "y");
        float[] input = _values.Vector(8);
        double[] expected = [.. Enumerable.Range(0, 2).Select(f => Enumerable.Range(0, 6).Max(t => Enumerable.Range(0, 3).Sum(k => (double)kernel[(f * 3) + k] * input[t + k])))];
        Agreement.Require(Agreement.Predict(graph.Import().Compile(), input), expected);
    }

    [Fact]
    public void States_that_go_in_and_out_are_those_of_a_stream()
    {
        Cell cell = MakeCell("LSTM", Size);
        OnnxGraph graph = new OnnxGraph().Input("x", 1, 1, Size).Input("h0", 1, 1, Units).Input("c0", 1, 1, Units).Output("y", 1, 1, Units).Output("hn", 1, 1, Units).Output("cn", 1, 1, Units);
        string[] outputs = Recurrent(graph, "LSTM", graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), [cell], "forward", 3, "h0", "c0");
        graph.End(graph.Node("Transpose", [graph.Node("Squeeze", [outputs[0], graph.Whole(1)])], ("perm", new[] { 1, 0, 2 })), "y").End(outputs[1], "hn").End(outputs[2], "cn");
        float[] input = _values.Vector(Steps * Size);
        ImportedModel imported = graph.Import();
        imported.Notes.Count(note => note.Text.StartsWith("states '", StringComparison.Ordinal)).ShouldBe(2);
        Agreement.Require(Agreement.Stream(imported.Compile(), input), [.. Run(cell, "LSTM", TorchReference.Steps(input, Size)).SelectMany(step => step)]);
    }

    [Fact]
    public void States_that_come_out_in_another_place_are_refused()
    {
        Cell cell = MakeCell("LSTM", Size);
        OnnxGraph graph = new OnnxGraph().Input("x", 1, 1, Size).Input("h0", 1, 1, Units).Input("c0", 1, 1, Units).Output("y", 1, 1, Units).Output("hn", 1, 1, Units).Output("cn", 1, 1, Units);
        string[] outputs = Recurrent(graph, "LSTM", "x", [cell], "forward", 3, "h0", "c0");
        string reversed = graph.Node("Slice", [outputs[1], graph.Whole(-1), graph.Whole(-9), graph.Whole(2), graph.Whole(-1)]);
        graph.End(graph.Node("Squeeze", [outputs[0], graph.Whole(1)]), "y").End(reversed, "hn").End(outputs[2], "cn");
        Should.Throw<ImportException>(() => graph.Import()).Reason.ShouldContain("another order");
    }

    /// <summary>What ONNX clips is not what TensorFlow's cell_clip does.</summary>
    [Fact]
    public void A_clip_of_the_sums_is_refused()
    {
        OnnxGraph graph = new OnnxGraph().Input("x", Steps, 1, Size).Output("y", Steps, 1, 1, Units);
        graph.End(graph.Node("LSTM", ["x", graph.Floats([1, 4 * Units, Size], _values.Vector(4 * Units * Size)), graph.Floats([1, 4 * Units, Units], _values.Vector(4 * Units * Units))], ("hidden_size", Units), ("clip", 2f)), "y");
        Should.Throw<ImportException>(() => graph.Import()).Reason.ShouldContain("its cell_clip cuts the cell");
    }

    [Theory]
    [InlineData("Loop", "node 'loop_")]
    [InlineData("ConvTranspose", "(ConvTranspose)")]
    [InlineData("TopK", "no such layer")]
    public void A_node_that_cannot_be_imported_is_named(string op, string words)
    {
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Steps, Size).Output("y", 1, Steps, Size);
        graph.End(graph.Node(op, [graph.Node("Tanh", ["x"])]), "y");
        Should.Throw<ImportException>(() => graph.Import()).Reason.ShouldContain(words);
    }

    [Fact]
    public void An_attribute_that_is_not_known_is_an_error()
    {
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Steps, Size).Output("y", 1, Steps, Size);
        graph.End(graph.Node("Relu", ["x"], ("surprise", 1)), "y");
        Should.Throw<ImportException>(() => graph.Import()).Reason.ShouldContain("'surprise'");
    }

    [Fact]
    public void A_GRU_of_PyTorch_without_linear_before_reset_is_warned_of()
    {
        Cell cell = MakeCell("GRU", Size);
        OnnxGraph graph = new OnnxGraph(producer: "pytorch").Input("x", Steps, 1, Size).Output("y", Steps, 1, Units);
        string output = graph.Node("GRU", ["x", graph.Floats([1, 3 * Units, Size], cell.Onnx("GRU", cell.W)), graph.Floats([1, 3 * Units, Units], cell.Onnx("GRU", cell.U)), graph.Floats([1, 6 * Units], [.. cell.Onnx("GRU", cell.Bw), .. cell.Onnx("GRU", cell.Bu)])], ("hidden_size", Units));
        graph.End(graph.Node("Squeeze", [output, graph.Whole(1)]), "y");
        ImportedModel imported = graph.Import();
        imported.Notes.ShouldContain(note => note.Kind == ImportNoteKind.Warning && note.Text.Contains("linear_before_reset", StringComparison.Ordinal));
        imported.Declaration.ShouldContain("reset_after=false");
    }

    /// <summary>Each sequence is computed as by the graph for its length.</summary>
    [Theory]
    [InlineData("LSTM")]
    [InlineData("GRU")]
    public void An_axis_of_steps_that_is_open_can_stay_open(string op)
    {
        Cell cell = MakeCell(op, Size);
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", "steps", Size).Output("y", "batch", Units);
        string[] outputs = Recurrent(graph, op, graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), [cell], "forward", 2);
        string batchFirst = graph.Node("Transpose", [graph.Node("Squeeze", [outputs[0], graph.Whole(1)])], ("perm", new[] { 1, 0, 2 }));
        string last = graph.Node("Slice", [batchFirst, graph.Whole(-1), graph.Whole(long.MaxValue), graph.Whole(1)]);
        graph.End(graph.Node("Squeeze", [last, graph.Whole(1)]), "y");
        ImportedModel imported = graph.Import(maxLength: 8);
        imported.Declaration.ShouldContain("max_length=8");
        SequenceModel model = imported.Compile();
        foreach (int steps in new[] { 1, 3, 8 })
        {
            float[] input = _values.Vector(steps * Size);
            Agreement.Require(Agreement.Predict(model, input), Run(cell, op, TorchReference.Steps(input, Size))[^1], $"{steps} steps");
        }

        Should.Throw<ImportException>(() => graph.Import(length: 8, maxLength: 8)).Reason.ShouldContain("give one of them");
        Should.Throw<ImportException>(() => graph.Import(maxLength: 0)).Reason.ShouldContain("at least 1");
    }

    [Theory]
    [InlineData("Shape")]
    [InlineData("Last")]
    public void A_graph_that_depends_on_the_number_of_steps_has_one(string part)
    {
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", "steps", Size).Output("y", "batch", "steps", Size);
        string y = part switch
        {
            "Last" => graph.Node("Gather", ["x", graph.Whole([], [-1])], ("axis", 1)),
            _ => graph.Node("Div", ["x", graph.Node("Cast", [graph.Node("Gather", [graph.Node("Shape", ["x"]), graph.Whole([], [1])])], ("to", 1))]),
        };
        graph.End(graph.Node("Tanh", [y]), "y");
        Should.Throw<ImportException>(() => graph.Import(maxLength: 6)).Reason.ShouldContain("in place of --max-length");
        graph.Import(length: 6).Compile();
    }

    [Fact]
    public void Any_length_has_no_meaning_where_the_file_says_the_steps()
    {
        OnnxGraph graph = new OnnxGraph().Input("x", "batch", Steps, Size).Output("y", "batch", Steps, Size);
        graph.End(graph.Node("Tanh", ["x"]), "y");
        Should.Throw<ImportException>(() => graph.Import(maxLength: 6)).Reason.ShouldStartWith("--max-length has no meaning for this file");
    }

    /// <summary>How exporters write the last step.</summary>
    [Theory]
    [InlineData("Gather -1")]
    [InlineData("Gather [-1]")]
    [InlineData("Gather 4")]
    [InlineData("Slice -1:")]
    [InlineData("Slice -1:max")]
    [InlineData("Slice 4:5")]
    [InlineData("Slice -1:-9:-1")]
    [InlineData("Split")]
    [InlineData("final state")]
    public void The_last_step_is_that_of_a_layer_without_sequences(string form)
    {
        foreach (string op in new[] { "LSTM", "GRU" })
        {
            Cell cell = MakeCell(op, Size);
            OnnxGraph graph = new OnnxGraph(opset: 18, producer: "pytorch").Input("x", "batch", Steps, Size).Output("y", "batch", Units);
            string[] outputs = Recurrent(graph, op, graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), [cell], "forward", 2);
            string sequence = graph.Node("Transpose", [graph.Node("Squeeze", [outputs[0], graph.Whole(1)])], ("perm", new[] { 1, 0, 2 }));
            string Squeezed(string value) => graph.Node("Squeeze", [value, graph.Whole(1)]);
            string y = form switch
            {
                "Gather -1" => graph.Node("Gather", [sequence, graph.Whole([], [-1])], ("axis", 1)),
                "Gather [-1]" => Squeezed(graph.Node("Gather", [sequence, graph.Whole(-1)], ("axis", -2))),
                "Gather 4" => graph.Node("Gather", [sequence, graph.Whole([], [4])], ("axis", 1)),
                "Slice -1:" => Squeezed(graph.Node("Slice", [sequence, graph.Whole(-1), graph.Whole(Steps), graph.Whole(-2)])),
                "Slice -1:max" => Squeezed(graph.Node("Slice", [sequence, graph.Whole(-1), graph.Whole(long.MaxValue), graph.Whole(1), graph.Whole(1)])),
                "Slice 4:5" => Squeezed(graph.Node("Slice", [sequence, graph.Whole(4), graph.Whole(5), graph.Whole(1)])),
                "Slice -1:-9:-1" => Squeezed(graph.Node("Slice", [sequence, graph.Whole(-1), graph.Whole(-2), graph.Whole(1), graph.Whole(-1)])),
                "Split" => Squeezed(graph.Nodes("Split", [sequence, graph.Whole(Steps - 1, 1)], 2, ("axis", -2))[1]),
                _ => graph.Node("Squeeze", [outputs[1], graph.Whole(0)]),
            };
            graph.End(y, "y");
            float[] input = _values.Vector(Steps * Size);
            ImportedModel imported = graph.Import();
            imported.Declaration.ShouldNotContain("return_sequences", customMessage: form);
            Agreement.Require(Agreement.Predict(imported.Compile(), input), Run(cell, op, TorchReference.Steps(input, Size))[^1], form);
        }
    }

    /// <summary>Parts of channels and whole steps, with numbers from the front and from the back.</summary>
    [Theory]
    [InlineData(1, -100, 100, 1)]
    [InlineData(1, 1, 3, 1)]
    [InlineData(1, -2, long.MaxValue, 1)]
    [InlineData(-2, 2, 3, 1)]
    [InlineData(2, 1, 3, 1)]
    [InlineData(2, -2, -1, 1)]
    [InlineData(-1, -3, long.MaxValue, 1)]
    [InlineData(2, 3, 2, -1)]
    [InlineData(1, 0, 5, 2)]
    [InlineData(2, 0, 4, 3)]
    [InlineData(2, -1, -100, -1)]
    [InlineData(1, -1, -100, -1)]
    [InlineData(1, 4, 4, 1)]
    [InlineData(2, 3, 1, 1)]
    [InlineData(2, 0, 4, 0)]
    [InlineData(3, 0, 1, 1)]
    public void A_slice_is_what_ONNX_takes_or_is_refused(int axis, long start, long end, long step)
    {
        const int size = 4;
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Steps, size).Output("y", 1, "a", "b");
        graph.End(graph.Node("Slice", ["x", graph.Whole(start), graph.Whole(end), graph.Whole(axis), graph.Whole(step)]), "y");
        bool isTime = axis is 1 or -2;
        int extent = isTime ? Steps : size;
        long Bound(long at, long least, long most) => Math.Clamp(at < 0 ? at + extent : at, least, most);
        List<int> taken = [];
        if (step != 0)
        {
            long stop = step > 0 ? Bound(end, 0, extent) : Bound(end, -1, extent - 1);
            for (long at = step > 0 ? Bound(start, 0, extent) : Bound(start, 0, extent - 1); step > 0 ? at < stop : at > stop; at += step)
            {
                taken.Add((int)at);
            }
        }

        bool isThere = axis < 3 && taken.Count > 0 && taken.Zip(taken.Skip(1)).All(pair => pair.Second == pair.First + 1);
        if (!isThere)
        {
            Should.Throw<ImportException>(() => graph.Import(axes: "batch,steps,features")).Reason.ShouldStartWith("node 'slice_");
            return;
        }

        float[] input = _values.Vector(Steps * size);
        double[] expected = [.. Enumerable.Range(0, Steps).Where(t => !isTime || taken.Contains(t)).SelectMany(t => Enumerable.Range(0, size).Where(c => isTime || taken.Contains(c)).Select(c => (double)input[(t * size) + c]))];
        Agreement.Require(Agreement.Predict(graph.Import(axes: "batch,steps,features").Compile(), input), expected);
    }

    private static string[] Recurrent(OnnxGraph graph, string op, string input, Cell[] cells, string direction, int outputs, params string[] states)
    {
        int gates = op == "LSTM" ? 4 : 3;
        int size = cells[0].W.GetLength(1);
        string w = graph.Floats([cells.Length, gates * Units, size], [.. cells.SelectMany(cell => cell.Onnx(op, cell.W))]);
        string u = graph.Floats([cells.Length, gates * Units, Units], [.. cells.SelectMany(cell => cell.Onnx(op, cell.U))]);
        string b = graph.Floats([cells.Length, 2 * gates * Units], [.. cells.SelectMany(cell => (float[])[.. cell.Onnx(op, cell.Bw), .. cell.Onnx(op, cell.Bu)])]);
        string[] inputs = [input, w, u, b, .. states.Length > 0 ? ["", .. states] : Array.Empty<string>()];
        return op == "GRU"
            ? graph.Nodes(op, inputs, outputs, ("hidden_size", Units), ("direction", direction), ("linear_before_reset", 1))
            : graph.Nodes(op, inputs, outputs, ("hidden_size", Units), ("direction", direction));
    }

    private Cell MakeCell(string op, int size)
    {
        int rows = (op == "LSTM" ? 4 : 3) * Units;
        return new(_values.Matrix(rows, size), _values.Matrix(rows, Units), _values.Vector(rows), _values.Vector(rows));
    }

    private static double[][] Run(Cell cell, string op, double[][] steps) => op == "LSTM" ? TorchReference.Lstm(steps, cell.W, cell.U, cell.Bw, cell.Bu) : TorchReference.Gru(steps, cell.W, cell.U, cell.Bw, cell.Bu);

    /// <summary>Weights in PyTorch's order of gates, i f g o and r z n; ONNX has i o f c and z r h.</summary>
    private sealed record Cell(float[,] W, float[,] U, float[] Bw, float[] Bu)
    {
        public float[] Onnx(string op, float[,] matrix)
        {
            int columns = matrix.GetLength(1);
            float[][] rows = [.. matrix.Cast<float>().Chunk(columns)];
            return [.. Order(op).SelectMany(gate => rows[(gate * Units)..((gate + 1) * Units)]).SelectMany(row => row)];
        }

        public float[] Onnx(string op, float[] vector) => [.. Order(op).SelectMany(gate => vector[(gate * Units)..((gate + 1) * Units)])];

        private static int[] Order(string op) => op == "LSTM" ? [0, 3, 1, 2] : [1, 0, 2];
    }
}
