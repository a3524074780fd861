using System.IO.Compression;
using System.Text;
using PureHDF;

namespace SeqGen.Interop.Tests;

/// <summary>Keras' files, made with the layouts that Keras documents.</summary>
public sealed class KerasFileTests
{
    private const int Units = KerasFiles.Units;

    private static readonly string[] NormalizationWeights = ["mean:0", "variance:0", "count:0"];

    private readonly Values _values = new(2);

    [Theory]
    [InlineData("1.2.2", "recurrent_activation=hard_sigmoid(keras2)")]
    [InlineData("2.2.4", "recurrent_activation=hard_sigmoid(keras2)")]
    [InlineData("3.4.1", "recurrent_activation=hard_sigmoid")]
    public void The_version_says_what_hard_sigmoid_means(string version, string words) =>
        Import(KerasFiles.Whole(version, "LSTM", Lstm())).Declaration.ShouldContain($"lstm {Units} {words} name=lstm_1");

    [Fact]
    public void Weights_come_in_as_they_are_and_those_of_the_optimizer_do_not()
    {
        float[][,] weights = Lstm();
        ImportedModel imported = Import(KerasFiles.Whole("2.2.4", "LSTM", weights));
        imported.Weights.Select(weight => weight.Name).ShouldBe(["lstm_1/kernel", "lstm_1/recurrent_kernel", "lstm_1/bias"]);
        imported.Weights[0].Values.ToArray().ShouldBe(weights[0].Cast<float>());
        imported.Notes.ShouldContain(note => note.Kind == ImportNoteKind.Skipped && note.Text.StartsWith("optimizer_weights", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CuDNNLSTM", 4)]
    [InlineData("CuDNNGRU", 3)]
    public void Weights_of_CuDNN_cells_are_put_in_order(string className, int gates)
    {
        // The way out that Keras documents, of known weights: each kernel's gates k as k.reshape(k.shape, order 'F').T, in C order; recurrent kernels transposed.
        float[,] kernel = _values.Matrix(2, gates * Units);
        float[,] recurrent = _values.Matrix(Units, gates * Units);
        float[,] cudnnKernel = new float[2, gates * Units];
        float[,] cudnnRecurrent = new float[Units, gates * Units];
        for (int gate = 0; gate < gates; gate++)
        {
            for (int column = 0, number = 0; column < Units; column++)
            {
                for (int row = 0; row < 2; row++, number++)
                {
                    cudnnKernel[number / Units, (gate * Units) + (number % Units)] = kernel[row, (gate * Units) + column];
                }

                for (int row = 0; row < Units; row++)
                {
                    cudnnRecurrent[row, (gate * Units) + column] = recurrent[column, (gate * Units) + row];
                }
            }
        }

        float[] bias = _values.Vector(2 * gates * Units);
        float[,] biasRow = new float[1, bias.Length];
        Buffer.BlockCopy(bias, 0, biasRow, 0, sizeof(float) * bias.Length);
        ImportedModel imported = Import(KerasFiles.Whole("2.1.5", className, [cudnnKernel, cudnnRecurrent, biasRow]));
        imported.Weights[0].Values.ToArray().ShouldBe(kernel.Cast<float>());
        imported.Weights[1].Values.ToArray().ShouldBe(recurrent.Cast<float>());
        int half = gates * Units;
        imported.Weights[2].Values.ToArray().ShouldBe(gates == 4 ? [.. bias.Take(half).Zip(bias.Skip(half), (a, b) => a + b)] : bias);
        imported.Declaration.ShouldNotContain("hard_sigmoid");
    }

    [Fact]
    public void Keras_1_has_one_array_a_gate()
    {
        Dictionary<char, (float[,] W, float[,] U, float[] B)> gates = "icfo".ToDictionary(gate => gate, _ => (_values.Matrix(2, Units), _values.Matrix(Units, Units), _values.Vector(Units)));
        H5Group layer = new() { Attributes = { ["weight_names"] = (string[])[.. "icfo".SelectMany(gate => new[] { $"W_{gate}", $"U_{gate}", $"b_{gate}" })] } };
        foreach ((char gate, (float[,] w, float[,] u, float[] b)) in gates)
        {
            layer[$"W_{gate}"] = w;
            layer[$"U_{gate}"] = u;
            layer[$"b_{gate}"] = b;
        }

        string config = $$$$"""{"class_name":"Sequential","config":[{"class_name":"LSTM","config":{"name":"lstm_1","batch_input_shape":[null,5,2],"output_dim":{{{{Units}}}},"inner_activation":"hard_sigmoid","activation":"tanh","init":"glorot_uniform","return_sequences":false,"consume_less":"cpu","dropout_W":0.1}}]}""";
        ImportedModel imported = Import(KerasFiles.File(config, null, layer));
        imported.Declaration.ShouldContain("hard_sigmoid(keras2)");
        float[] bias = imported.Weights[2].Values.ToArray();
        bias[..Units].ShouldBe(gates['i'].B);
        bias[Units..(2 * Units)].ShouldBe(gates['f'].B);
        bias[(2 * Units)..(3 * Units)].ShouldBe(gates['c'].B);
        bias[(3 * Units)..].ShouldBe(gates['o'].B);
    }

    /// <summary>The layer inside a Bidirectional has Keras 1's words and arrays too.</summary>
    [Fact]
    public void Keras_1_goes_both_ways()
    {
        string[] parts = [.. "icfo".SelectMany(gate => new[] { $"W_{gate}", $"U_{gate}", $"b_{gate}" })];
        string[] names = [.. new[] { "forward", "backward" }.SelectMany(direction => parts.Select(part => $"{direction}_{part}"))];
        H5Group layer = new() { Attributes = { ["weight_names"] = names } };
        Dictionary<string, float[,]> arrays = names.ToDictionary(name => name, name => name.Contains("_W_", StringComparison.Ordinal) ? _values.Matrix(2, Units) : name.Contains("_U_", StringComparison.Ordinal) ? _values.Matrix(Units, Units) : _values.Matrix(1, Units));
        foreach ((string name, float[,] array) in arrays)
        {
            layer[name] = name.Contains("_b_", StringComparison.Ordinal) ? KerasFiles.Row(array) : array;
        }

        string config = $$$$"""{"class_name":"Sequential","config":[{"class_name":"Bidirectional","config":{"name":"lstm_1","batch_input_shape":[null,5,2],"merge_mode":"sum","layer":{"class_name":"LSTM","config":{"name":"forward","input_dim":2,"output_dim":{{{{Units}}}},"inner_activation":"hard_sigmoid","activation":"tanh","inner_init":"orthogonal","return_sequences":true,"dropout_U":0.1} } } } ] }""";
        ImportedModel imported = Import(KerasFiles.File(config, "1.1.1", layer));
        imported.Declaration.ShouldContain($"bidirectional lstm {Units} recurrent_activation=hard_sigmoid(keras2) return_sequences=true recurrent_dropout=0.1 merge_mode=sum");
        imported.Weights.Select(weight => weight.Name).ShouldBe(["lstm_1/forward/kernel", "lstm_1/forward/recurrent_kernel", "lstm_1/forward/bias", "lstm_1/backward/kernel", "lstm_1/backward/recurrent_kernel", "lstm_1/backward/bias"]);
        imported.Weights[5].Values.ToArray().ShouldBe("ifco".SelectMany(gate => arrays[$"backward_b_{gate}"].Cast<float>()));
    }

    /// <summary>Keras 2.12 to 2.15 on Windows wrote a path of folders as one name.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keras_3_keeps_weights_in_folders_of_class_and_counter(bool isOfWindows)
    {
        (float[,] Kernel, float[] Bias)[] dense = [(_values.Matrix(2, Units), _values.Vector(Units)), (_values.Matrix(Units, 1), _values.Vector(1))];
        H5Group Vars(params object[] variables)
        {
            H5Group vars = new();
            for (int index = 0; index < variables.Length; index++)
            {
                vars[$"{index}"] = variables[index];
            }

            return new() { ["vars"] = vars };
        }

        float[][,] forward = Lstm(Units);
        float[][,] backward = Lstm(Units);
        H5File weights = new()
        {
            ["layers"] = new H5Group
            {
                ["dense"] = Vars(dense[0].Kernel, dense[0].Bias),
                ["dense_1"] = Vars(dense[1].Kernel, dense[1].Bias),
                ["bidirectional"] = new H5Group
                {
                    ["backward_layer"] = new H5Group { ["cell"] = Vars(backward[0], backward[1], KerasFiles.Row(backward[2])) },
                    ["forward_layer"] = new H5Group { ["cell"] = Vars(forward[0], forward[1], KerasFiles.Row(forward[2])) },
                },
                ["dropout"] = new H5Group { ["seed_generator"] = Vars(new uint[] { 1, 2 }) },
            },
            ["optimizer"] = Vars(new float[] { 1 }),
        };
        string lstm = $$$$"""{"class_name":"LSTM","config":{"name":"l","units":{{{{Units}}}},"activation":"tanh","recurrent_activation":"sigmoid","return_sequences":false,"dtype":{"module":"keras","class_name":"DTypePolicy","config":{"name":"float32"},"registered_name":null}}}""";
        string config = $$$$"""
            {"module":"keras","class_name":"Sequential","config":{"name":"s","layers":[
            {"class_name":"InputLayer","config":{"batch_shape":[null,5,2],"dtype":"float32","name":"in"}},
            {"class_name":"Dense","config":{"name":"first","units":{{{{Units}}}},"activation":"relu","use_bias":true}},
            {"class_name":"Dropout","config":{"name":"d","rate":0.5}},
            {"class_name":"Bidirectional","config":{"name":"both","merge_mode":"sum","layer":{{{{lstm}}}},"backward_layer":{{{{lstm}}}}}},
            {"class_name":"Dense","config":{"name":"second","units":1,"activation":"sigmoid","use_bias":true}}],
            "build_input_shape":[null,5,2]}}
            """;
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            KerasFiles.Add(archive, "metadata.json", "{\"keras_version\":\"3.4.1\"}"u8.ToArray());
            KerasFiles.Add(archive, "config.json", Encoding.UTF8.GetBytes(config));
            KerasFiles.Add(archive, "model.weights.h5", KerasFiles.Bytes(isOfWindows ? OfWindows(weights) : weights));
        }

        ImportedModel imported = Import(zip.ToArray());
        imported.Format.ShouldBe("Keras archive");
        imported.Weights.Select(weight => weight.Name).ShouldBe(["first/kernel", "first/bias", "both/forward/kernel", "both/forward/recurrent_kernel", "both/forward/bias", "both/backward/kernel", "both/backward/recurrent_kernel", "both/backward/bias", "second/kernel", "second/bias"]);
        imported.Weights[2].Values.ToArray().ShouldBe(forward[0].Cast<float>());
        imported.Weights[5].Values.ToArray().ShouldBe(backward[0].Cast<float>());
        imported.Weights[8].Values.ToArray().ShouldBe(dense[1].Kernel.Cast<float>());
    }

    /// <summary>The same folders with '\\' in their names.</summary>
    private static H5File OfWindows(H5File file)
    {
        H5File flat = new();
        void Add(H5Group group, string path)
        {
            foreach ((string name, object value) in group)
            {
                if (name == "vars")
                {
                    flat[path] = new H5Group { ["vars"] = value };
                }
                else
                {
                    Add((H5Group)value, path.Length == 0 ? name : path + '\\' + name);
                }
            }
        }

        Add(file, "");
        return flat;
    }

    [Theory]
    [InlineData("""[[["a",0,0,{}],["b",0,0,{}]]]""")]
    [InlineData("""[{"args":[[{"class_name":"__keras_tensor__","config":{"keras_history":["a",0,0]}},{"class_name":"__keras_tensor__","config":{"keras_history":["b",0,0]}}]],"kwargs":{}}]""")]
    public void Functional_models_become_branches(string nodes)
    {
        string Node(string name) => nodes.StartsWith("[[", StringComparison.Ordinal) ? $$$$"""[[["{{{{name}}}}",0,0,{}]]]""" : $$$$"""[{"args":[{"class_name":"__keras_tensor__","config":{"keras_history":["{{{{name}}}}",0,0]}}],"kwargs":{}}]""";
        string Dense(string name, string from) => $$$$"""{"class_name":"Dense","name":"{{{{name}}}}","config":{"name":"{{{{name}}}}","units":2,"activation":"linear","use_bias":false},"inbound_nodes":{{{{Node(from)}}}}}""";
        string config = $$$$"""
            {"class_name":"Functional","config":{"name":"f","layers":[
            {"class_name":"InputLayer","name":"x","config":{"name":"x","batch_input_shape":[null,4]},"inbound_nodes":[]},
            {{{{Dense("a", "x")}}}},{{{{Dense("b", "a")}}}},
            {"class_name":"Concatenate","name":"c","config":{"name":"c","axis":-1},"inbound_nodes":{{{{nodes}}}}}],
            "input_layers":[["x",0,0]],"output_layers":[["c",0,0]]}}
            """;
        H5Group Weights(float[,] kernel) => new() { ["kernel"] = kernel, Attributes = { ["weight_names"] = new[] { "kernel" } } };
        H5File file = new()
        {
            ["a"] = Weights(_values.Matrix(4, 2)),
            ["b"] = Weights(_values.Matrix(2, 2)),
            Attributes = { ["model_config"] = config, ["keras_version"] = "2.4.0", ["layer_names"] = new[] { "a", "b" } },
        };
        ImportedModel imported = Import(KerasFiles.Bytes(file));
        imported.Declaration.ShouldBe("""
            model Model
            features size=4 name=x
            dense 2 use_bias=false name=a
            dense 2 use_bias=false name=b
            branch a_on from=a
            concatenate b name=c

            """);
    }

    /// <summary>Far from zero: the difference must keep its digits.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData(",\"mean\":[2000.0,-1.0],\"variance\":[4.0,0.0]", false)]
    [InlineData(",\"invert\":true", true)]
    public void Constants_of_a_normalization_come_from_weights_or_the_config(string options, bool hasWeights)
    {
        string config = $$$$"""
            {"class_name":"Sequential","config":{"name":"s","layers":[
            {"class_name":"Normalization","config":{"name":"lstm_1","trainable":true,"batch_input_shape":[null,3,2],"axis":[-1]{{{{options}}}}}},
            {"class_name":"Rescaling","config":{"name":"r","scale":[0.5,2.0],"offset":1.0}},
            {"class_name":"Rescaling","config":{"name":"q","scale":-3,"offset":0.0}}]}}
            """;
        H5Group weights = new() { ["mean:0"] = new float[] { 2000, -1 }, ["variance:0"] = new float[] { 4, 0 }, ["count:0"] = new long[] { 7 }, Attributes = { ["weight_names"] = NormalizationWeights } };
        ImportedModel imported = Import(KerasFiles.File(config, "2.11.0", hasWeights ? weights : new() { Attributes = { ["weight_names"] = Array.Empty<float>() } }));
        imported.Declaration.ShouldContain("rescaling -3 name=q");
        float[] input = [2000.25f, -1, 2003, -1.5f, 1999, 0];
        bool isInverse = options.Contains("invert", StringComparison.Ordinal);
        double Of(int index)
        {
            double mean = index % 2 == 0 ? 2000 : -1;
            double deviation = index % 2 == 0 ? 2 : 1e-7;
            double y = isInverse ? mean + (input[index] * deviation) : (input[index] - mean) / deviation;
            return -3 * ((index % 2 == 0 ? 0.5 : 2.0) * y + 1);
        }

        float[] output = Agreement.Predict(imported.Compile(), input);
        for (int column = 0; column < 2; column++)
        {
            Agreement.Require([.. output.Where((_, index) => index % 2 == column)], [.. Enumerable.Range(0, 6).Where(index => index % 2 == column).Select(Of)]);
        }
    }

    [Theory]
    [InlineData("\"surprise\":true", "surprise")]
    [InlineData("\"stateful\":false,\"proj_clip\":3", "proj_clip")]
    [InlineData("\"activation\":\"hardest_sigmoid\"", "hardest_sigmoid")]
    public void An_option_that_is_not_known_is_an_error(string option, string words)
    {
        string config = $$$$"""{"class_name":"Sequential","config":[{"class_name":"LSTM","config":{"name":"lstm_1","batch_input_shape":[null,5,2],"units":{{{{Units}}}},{{{{option}}}}}}]}""";
        Should.Throw<ImportException>(() => Import(KerasFiles.File(config, "2.2.4", KerasFiles.LayerOf(Lstm())))).Reason.ShouldContain(words);
    }

    [Fact]
    public void Weights_without_a_structure_are_bound_to_a_declaration()
    {
        float[][,] weights = Lstm();
        H5File file = new() { ["other_name"] = KerasFiles.LayerOf(weights), Attributes = { ["layer_names"] = new[] { "other_name" } } };
        string like = Path.GetTempFileName();
        System.IO.File.WriteAllText(like, $"model Like\nfeatures size=2 length=5\nlstm {Units}\n");
        ImportedModel imported = ModelImport.Read(new ImportSource("weights.h5", KerasFiles.Bytes(file)), new() { Like = like });
        System.IO.File.Delete(like);
        imported.Name.ShouldBe("Like");
        imported.Weights[1].Values.ToArray().ShouldBe(weights[1].Cast<float>());
    }

    [Fact]
    public void A_length_that_the_file_leaves_open_is_asked_for()
    {
        string config = $$$$"""{"class_name":"Sequential","config":[{"class_name":"LSTM","config":{"name":"lstm_1","batch_input_shape":[null,null,2],"units":{{{{Units}}}}}}]}""";
        byte[] file = KerasFiles.File(config, "2.2.4", KerasFiles.LayerOf(Lstm()));
        Should.Throw<ImportException>(() => Import(file)).Reason.ShouldContain("--length");
        ModelImport.Read(new ImportSource("model.h5", file), new() { Length = 7 }).Declaration.ShouldContain("length=7");
    }

    /// <summary>Each sequence is computed as by the model for its length.</summary>
    [Fact]
    public void A_length_that_the_file_leaves_open_can_stay_open()
    {
        string config = $$$$"""{"class_name":"Sequential","config":[{"class_name":"LSTM","config":{"name":"lstm_1","batch_input_shape":[null,null,2],"units":{{{{Units}}}}}}]}""";
        byte[] file = KerasFiles.File(config, "2.2.4", KerasFiles.LayerOf(Lstm()));
        ImportedModel any = ModelImport.Read(new ImportSource("model.h5", file), new() { MaxLength = 7 });
        any.Declaration.ShouldContain("max_length=7");
        SequenceModel three = ModelImport.Read(new ImportSource("model.h5", file), new() { Length = 3 }).Compile();
        Agreement.Predict(any.Compile(), [1f, 2, 3, 4, 5, 6]).ShouldBe(Agreement.Predict(three, [1f, 2, 3, 4, 5, 6]), 1e-6);
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.h5", file), new() { MaxLength = 7, Length = 7 })).Reason.ShouldContain("give one of them");
        string closed = config.Replace("[null,null,2]", "[null,4,2]", StringComparison.Ordinal);
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.h5", KerasFiles.File(closed, "2.2.4", KerasFiles.LayerOf(Lstm()))), new() { MaxLength = 7 }))
            .Reason.ShouldStartWith("--max-length has no meaning for this file");
        string flat = config.Replace("}}]}", "}},{\"class_name\":\"MaxPooling1D\",\"config\":{\"name\":\"pool\",\"pool_size\":2,\"strides\":2,\"padding\":\"valid\"}}]}", StringComparison.Ordinal)
            .Replace("\"units\"", "\"return_sequences\":true,\"units\"", StringComparison.Ordinal);
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.h5", KerasFiles.File(flat, "2.2.4", KerasFiles.LayerOf(Lstm()))), new() { MaxLength = 7 }))
            .Reason.ShouldContain("declare the input with length instead of max_length");
    }

    private float[][,] Lstm(int size = 2) => KerasFiles.MakeLstm(_values, size);

    private static ImportedModel Import(byte[] file) => ModelImport.Read(new ImportSource("model.h5", file), new());
}
