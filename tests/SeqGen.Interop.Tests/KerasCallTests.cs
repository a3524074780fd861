using System.Globalization;
using PureHDF;

namespace SeqGen.Interop.Tests;

/// <summary>Calls in Functional models: operations between layers, states that go from layer to layer, several inputs.</summary>
public sealed class KerasCallTests
{
    private const int Steps = 6;
    private const int Size = 4;
    private const int Units = 3;

    private readonly Values _values = new(9);

    public static TheoryData<string, bool> Parts => InBoth(
        ":, :, 1:3", ":, :, -2:", ":, 2:5", ":, 1:-1, :2", ":, -1", ":, -1, :", ":, 0, 1:3", "..., 0:2", ":, ..., 3:4", ":, :, 2", ":, :100", ":, 2:3, 0", ":, -3:, -1:");

    public static TheoryData<string, bool> OtherParts => InBoth(
        "0", "0:1", ":, ::2", ":, ::-1", ":, :, ::-1", ":, 1, 2", ":, 7", ":, -7", ":, :, 9:", ":, 3:3", ":, None", ":, :, 5", ":, :, :, 0");

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_of_a_sequence_is_what_Python_takes(string part, bool isKeras3)
    {
        float[] input = _values.Vector(Steps * Size);
        string[] items = [.. part.Split(',').Select(item => item.Trim())];
        string[] whole = [.. items.SelectMany(item => item == "..." ? Enumerable.Repeat(":", 4 - items.Length) : [item]), .. Enumerable.Repeat(":", 2)];
        double[] expected = [.. Taken(whole[1], Steps).SelectMany(step => Taken(whole[2], Size).Select(value => (double)input[(step * Size) + value]))];
        Agreement.Require(Agreement.Predict(Import(OnePart(part, isKeras3)).Compile(), input), expected);
    }

    [Theory]
    [MemberData(nameof(OtherParts))]
    public void A_part_that_no_layer_gives_is_refused_by_the_name_of_its_node(string part, bool isKeras3) =>
        Should.Throw<ImportException>(() => Import(OnePart(part, isKeras3))).Reason.ShouldStartWith(isKeras3 ? "operation 'it' (GetItem)" : "operation 'it' (__operators__.getitem)");

    [Fact]
    public void A_part_of_a_sequence_of_any_length_counts_from_where_it_stays()
    {
        ImportedModel Read(string part) => ModelImport.Read(new ImportSource("model.h5", File(OnePart(part, isKeras3: true, "[null,null,4]"), "3.4.1")), new() { MaxLength = Steps });
        float[] input = _values.Vector(4 * Size);
        float[] output = new float[4 * 2];
        Read(":, :, 1:3").Compile().CreatePredictor().Predict(input, output);
        Agreement.Require(output, [.. Enumerable.Range(0, 4).SelectMany(step => new double[] { input[(step * Size) + 1], input[(step * Size) + 2] })]);
        Should.Throw<ImportException>(() => Read(":, -1")).Reason.ShouldContain("import with --length");
        Should.Throw<ImportException>(() => Read(":, 1:3")).Reason.ShouldContain("import with --length");
    }

    /// <summary>Keras 3 writes an operation under its class, Keras 2 under TensorFlow's function.</summary>
    [Theory]
    [InlineData("Add", "math.add", "x + 2", 2)]
    [InlineData("Add", "__operators__.add", "2 + x", 2)]
    [InlineData("Subtract", "math.subtract", "x - 2", 2)]
    [InlineData("Subtract", "math.subtract", "2 - x", 2)]
    [InlineData("Multiply", "math.multiply", "2 * x", -0.5)]
    [InlineData("TrueDivide", "math.truediv", "x / 2", 4)]
    [InlineData("Negative", "math.negative", "-x", 0)]
    [InlineData("Tanh", "math.tanh", "tanh x", 0)]
    [InlineData("Sigmoid", "math.sigmoid", "sigmoid x", 0)]
    [InlineData("Relu", "nn.relu", "relu x", 0)]
    public void An_operation_with_a_number_is_a_layer(string className, string function, string form, double number)
    {
        float[] input = _values.Vector(Steps * Size);
        double[] expected = [.. input.Select(x => form switch
        {
            "x + 2" or "2 + x" => x + number,
            "x - 2" => x - number,
            "2 - x" => number - x,
            "2 * x" => number * x,
            "x / 2" => x / number,
            "-x" => -x,
            "tanh x" => Math.Tanh(x),
            "sigmoid x" => TorchReference.Sigmoid(x),
            _ => Math.Max(x, 0.0),
        })];
        string constant = number.ToString(CultureInfo.InvariantCulture);
        bool isUnary = !form.Contains('2', StringComparison.Ordinal);
        string keras3 = isUnary ? Tensor("x") : form[0] == 'x' ? $"{Tensor("x")},{constant}" : $"{constant},{Tensor("x")}";
        string keras2 = isUnary ? "[\"x\",0,0,{\"name\":null}]" : form[0] == 'x' ? $$"""["x",0,0,{"y":{{constant}},"name":null}]""" : $$"""["_CONSTANT_VALUE",-1,{{constant}},{"y":["x",0,0]}]""";
        Agreement.Require(Agreement.Predict(Import(Functional(Operation3(className, keras3))).Compile(), input), expected);
        Agreement.Require(Agreement.Predict(Import(Functional(Operation2(function, keras2))).Compile(), input), expected);
    }

    [Theory]
    [InlineData("Add", "math.add")]
    [InlineData("Subtract", "math.subtract")]
    [InlineData("Multiply", "math.multiply")]
    [InlineData("Maximum", "math.maximum")]
    [InlineData("Minimum", "math.minimum")]
    public void An_operation_of_two_outputs_is_a_layer(string className, string function)
    {
        float[] input = _values.Vector(Steps * Size);
        double[] expected = [.. input.Select(x => (double)x).Select(x => (x, y: Math.Tanh(x))).Select(pair => className switch
        {
            "Add" => pair.x + pair.y,
            "Subtract" => pair.x - pair.y,
            "Multiply" => pair.x * pair.y,
            "Maximum" => Math.Max(pair.x, pair.y),
            _ => Math.Min(pair.x, pair.y),
        })];
        string tanh = Layer("Activation", "t", "\"activation\":\"tanh\"", "[[[\"x\",0,0,{}]]]");
        Agreement.Require(Agreement.Predict(Import(Functional(tanh + "," + Operation3(className, $"{Tensor("x")},{Tensor("t")}"))).Compile(), input), expected);
        Agreement.Require(Agreement.Predict(Import(Functional(tanh + "," + Operation2(function, """["x",0,0,{"y":["t",0,0],"name":null}]"""))).Compile(), input), expected);
    }

    [Theory]
    [InlineData("Mean", "\"axis\":1")]
    [InlineData("Flip", "")]
    [InlineData("Einsum", "")]
    [InlineData("Softmax", "\"axis\":1")]
    [InlineData("Relu", "\"surprise\":1")]
    public void An_operation_that_no_layer_computes_is_refused_by_its_name(string className, string config) =>
        Should.Throw<ImportException>(() => Import(Functional(Operation3(className, Tensor("x"), config)))).Reason.ShouldContain(config.Contains("surprise", StringComparison.Ordinal) ? "surprise=1" : $"operation 'it' ({className})");

    /// <summary>NumPy's rules put [batch, values] against steps; Keras' layer does not.</summary>
    [Fact]
    public void An_operation_does_not_join_a_vector_with_a_sequence()
    {
        string pooled = Layer("GlobalMaxPooling1D", "g", "\"keepdims\":false", "[[[\"x\",0,0,{}]]]");
        Should.Throw<ImportException>(() => Import(Functional(pooled + "," + Operation3("Add", $"{Tensor("x")},{Tensor("g")}")))).Reason.ShouldContain("outputs of the same steps can be imported");
    }

    /// <summary>Keras drops a mask at an operation.</summary>
    [Fact]
    public void An_operation_behind_a_mask_is_refused()
    {
        string masking = Layer("Masking", "m", "\"mask_value\":0.0", "[[[\"x\",0,0,{}]]]");
        Should.Throw<ImportException>(() => Import(Functional(masking + "," + Operation3("Tanh", Tensor("m"))))).Reason.ShouldContain("come with a mask");
    }

    /// <summary>Keras 3 writes how a mask comes about, and hands it to each layer.</summary>
    [Fact]
    public void A_mask_that_comes_with_the_values_may_be_given()
    {
        float[][,] weights = KerasFiles.MakeLstm(_values, Size);
        float[] input = _values.Vector(Steps * Size);
        input.AsSpan(Size, 2 * Size).Fill(0.5f);
        double[][] steps = TorchReference.Steps(input, Size);
        ImportedModel imported = Import(Functional(MaskOf("x", 0.5) + "," + Masked("any")), ("it", weights));
        imported.Declaration.ShouldContain("masking 0.5");
        Agreement.Require(Agreement.Predict(imported.Compile(), input), Run([steps[0], .. steps[3..]], weights, new double[Units], new double[Units]).H);
    }

    [Fact]
    public void A_mask_of_tokens_may_be_given()
    {
        float[][,] weights = KerasFiles.MakeLstm(_values, Size);
        float[,] table = _values.Matrix(5, Size);
        string embedding = Layer("Embedding", "m", $"\"input_dim\":5,\"output_dim\":{Size},\"mask_zero\":true", $$"""[{"args":[{{Tensor("x")}}],"kwargs":{} }]""");
        string json = Functional(Operation3("NotEqual", Tensor("x") + ",0", name: "any") + "," + embedding + "," + Masked("any"), shape: "[null,6]");
        int[] tokens = [3, 0, 4, 1, 0, 0];
        double[][] steps = [.. tokens.Where(token => token > 0).Select(token => Enumerable.Range(0, Size).Select(value => (double)table[token, value]).ToArray())];
        Agreement.Require(Agreement.Predict(Import(json, ("m", [table]), ("it", weights)).Compile(), tokens), Run(steps, weights, new double[Units], new double[Units]).H);
    }

    [Theory]
    [InlineData("any", 0.25, "is given the mask 'any', but another one comes with its input")]
    [InlineData("compared", 0.5, "is given the mask 'compared', but another one comes with its input")]
    public void Another_mask_than_that_of_the_values_is_refused(string mask, double value, string words) =>
        Should.Throw<ImportException>(() => Import(Functional(MaskOf("x", value) + "," + Masked(mask)), ("it", KerasFiles.MakeLstm(_values, Size)))).Reason.ShouldContain(words);

    [Fact]
    public void A_mask_is_no_value()
    {
        string sum = Operation3("Add", $"{Tensor("x")},{Tensor("any")}");
        Should.Throw<ImportException>(() => Import(Functional(MaskOf("x", 0.5) + "," + sum))).Reason.ShouldContain("takes the mask 'any' as a value");
        string layer = Layer("Dense", "it", "\"units\":1,\"activation\":\"linear\",\"use_bias\":true", $$"""[{"args":[{{Tensor("any")}}],"kwargs":{} }]""");
        Should.Throw<ImportException>(() => Import(Functional(MaskOf("x", 0.5) + "," + layer))).Reason.ShouldContain("takes the mask 'any' as a value");
        string unmasked = Lstm("it", $$"""[{"args":[{{Tensor("x")}}],"kwargs":{"mask":{{Tensor("any")}} } }]""", "\"return_sequences\":false");
        Should.Throw<ImportException>(() => Import(Functional(MaskOf("x", 0.5) + "," + unmasked))).Reason.ShouldContain("but none comes with its input");
    }

    /// <summary>Positions that were no layer lie in the call as numbers.</summary>
    [Fact]
    public void A_constant_in_the_call_of_a_layer_is_refused_by_the_name_of_the_layer()
    {
        string constant = """{"class_name":"__tensor__","config":{"value":[[1,2,3,4]],"dtype":"float32"}}""";
        string sum = Layer("Add", "it", "\"trainable\":true", $$"""[{"args":[[{{Tensor("x")}},{{constant}}]],"kwargs":{} }]""");
        Should.Throw<ImportException>(() => Import(Functional(sum))).Reason.ShouldStartWith("layer 'it' (Add) takes a constant in its call");
    }

    /// <summary>A Masking layer with 0.5, and a mask of the steps that differ from a value.</summary>
    private static string MaskOf(string input, double value) => string.Join(',',
        Layer("Masking", "m", "\"mask_value\":0.5", $$"""[{"args":[{{Tensor(input)}}],"kwargs":{} }]"""),
        Operation3("NotEqual", $"{Tensor(input)},{value.ToString(CultureInfo.InvariantCulture)}", name: "compared"),
        Operation3("Any", Tensor("compared"), "\"axis\":-1,\"keepdims\":false", "any"));

    private static string Masked(string mask) => Lstm("it", $$"""[{"args":[{{Tensor("m")}}],"kwargs":{"training":false,"mask":{{Tensor(mask)}} } }]""", "\"return_sequences\":false");

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_layer_starts_from_the_final_states_of_another_one(int version)
    {
        float[][,] encoder = KerasFiles.MakeLstm(_values, Size);
        float[][,] decoder = KerasFiles.MakeLstm(_values, Size);
        string states = version == 2 ? """[[["x",0,0,{}],["e",0,1,{}],["e",0,2,{}]]]""" : $$"""[{"args":[{{Tensor("x")}}],"kwargs":{"initial_state":[{{Tensor("e", 1)}},{{Tensor("e", 2)}}]} }]""";
        string json = Functional(Lstm("e", "[[[\"x\",0,0,{}]]]", "\"return_state\":true") + "," + Lstm("it", states, "\"return_sequences\":true"));
        float[] input = _values.Vector(Steps * Size);
        double[][] steps = TorchReference.Steps(input, Size);
        (_, double[] h, double[] c) = Run(steps, encoder, new double[Units], new double[Units]);
        Agreement.Require(Agreement.Predict(Import(json, ("e", encoder), ("it", decoder)).Compile(), input), [.. Run(steps, decoder, h, c).Outputs.SelectMany(step => step)]);

        // Any other order, or another value, is another model.
        string swapped = json.Replace("\"e\",0,1", "\"e\",0,9", StringComparison.Ordinal).Replace("\"e\",0,2", "\"e\",0,1", StringComparison.Ordinal).Replace("\"e\",0,9", "\"e\",0,2", StringComparison.Ordinal);
        Should.Throw<ImportException>(() => Import(swapped, ("e", encoder), ("it", decoder))).Reason.ShouldContain("starts from the final states 2, 1 of 'e'; all 2 in their order");
        string output = json.Replace("\"e\",0,1", "\"e\",0,0", StringComparison.Ordinal);
        Should.Throw<ImportException>(() => Import(output, ("e", encoder), ("it", decoder))).Reason.ShouldContain("starts from the output 'e'");
        string given = json.Replace("\"e\",0,1", "\"x\",0,0", StringComparison.Ordinal).Replace("\"e\",0,2", "\"x\",0,0", StringComparison.Ordinal);
        Should.Throw<ImportException>(() => Import(given, ("e", encoder), ("it", decoder))).Reason.ShouldContain("initial_state=input");
    }

    [Fact]
    public void A_final_state_is_no_value_and_an_output_beside_one()
    {
        float[][,] weights = KerasFiles.MakeLstm(_values, Size);
        string layer = Lstm("it", "[[[\"x\",0,0,{}]]]", "\"return_state\":true");
        string value = layer + "," + Layer("Activation", "t", "\"activation\":\"tanh\"", "[[[\"it\",0,1,{}]]]");
        Should.Throw<ImportException>(() => Import(Functional(value), ("it", weights))).Reason.ShouldContain("takes the final state of 'it' as a value");
        Should.Throw<ImportException>(() => Import(Functional(layer, """["it",0,1],["it",0,2]"""), ("it", weights))).Reason.ShouldContain("a model of final states alone");
        ImportedModel imported = Import(Functional(layer, """["it",0,0],["it",0,1],["it",0,2]"""), ("it", weights));
        imported.Notes.Count(note => note.Text.Contains("predictor.FinalState gives it", StringComparison.Ordinal)).ShouldBe(2);
        float[] input = _values.Vector(Steps * Size);
        Predictor predictor = imported.Compile().CreatePredictor();
        float[] output = new float[Units];
        predictor.Predict(input, output);
        (double[][] outputs, _, double[] c) = Run(TorchReference.Steps(input, Size), weights, new double[Units], new double[Units]);
        Agreement.Require(output, outputs[^1]);
        Agreement.Require(predictor.FinalState("it/c"), c);
    }

    [Theory]
    [InlineData("concat")]
    [InlineData("sum")]
    [InlineData("mul")]
    [InlineData("ave")]
    public void Both_directions_are_merged_as_Keras_does(string mode)
    {
        float[][,] forward = KerasFiles.MakeLstm(_values, Size);
        float[][,] backward = KerasFiles.MakeLstm(_values, Size);
        string inner = $$"""{"class_name":"LSTM","config":{"name":"l","units":{{Units}},"return_sequences":true,"zero_output_for_mask":true} }""";
        string json = Functional(Layer("Bidirectional", "it", $"\"merge_mode\":\"{mode}\",\"layer\":{inner}", "[[[\"x\",0,0,{}]]]"));
        float[] input = _values.Vector(Steps * Size);
        double[][] steps = TorchReference.Steps(input, Size);
        double[][] there = Run(steps, forward, new double[Units], new double[Units]).Outputs;
        double[][] back = [.. Run([.. steps.Reverse()], backward, new double[Units], new double[Units]).Outputs.Reverse()];
        double[] expected = [.. there.Zip(back).SelectMany(pair => mode == "concat" ? [.. pair.First, .. pair.Second] : pair.First.Zip(pair.Second, (a, b) => mode switch { "sum" => a + b, "mul" => a * b, _ => (a + b) / 2 }))];
        Agreement.Require(Agreement.Predict(Import(json, ("it", [.. forward, .. backward])).Compile(), input), expected);
    }

    private static TheoryData<string, bool> InBoth(params string[] parts)
    {
        TheoryData<string, bool> data = new();
        foreach (string part in parts)
        {
            data.Add(part, false);
            data.Add(part, true);
        }

        return data;
    }

    /// <summary>Each input of any length has its own; inputs that share theirs have masks, and are then computed as by Keras for each length.</summary>
    [Fact]
    public void Inputs_of_any_length_that_go_together_have_masks()
    {
        string Input(string name) => $$"""{"class_name":"InputLayer","name":"{{name}}","config":{"name":"{{name}}","batch_input_shape":[null,null,2]},"inbound_nodes":[]}""";
        string config = $$"""
            {"class_name":"Functional","config":{"name":"m","layers":[{{Input("words")}},{{Input("tags")}},
            {"class_name":"Add","name":"sum","config":{"name":"sum"},"inbound_nodes":[[["words",0,0,{}],["tags",0,0,{}]]]},
            {"class_name":"GlobalAveragePooling1D","name":"mean","config":{"name":"mean"},"inbound_nodes":[[["sum",0,0,{}]]]}],
            "input_layers":[["words",0,0],["tags",0,0]],"output_layers":[["mean",0,0]]} }
            """;
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.h5", File(config, "2.15.0")), new() { MaxLength = Steps })).Reason.ShouldContain("length and mask=true");
        const string inputs = "branch words\nfeatures length=6 size=2 mask=true\nbranch tags\nfeatures length=6 size=2 mask=true\nadd words\n";
        SequenceModel both = Compile($"model Both\n{inputs}gru 3\ndense 2\n");
        SequenceModel sums = Compile("model Sums\nfeatures max_length=6 size=2\ngru 3\ndense 2\n");
        foreach (WeightDescription weight in sums.Description.Weights)
        {
            sums.SetWeight(weight.Name, both.GetWeight(weight.Name));
        }

        for (int steps = 1; steps <= Steps; steps++)
        {
            float[] words = _values.Vector(2 * Steps);
            float[] tags = _values.Vector(2 * Steps);
            float[] mask = [.. Enumerable.Range(0, Steps).Select(step => step < steps ? 1f : 0f)];
            float[] output = new float[2];
            Predictor predictor = both.CreatePredictor();
            predictor.SetInput("words", words, mask);
            predictor.SetInput("tags", tags, mask);
            predictor.Run(output);
            float[] expected = new float[2];
            sums.CreatePredictor().Predict((ReadOnlySpan<float>)words.Zip(tags, (a, b) => a + b).Take(2 * steps).ToArray(), expected);
            Agreement.Require(output, [.. expected.Select(value => (double)value)], $"{steps} steps");
        }
    }

    private static SequenceModel Compile(string declaration)
    {
        string file = Path.GetTempFileName();
        System.IO.File.WriteAllText(file, declaration);
        SequenceModel model = DeclarationFile.Compile(file);
        System.IO.File.Delete(file);
        return model;
    }

    /// <summary>The entries that an index takes, as Python counts them.</summary>
    private static int[] Taken(string item, int extent)
    {
        int Place(string text) => int.Parse(text, CultureInfo.InvariantCulture) is var number && number < 0 ? number + extent : number;
        string[] bounds = item.Split(':');
        return bounds.Length == 1 ? [Place(item)]
            : [.. Enumerable.Range(0, extent).Where(at => at >= (bounds[0].Length > 0 ? Place(bounds[0]) : 0) && at < (bounds[1].Length > 0 ? Place(bounds[1]) : extent))];
    }

    /// <summary>Keras' LSTM in double precision.</summary>
    private static (double[][] Outputs, double[] H, double[] C) Run(double[][] steps, float[][,] weights, double[] h, double[] c)
    {
        (h, c) = ([.. h], [.. c]);
        List<double[]> outputs = [];
        foreach (double[] x in steps)
        {
            double[] z = [.. Enumerable.Range(0, 4 * Units).Select(column => weights[2][0, column] + Enumerable.Range(0, Size).Sum(row => x[row] * weights[0][row, column]) + Enumerable.Range(0, Units).Sum(row => h[row] * weights[1][row, column]))];
            c = [.. Enumerable.Range(0, Units).Select(j => (TorchReference.Sigmoid(z[Units + j]) * c[j]) + (TorchReference.Sigmoid(z[j]) * Math.Tanh(z[(2 * Units) + j])))];
            h = [.. Enumerable.Range(0, Units).Select(j => TorchReference.Sigmoid(z[(3 * Units) + j]) * Math.Tanh(c[j]))];
            outputs.Add(h);
        }

        return ([.. outputs], h, c);
    }

    private static string OnePart(string part, bool isKeras3, string shape = "[null,6,4]")
    {
        string Bound(string text) => text.Length == 0 ? "null" : text;
        string[] items = [.. part.Split(',').Select(item => item.Trim()).Select(item => item.Split(':') is { Length: > 1 } bounds
            ? isKeras3
                ? $$$"""{"class_name":"__slice__","config":{"start":{{{Bound(bounds[0])}}},"stop":{{{Bound(bounds[1])}}},"step":{{{Bound(bounds.ElementAtOrDefault(2) ?? "")}}}}}"""
                : $$"""{"start":{{Bound(bounds[0])}},"stop":{{Bound(bounds[1])}},"step":{{Bound(bounds.ElementAtOrDefault(2) ?? "")}}}"""
            : item == "..." ? "{\"class_name\":\"__ellipsis__\",\"config\":{}}" : item == "None" ? "null" : item)];
        string key = items.Length == 1 ? items[0] : $"[{string.Join(',', items)}]";
        return Functional(isKeras3 ? Operation3("GetItem", $"{Tensor("x")},{key}") : Operation2("__operators__.getitem", $$"""["x",0,0,{"slice_spec":{{key}}}]""", "SlicingOpLambda"), shape: shape);
    }

    private static string Tensor(string layer, int index = 0) => $$$"""{"class_name":"__keras_tensor__","config":{"shape":[null,6,4],"dtype":"float32","keras_history":["{{{layer}}}",0,{{{index}}}]}}""";

    private static string Operation3(string className, string arguments, string config = "", string name = "it") =>
        $$"""{"module":"keras.src.ops.numpy","class_name":"{{className}}","config":{"name":"{{name}}"{{(config.Length > 0 ? "," + config : "")}}},"registered_name":"{{className}}","name":"{{name}}","inbound_nodes":[{"args":[{{arguments}}],"kwargs":{} }]}""";

    private static string Operation2(string function, string node, string className = "TFOpLambda") =>
        $$"""{"class_name":"{{className}}","config":{"name":"it","trainable":true,"dtype":"float32","function":"{{function}}"},"name":"it","inbound_nodes":[{{node}}]}""";

    private static string Layer(string className, string name, string config, string nodes) => $$"""{"class_name":"{{className}}","name":"{{name}}","config":{"name":"{{name}}",{{config}}},"inbound_nodes":{{nodes}}}""";

    private static string Lstm(string name, string nodes, string more) => Layer("LSTM", name, $"\"units\":{Units},\"activation\":\"tanh\",\"recurrent_activation\":\"sigmoid\",{more}", nodes);

    private static string Functional(string layers, string outputs = """["it",0,0]""", string shape = "[null,6,4]") => $$"""
        {"class_name":"Functional","config":{"name":"m","layers":[{"class_name":"InputLayer","name":"x","config":{"name":"x","batch_input_shape":{{shape}}},"inbound_nodes":[]},
        {{layers}}],"input_layers":[["x",0,0]],"output_layers":[{{outputs}}]} }
        """;

    private static byte[] File(string json, string version, params (string Layer, float[][,] Weights)[] layers)
    {
        H5File file = new() { Attributes = { ["model_config"] = json, ["keras_version"] = version } };
        foreach ((string layer, float[][,] weights) in layers)
        {
            H5Group group = new();
            string[] names = [.. weights.Select((_, index) => $"w{index}")];
            for (int index = 0; index < weights.Length; index++)
            {
                group[names[index]] = index % 3 == 2 ? KerasFiles.Row(weights[index]) : weights[index];
            }

            group.Attributes["weight_names"] = names;
            file[layer] = group;
        }

        file.Attributes["layer_names"] = layers.Length > 0 ? (string[])[.. layers.Select(layer => layer.Layer)] : Array.Empty<float>();
        return KerasFiles.Bytes(file);
    }

    private static ImportedModel Import(string json, params (string Layer, float[][,] Weights)[] layers) =>
        ModelImport.Read(new ImportSource("model.h5", File(json, "2.15.0", layers)), new());
}
