using System.IO.Compression;
using System.Text;
using PureHDF;

namespace SeqGen.Interop.Tests;

/// <summary>
/// Archives of Keras 3 with layers inside layers: weights lie in folders by class and counter, and below them in folders by the names of attributes, each with its own
/// variables in <c>vars</c>. What they compute is compared with the equations written out.
/// </summary>
public sealed class KerasArchiveTests
{
    private const int Steps = 5;
    private const int Size = 4;
    private const int Heads = 2;

    private readonly Values _values = new(12);

    /// <summary>An EinsumDense below each of four attributes; kernels are [size, heads, values], that of the output [heads, values, size].</summary>
    [Theory]
    [InlineData("", true, 3, 3)]
    [InlineData("", true, 3, 2)]
    [InlineData("_", true, 2, 3)]
    [InlineData("_", false, 3, 2)]
    public void Projections_of_a_multi_head_attention(string prefix, bool hasBias, int keyDim, int valueDim)
    {
        H5Group Projection(string name, int rows, int columns) => Folder(("vars", Vars([_values.Cube(name == "output_dense" ? Heads : Size, name == "output_dense" ? valueDim : rows, columns), .. hasBias ? [name == "output_dense" ? _values.Vector(Size) : _values.Matrix(rows, columns)] : Array.Empty<object>()])));
        H5Group query = Projection("query_dense", Heads, keyDim);
        H5Group key = Projection("key_dense", Heads, keyDim);
        H5Group value = Projection("value_dense", Heads, valueDim);
        H5Group output = Projection("output_dense", Heads, Size);
        H5Group seeds = Folder(("seed_generator", Folder(("vars", Vars([new uint[] { 1, 2 }])))));
        string config = $"\"num_heads\":{Heads},\"key_dim\":{keyDim},\"value_dim\":{valueDim},\"dropout\":0.1,\"use_bias\":{(hasBias ? "true" : "false")},\"output_shape\":null,\"attention_axes\":[1],\"query_shape\":[null,5,4],\"key_shape\":[null,5,4],\"value_shape\":[null,5,4]";
        byte[] archive = Archive(
            Functional(Layer("MultiHeadAttention", "mha", config, $"{Tensor("x")}", $"\"value\":{Tensor("x")},\"query_mask\":null,\"use_causal_mask\":false,\"training\":false"), "mha"),
            ("multi_head_attention", Folder(($"{prefix}key_dense", key), ($"{prefix}output_dense", output), ($"{prefix}query_dense", query), ($"{prefix}value_dense", value), ("dropout_layer", seeds))));
        double[][] x = [.. _values.Vector(Steps * Size).Chunk(Size).Select(step => step.Select(item => (double)item).ToArray())];
        double[] expected = [.. Enumerable.Range(0, Steps).SelectMany(_ => hasBias ? ((float[])Var(output, 1)).Select(bias => (double)bias) : new double[Size])];
        for (int head = 0; head < Heads; head++)
        {
            double[][] Project(H5Group projection, int columns) => [.. x.Select(step => (double[])[.. Enumerable.Range(0, columns).Select(column =>
                (hasBias ? ((float[,])Var(projection, 1))[head, column] : 0) + Enumerable.Range(0, Size).Sum(row => step[row] * ((float[,,])Var(projection, 0))[row, head, column]))])];
            double[][] mixed = Attend(Project(query, keyDim), Project(value, valueDim), Project(key, keyDim), (q, k) => q.Zip(k, (a, b) => a * b).Sum() / Math.Sqrt(keyDim));
            for (int step = 0; step < Steps; step++)
            {
                for (int column = 0; column < Size; column++)
                {
                    expected[(step * Size) + column] += Enumerable.Range(0, valueDim).Sum(row => mixed[step][row] * ((float[,,])Var(output, 0))[head, row, column]);
                }
            }
        }

        ImportedModel imported = Import(archive);
        imported.Declaration.ShouldContain($"multi_head_attention x {Heads} {keyDim}");
        Agreement.Require(Agreement.Predict(imported.Compile(), Flat(x)), expected);
    }

    [Theory]
    [InlineData("Attention", "\"use_scale\":false,\"score_mode\":\"dot\"", 0)]
    [InlineData("Attention", "\"use_scale\":true,\"score_mode\":\"dot\"", 1)]
    [InlineData("Attention", "\"use_scale\":true,\"score_mode\":\"concat\"", 2)]
    [InlineData("Attention", "\"use_scale\":false,\"score_mode\":\"concat\"", 1)]
    [InlineData("AdditiveAttention", "\"use_scale\":true", 1)]
    [InlineData("AdditiveAttention", "\"use_scale\":false", 0)]
    public void An_attention_has_at_most_a_scale_and_a_weight_of_its_scores(string className, string config, int weights)
    {
        bool isAdditive = className == "AdditiveAttention";
        bool isScaled = config.Contains("\"use_scale\":true", StringComparison.Ordinal);
        bool isConcat = config.Contains("concat", StringComparison.Ordinal);
        float[] scale = isAdditive ? _values.Vector(Size) : [1.5f];
        const float ofScores = -0.75f;
        object[] variables = isAdditive ? [scale] : [.. isScaled ? [scale[0]] : Array.Empty<object>(), .. isConcat ? [ofScores] : Array.Empty<object>()];
        byte[] archive = Archive(
            Functional($"{Layer("Dense", "keys", $"\"units\":{Size},\"activation\":\"tanh\",\"use_bias\":false", Tensor("x"))},{Layer(className, "a", config + ",\"dropout\":0.0", $"[{Tensor("x")},{Tensor("keys")}]", "\"training\":false")}", "a"),
            [("dense", Folder(("vars", Vars([_values.Matrix(Size, Size)])))), .. weights > 0 ? [(isAdditive ? "additive_attention" : "attention", Folder(("vars", Vars(variables))))] : Array.Empty<(string, H5Group)>()]);
        ImportedModel imported = Import(archive);
        float[] kernel = imported.Weights.Single(weight => weight.Name == "keys/kernel").Values.ToArray();
        imported.Weights.Count.ShouldBe(1 + weights);
        double[][] x = [.. _values.Vector(Steps * Size).Chunk(Size).Select(step => step.Select(item => (double)item).ToArray())];
        double[][] keys = [.. x.Select(step => (double[])[.. Enumerable.Range(0, Size).Select(column => Math.Tanh(Enumerable.Range(0, Size).Sum(row => step[row] * kernel[(row * Size) + column])))])];
        double Score(double[] q, double[] k) => isAdditive ? q.Zip(k, (a, b) => Math.Tanh(a + b)).Select((t, lane) => isScaled ? scale[lane] * t : t).Sum()
            : isConcat ? ofScores * q.Zip(k, (a, b) => Math.Tanh(isScaled ? scale[0] * (a + b) : a + b)).Sum()
            : (isScaled ? scale[0] : 1) * q.Zip(k, (a, b) => a * b).Sum();
        Agreement.Require(Agreement.Predict(imported.Compile(), Flat(x)), [.. Attend(x, keys, keys, Score).SelectMany(step => step)]);
    }

    /// <summary>Each class counts by itself, in the order of the model; what a layer holds counts nothing.</summary>
    [Fact]
    public void Folders_of_layers_that_occur_several_times()
    {
        string Gru(string name) => $$$"""{"class_name":"GRU","config":{"name":"{{{name}}}","units":3,"activation":"tanh","recurrent_activation":"sigmoid","reset_after":true,"return_sequences":true}}""";
        H5Group OfGru(int size) => Folder(("cell", Folder(("vars", Vars([_values.Matrix(size, 9), _values.Matrix(3, 9), _values.Matrix(2, 9)])))));
        H5Group Both(int size) => Folder(("backward_layer", OfGru(size)), ("forward_layer", OfGru(size)));
        H5Group Dense(int rows, int columns) => Folder(("vars", Vars([_values.Matrix(rows, columns), _values.Vector(columns)])));
        H5Group[] both = [Both(3), Both(6)];
        H5Group[] distributed = [Dense(Size, 3), Dense(6, 2)];
        H5Group[] dense = [Dense(6, 6), Dense(2, 2)];
        string Distributed(string name, int units) => $$$"""{"class_name":"TimeDistributed","config":{"name":"{{{name}}}","layer":{{{Plain("inner", units)}}} }}""";
        string Plain(string name, int units) => $$$"""{"class_name":"Dense","config":{"name":"{{{name}}}","units":{{{units}}},"activation":"linear","use_bias":true}}""";
        string Bidirectional(string name) => $$$$"""{"class_name":"Bidirectional","config":{"name":"{{{{name}}}}","merge_mode":"concat","layer":{{{{Gru("forward_" + name)}}}},"backward_layer":{{{{Gru("backward_" + name)}}}}}}""";
        string config = $$$"""
            {"class_name":"Sequential","config":{"name":"s","layers":[
            {"class_name":"InputLayer","config":{"batch_shape":[null,5,4],"name":"in"}},
            {{{Distributed("zeta", 3)}}},{{{Bidirectional("omega")}}},{{{Plain("alpha", 6)}}},{{{Bidirectional("beta")}}},{{{Distributed("aaa", 2)}}},{{{Plain("a0", 2)}}}]}}
            """;
        ImportedModel imported = Import(Archive(
            config,
            ("time_distributed", Folder(("layer", distributed[0]))), ("time_distributed_1", Folder(("layer", distributed[1]))), ("dense", dense[0]), ("dense_1", dense[1]), ("bidirectional_1", both[1]), ("bidirectional", both[0])));
        float[] Weight(string name) => imported.Weights.Single(weight => weight.Name == name).Values.ToArray();
        H5Group Cell(H5Group layer, string direction) => (H5Group)((H5Group)layer[direction])["cell"];
        Weight("zeta/kernel").ShouldBe(((float[,])Var(distributed[0], 0)).Cast<float>());
        Weight("aaa/bias").ShouldBe((float[])Var(distributed[1], 1));
        Weight("alpha/kernel").ShouldBe(((float[,])Var(dense[0], 0)).Cast<float>());
        Weight("a0/kernel").ShouldBe(((float[,])Var(dense[1], 0)).Cast<float>());
        foreach ((string name, H5Group layer) in new[] { ("omega", both[0]), ("beta", both[1]) })
        {
            Weight($"{name}/forward/kernel").ShouldBe(((float[,])Var(Cell(layer, "forward_layer"), 0)).Cast<float>());
            Weight($"{name}/backward/recurrent_kernel").ShouldBe(((float[,])Var(Cell(layer, "backward_layer"), 1)).Cast<float>());
            Weight($"{name}/backward/bias").ShouldBe(((float[,])Var(Cell(layer, "backward_layer"), 2)).Cast<float>());
        }

        Agreement.Predict(imported.Compile(), _values.Vector(Steps * Size)).Length.ShouldBe(Steps * 2);
    }

    /// <summary>A model inside the model has folders of its own, in which classes are counted anew; it computes what its layers compute one after the other.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Models_inside_models(bool isKeras3)
    {
        (string Name, string Class, string Config, object[] Weights)[] layers =
        [
            ("first", "Dense", "\"units\":3,\"activation\":\"tanh\"", [_values.Matrix(Size, 3), _values.Vector(3)]),
            ("bn", "BatchNormalization", "\"axis\":[-1],\"epsilon\":0.001", [_values.Vector(3), _values.Vector(3), _values.Vector(3), (float[])[.. _values.Vector(3).Select(value => value + 1)]]),
            ("second", "Dense", "\"units\":4,\"activation\":\"relu\"", [_values.Matrix(3, 4), _values.Vector(4)]),
            ("gru", "GRU", "\"units\":2,\"activation\":\"tanh\",\"recurrent_activation\":\"sigmoid\",\"reset_after\":true", [_values.Matrix(4, 6), _values.Matrix(2, 6), _values.Matrix(2, 6)]),
            ("third", "Dense", "\"units\":2,\"activation\":\"linear\"", [_values.Matrix(2, 2), _values.Vector(2)]),
        ];
        string Json(int layer) => $"{{\"class_name\":\"{layers[layer].Class}\",\"name\":\"{layers[layer].Name}\",\"config\":{{\"name\":\"{layers[layer].Name}\",{layers[layer].Config}}}";
        string Input(string name, int size) => $$$"""{"class_name":"InputLayer","name":"{{{name}}}","config":{"name":"{{{name}}}","batch_shape":[null,5,{{{size}}}]},"inbound_nodes":[]}""";
        string Sequential(string name, string content) => $$$"""{"class_name":"Sequential","config":{"name":"{{{name}}}","layers":[{{{content}}}]}}""";
        string Node(string from) => $",\"inbound_nodes\":[[[\"{from}\",0,0,{{}}]]]}}";
        string inner = Sequential("inner", $"{Input("b", 3)},{Json(1)}}},{Json(2)}}}");
        string functional = $$$"""
            {"class_name":"Functional","name":"middle","config":{"name":"middle","layers":[{{{Input("a", Size)}}},{{{Json(0) + Node("a")}}},{{{inner[..^1]}}},"name":"inner"{{{Node("first")}}},{{{Json(3) + Node("inner")}}}],
            "input_layers":[["a",0,0]],"output_layers":[["gru",0,0]]}}
            """;
        string nested = Sequential("outer", $"{Input("x", Size)},{functional},{Json(4)}}}");
        string flat = Sequential("outer", $"{Input("x", Size)},{string.Join(',', Enumerable.Range(0, 5).Select(layer => Json(layer) + "}"))}");
        H5Group Own(int layer) => layer == 3 ? Folder(("cell", Folder(("vars", Vars(layers[layer].Weights))))) : Folder(("vars", Vars(layers[layer].Weights)));
        ImportedModel imported;
        if (isKeras3)
        {
            H5Group innermost = Folder(("layers", Folder(("batch_normalization", Own(1)), ("dense", Own(2)))));
            imported = Import(Archive(nested, ("dense", Own(4)), ("functional", Folder(("layers", Folder(("dense", Own(0)), ("gru", Own(3)), ("sequential", innermost)))))));
        }
        else
        {
            // The weights of all layers inside lie together, those that are not trained at the end.
            (string, object)[] Named(int layer) => [.. layers[layer].Weights.Select((weight, index) => ($"{layers[layer].Name}/w{index}:0", weight))];
            H5Group Group((string Path, object Weight)[] weights) => new H5Group { Attributes = { ["weight_names"] = (string[])[.. weights.Select(weight => weight.Path)] } }.Fill(weights);
            H5File file = new()
            {
                ["middle"] = Group([.. Named(0), .. Named(1)[..2], .. Named(2), .. Named(3), .. Named(1)[2..]]),
                ["third"] = Group(Named(4)),
                Attributes = { ["model_config"] = nested, ["keras_version"] = "2.15.0", ["layer_names"] = (string[])["middle", "third"] },
            };
            imported = ModelImport.Read(new ImportSource("model.h5", KerasFiles.Bytes(file)), new());
        }

        ImportedModel expected = Import(Archive(flat, ("dense", Own(0)), ("batch_normalization", Own(1)), ("dense_1", Own(2)), ("gru", Own(3)), ("dense_2", Own(4))));
        imported.Declaration.ShouldBe(expected.Declaration);
        float[] input = _values.Vector(Steps * Size);
        Agreement.Predict(imported.Compile(), input).ShouldBe(Agreement.Predict(expected.Compile(), input));
    }

    private static double[][] Attend(double[][] queries, double[][] values, double[][] keys, Func<double[], double[], double> score) => [.. queries.Select(query =>
    {
        double[] weights = [.. keys.Select(key => Math.Exp(score(query, key)))];
        return (double[])[.. Enumerable.Range(0, values[0].Length).Select(column => values.Zip(weights, (value, weight) => value[column] * weight).Sum() / weights.Sum())];
    })];

    private static float[] Flat(double[][] steps) => [.. steps.SelectMany(step => step.Select(value => (float)value))];

    private static H5Group Folder(params (string Name, H5Group Group)[] groups)
    {
        H5Group folder = new();
        foreach ((string name, H5Group group) in groups)
        {
            folder[name] = group;
        }

        return folder;
    }

    private static H5Group Vars(object[] variables)
    {
        H5Group vars = new();
        for (int index = 0; index < variables.Length; index++)
        {
            vars[$"{index}"] = variables[index];
        }

        return vars;
    }

    private static object Var(H5Group layer, int index) => ((H5Group)layer["vars"])[$"{index}"];

    private static string Tensor(string layer) => $$$"""{"class_name":"__keras_tensor__","config":{"shape":[null,5,4],"dtype":"float32","keras_history":["{{{layer}}}",0,0]}}""";

    private static string Layer(string className, string name, string config, string arguments, string keywords = "") =>
        $$$$"""{"module":"keras.layers","class_name":"{{{{className}}}}","config":{"name":"{{{{name}}}}",{{{{config}}}}},"registered_name":null,"name":"{{{{name}}}}","inbound_nodes":[{"args":[{{{{arguments}}}}],"kwargs":{{{{{keywords}}}}} }]}""";

    private static string Functional(string layers, string output) => $$$"""
        {"module":"keras","class_name":"Functional","config":{"name":"f","trainable":true,"layers":[
        {"module":"keras.layers","class_name":"InputLayer","config":{"batch_shape":[null,5,4],"dtype":"float32","sparse":false,"name":"x"},"registered_name":null,"name":"x","inbound_nodes":[]},
        {{{layers}}}],"input_layers":[["x",0,0]],"output_layers":[["{{{output}}}",0,0]]}}
        """;

    private static byte[] Archive(string config, params (string Folder, H5Group Group)[] layers)
    {
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            KerasFiles.Add(archive, "metadata.json", "{\"keras_version\":\"3.8.0\",\"date_saved\":\"2025-01-01\"}"u8.ToArray());
            KerasFiles.Add(archive, "config.json", Encoding.UTF8.GetBytes(config));
            KerasFiles.Add(archive, "model.weights.h5", KerasFiles.Bytes(new H5File { ["layers"] = Folder(layers), ["vars"] = new H5Group() }));
        }

        return zip.ToArray();
    }

    private static ImportedModel Import(byte[] file) => ModelImport.Read(new ImportSource("model.keras", file), new());
}
