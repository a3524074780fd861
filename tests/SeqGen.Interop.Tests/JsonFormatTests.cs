using System.Text.Json;
using System.Text.Json.Nodes;

namespace SeqGen.Interop.Tests;

/// <summary>RTNeural, AIDA-X, GuitarML and NAM, in files that the tests make.</summary>
public sealed class JsonFormatTests
{
    private readonly Values _values = new(1);

    [Fact]
    public void AidaX_runs_the_pair_of_signals_that_the_file_brings()
    {
        JsonObject file = Aida(out _);
        ImportedModel imported = Import(file);
        imported.Format.ShouldStartWith("AIDA-X");
        imported.Compile();
        imported.Notes.ShouldContain(note => note.Text.Contains("come out again", StringComparison.Ordinal));
    }

    [Fact]
    public void AidaX_with_a_pair_that_does_not_come_out_is_refused()
    {
        JsonObject file = Aida(out float[] output);
        output[^1] += 0.01f;
        file["output_batch"] = List(output);
        Should.Throw<ImportException>(() => Import(file).Compile()).Reason.ShouldContain("does not come out again");
    }

    [Fact]
    public void AidaX_applies_gains_and_the_connection_past_the_network()
    {
        JsonObject file = Aida(out float[] output);
        file["in_gain"] = 6;
        file["out_gain"] = -3;
        SequenceModel model = Import(file).Compile();
        float[] input = [.. file["input_batch"]!.AsArray().Select(value => value!.GetValue<float>() / MathF.Pow(10, 6 / 20f))];
        Agreement.Require(Agreement.Stream(model, input), [.. output.Select(value => value * Math.Pow(10, -3 / 20.0))]);
    }

    [Theory]
    [InlineData("{\"in_shape\":[null,null,1],\"layers\":[{\"type\":\"conv2d\",\"shape\":[null,1]}]}", "conv2d")]
    [InlineData("{\"in_shape\":[null,null,1],\"layers\":[],\"surprise\":1}", "surprise")]
    [InlineData("{\"in_shape\":[null,null,1],\"layers\":[{\"type\":\"dense\",\"shape\":[null,null,1],\"activation\":\"\",\"weights\":[[[1],[2]],[0]]}]}", "(2, 1)")]
    [InlineData("{\"architecture\":\"ConvNet\",\"config\":{}}", "ConvNet")]
    [InlineData("{\"architecture\":\"SlimmableContainer\",\"config\":{}}", "submodels")]
    [InlineData("{\"architecture\":\"LSTM\",\"version\":\"0.5.4\",\"config\":{\"input_size\":1,\"hidden_size\":1,\"num_layers\":1},\"weights\":[1,2]}", "too few")]
    [InlineData("{\"a\":1}", "no known kind")]
    [InlineData("{\"a\":", "but is none")]
    [InlineData("", "empty")]
    [InlineData("hello", "no format")]
    public void What_is_wrong_is_named(string file, string words) =>
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.json", System.Text.Encoding.UTF8.GetBytes(file)), new())).Reason.ShouldContain(words);

    [Theory]
    [InlineData("LSTM", 1, 0)]
    [InlineData("LSTM", 2, 1)]
    [InlineData("GRU", 2, 1)]
    public void GuitarMl_computes_what_PyTorch_does(string type, int layers, int skip)
    {
        const int units = 5;
        int gates = type == "LSTM" ? 4 : 3;
        JsonObject weights = [];
        float[] input = _values.Vector(20);
        double[][] expected = TorchReference.Steps(input, 1);
        for (int layer = 0, size = 1; layer < layers; layer++, size = units)
        {
            float[,] w = _values.Matrix(gates * units, size);
            float[,] u = _values.Matrix(gates * units, units);
            float[] bw = _values.Vector(gates * units);
            float[] bu = _values.Vector(gates * units);
            weights[$"rec.weight_ih_l{layer}"] = Rows(w);
            weights[$"rec.weight_hh_l{layer}"] = Rows(u);
            weights[$"rec.bias_ih_l{layer}"] = List(bw);
            weights[$"rec.bias_hh_l{layer}"] = List(bu);
            expected = type == "LSTM" ? TorchReference.Lstm(expected, w, u, bw, bu) : TorchReference.Gru(expected, w, u, bw, bu);
        }

        float[,] linear = _values.Matrix(1, units);
        float[] bias = _values.Vector(1);
        weights["lin.weight"] = Rows(linear);
        weights["lin.bias"] = List(bias);
        expected = TorchReference.Linear(expected, linear, bias);
        JsonObject file = new()
        {
            ["model_data"] = new JsonObject { ["model"] = "SimpleRNN", ["input_size"] = 1, ["skip"] = skip, ["output_size"] = 1, ["unit_type"] = type, ["num_layers"] = layers, ["hidden_size"] = units, ["bias_fl"] = true },
            ["state_dict"] = weights,
        };
        Agreement.Require(Agreement.Stream(Import(file).Compile(), input), [.. expected.Select((step, index) => step[0] + (skip * input[index]))]);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void NAMs_WaveNet_computes_what_its_definition_says(bool isGated, bool isNewer)
    {
        // Newer files have kernel sizes, activations and gating of each layer, a bottleneck, and heads that see several steps.
        int[] bottlenecks = isNewer ? [4, 2] : [3, 2];
        int headSteps = isNewer ? 3 : 1;
        int StepsOf(int layer) => isNewer ? 2 + layer : 3;
        double Activate(double z, int layer, int channel) => !isNewer ? Math.Tanh(z) : z * (z >= 0 ? 1 : layer == 0 ? 0.2f : 0.1f * (channel + 1));
        int[][] dilations = [[1, 2], [4]];
        int[] channels = [3, 2];
        int[] heads = [2, 1];
        List<float> weights = [];
        float[] Next(int count)
        {
            float[] next = _values.Vector(count);
            weights.AddRange(next);
            return next;
        }

        float[] input = _values.Vector(30);
        double[][] sample = TorchReference.Steps(input, 1);
        double[][] x = sample;
        double[][]? head = null;
        for (int stack = 0; stack < 2; stack++)
        {
            int size = x[0].Length;
            int c = channels[stack];
            int b = bottlenecks[stack];
            float[] rechannel = Next(c * size);
            x = [.. x.Select(step => Times(rechannel, c, step))];
            double[][] sum = head ?? [.. x.Select(_ => new double[b])];
            for (int layer = 0; layer < dilations[stack].Length; layer++)
            {
                int dilation = dilations[stack][layer];
                int steps = StepsOf(layer);
                int outputs = isGated ? 2 * b : b;
                float[] kernel = Next(outputs * c * steps);
                float[] bias = Next(outputs);
                float[] mixin = Next(outputs);
                float[] residual = Next(c * b);
                float[] residualBias = Next(c);
                double[][] before = x;
                double[][] z = [.. before.Select((_, t) => (double[])[.. Enumerable.Range(0, outputs).Select(o => bias[o] + (mixin[o] * sample[t][0])
                    + Enumerable.Range(0, c).Sum(i => Enumerable.Range(0, steps).Sum(k => t - ((steps - 1 - k) * dilation) is var from and >= 0 ? kernel[(((o * c) + i) * steps) + k] * before[from][i] : 0)))])];
                double[][] a = [.. z.Select(step => (double[])[.. Enumerable.Range(0, b).Select(o => Activate(step[o], layer, o) * (isGated ? TorchReference.Sigmoid(step[b + o]) : 1))])];
                sum = [.. sum.Zip(a, Add)];
                x = [.. before.Zip(a, (step, value) => Add(Add(step, Times(residual, c, value)), [.. residualBias.Select(value => (double)value)]))];
            }

            float[] headKernel = Next(heads[stack] * b * headSteps);
            float[] headBias = stack == 1 ? Next(heads[stack]) : new float[heads[stack]];
            head = [.. sum.Select((_, t) => (double[])[.. Enumerable.Range(0, heads[stack]).Select(o => headBias[o]
                + Enumerable.Range(0, b).Sum(i => Enumerable.Range(0, headSteps).Sum(k => t - (headSteps - 1 - k) is var from and >= 0 ? headKernel[(((o * b) + i) * headSteps) + k] * sum[from][i] : 0)))])];
        }

        weights.Add(0.5f);
        JsonArray Each(int stack, Func<int, JsonNode> layer) => [.. dilations[stack].Select((_, index) => layer(index))];
        JsonNode Activation(int stack, int layer) => layer == 0 ? new JsonObject { ["type"] = "LeakyReLU", ["negative_slope"] = 0.2 }
            : new JsonObject { ["type"] = "PReLU", ["negative_slopes"] = List([.. Enumerable.Range(1, bottlenecks[stack]).Select(channel => 0.1f * channel)]) };
        JsonObject Stack(int stack)
        {
            JsonObject json = new()
            {
                ["input_size"] = stack == 0 ? 1 : channels[0],
                ["condition_size"] = 1,
                ["channels"] = channels[stack],
                ["dilations"] = new JsonArray([.. dilations[stack].Select(dilation => (JsonNode)dilation)]),
            };
            Dictionary<string, JsonNode?> rest = isNewer
                ? new()
                {
                    ["head"] = new JsonObject { ["out_channels"] = heads[stack], ["kernel_size"] = headSteps, ["bias"] = stack == 1 },
                    ["kernel_sizes"] = Each(stack, layer => StepsOf(layer)),
                    ["bottleneck"] = bottlenecks[stack],
                    ["activation"] = Each(stack, layer => Activation(stack, layer)),
                    ["gating_mode"] = Each(stack, _ => isGated ? "gated" : "none"),
                    ["secondary_activation"] = isGated ? "Sigmoid" : null,
                    ["slimmable"] = null,
                    ["layer1x1"] = new JsonObject { ["active"] = true, ["groups"] = 1 },
                    ["conv_pre_film"] = new JsonObject { ["active"] = false, ["shift"] = true, ["groups"] = 1 },
                }
                : new() { ["head_size"] = heads[stack], ["kernel_size"] = 3, ["activation"] = "Tanh", ["gated"] = isGated, ["head_bias"] = stack == 1 };
            rest.ToList().ForEach(member => json.Add(member));
            return json;
        }

        JsonObject file = new()
        {
            ["version"] = isNewer ? "0.7.0" : "0.5.4",
            ["architecture"] = "WaveNet",
            ["config"] = new JsonObject { ["layers"] = new JsonArray(Stack(0), Stack(1)), ["head"] = null, ["head_scale"] = 0.5 },
            ["weights"] = List([.. weights]),
        };
        JsonObject container = new()
        {
            ["version"] = "0.7.0",
            ["architecture"] = "SlimmableContainer",
            ["config"] = new JsonObject { ["submodels"] = new JsonArray(new JsonObject { ["max_value"] = 0.5, ["model"] = new JsonObject { ["architecture"] = "anything" } }, new JsonObject { ["max_value"] = 1, ["model"] = file.DeepClone() }) },
            ["weights"] = new JsonArray(),
        };
        Agreement.Require(Agreement.Stream(Import(isNewer ? container : file).Compile(), input), [.. head!.Select(step => 0.5 * step[0])]);
    }

    /// <summary>What newer files of NAM can have beside that is refused by its name.</summary>
    [Theory]
    [InlineData("\"head1x1\":{\"active\":true}", "head1x1' is active")]
    [InlineData("\"activation_pre_film\":{\"active\":true}", "activation_pre_film' is active")]
    [InlineData("\"groups_input\":2", "groups_input' is 2")]
    [InlineData("\"layer1x1\":{\"active\":true,\"groups\":4}", "layer1x1.groups' is 4")]
    [InlineData("\"gating_mode\":\"blended\"", "gating_mode' is 'blended'")]
    [InlineData("\"gating_mode\":\"gated\",\"secondary_activation\":\"ReLU\"", "secondary_activation' is not Sigmoid")]
    [InlineData("\"gating_mode\":[]", "gating_mode' has 0 entries")]
    public void Parts_of_NAMs_WaveNet_that_cannot_be_imported_are_named(string member, string words) => Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.nam", System.Text.Encoding.UTF8.GetBytes(
        $$$"""{"version":"0.7.0","architecture":"WaveNet","config":{"layers":[{"input_size":1,"condition_size":1,"head_size":1,"channels":1,"kernel_size":2,"dilations":[1],"activation":"Tanh","head_bias":true,{{{member}}}} ],"head":null,"head_scale":0.5},"weights":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}""")), new())).Reason.ShouldContain(words);

    /// <summary>RTNeural's script writes Keras' input as a layer that it does not know; a network of vectors has no steps that a stream could have.</summary>
    [Fact]
    public void A_network_of_vectors_of_RTNeural_is_imported_without_a_stream()
    {
        const string file = """{"in_shape":[null,2],"esr":0.1,"layers":[{"type":"unknown","activation":"","shape":[[null,2]],"weights":[]},{"type":"dense","activation":"relu","shape":[null,1],"weights":[[[2],[-1]],[0.5]]}]}""";
        ImportedModel imported = ModelImport.Read(new ImportSource("model.json", System.Text.Encoding.UTF8.GetBytes(file)), new());
        Agreement.Require(Agreement.Predict(imported.Compile(), new float[] { 1, 0.25f }), [2.25]);
    }

    /// <summary>An AIDA-X file of one LSTM with a connection past the network, and its output.</summary>
    private JsonObject Aida(out float[] output)
    {
        const int units = 4;
        float[,] kernel = _values.Matrix(1, 4 * units);
        float[,] recurrent = _values.Matrix(units, 4 * units);
        float[] bias = _values.Vector(4 * units);
        float[,] dense = _values.Matrix(units, 1);
        float[] input = _values.Vector(32);
        double[][] h = TorchReference.Lstm(TorchReference.Steps(input, 1), Transpose(kernel), Transpose(recurrent), bias, new float[4 * units]);
        output = [.. TorchReference.Linear(h, Transpose(dense), [0.25f]).Select((step, index) => (float)step[0] + input[index])];
        return new JsonObject
        {
            ["in_shape"] = new JsonArray(null, null, 1),
            ["in_skip"] = 1,
            ["layers"] = new JsonArray(
                new JsonObject { ["type"] = "lstm", ["activation"] = "", ["shape"] = new JsonArray(null, null, units), ["weights"] = new JsonArray(Rows(kernel), Rows(recurrent), List(bias)) },
                new JsonObject { ["type"] = "dense", ["activation"] = "", ["shape"] = new JsonArray(null, null, 1), ["weights"] = new JsonArray(Rows(dense), List([0.25f])) }),
            ["metadata"] = new JsonObject { ["name"] = "a test" },
            ["input_batch"] = List(input),
            ["output_batch"] = List(output),
        };
    }

    private static ImportedModel Import(JsonObject file) => ModelImport.Read(new ImportSource("model.json", JsonSerializer.SerializeToUtf8Bytes(file)), new());

    private static JsonArray List(float[] values) => [.. values.Select(value => (JsonNode)value)];

    private static JsonArray Rows(float[,] matrix) => [.. Enumerable.Range(0, matrix.GetLength(0)).Select(row => (JsonNode)List([.. Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column])]))];

    private static float[,] Transpose(float[,] matrix)
    {
        float[,] result = new float[matrix.GetLength(1), matrix.GetLength(0)];
        for (int row = 0; row < matrix.GetLength(0); row++)
        {
            for (int column = 0; column < matrix.GetLength(1); column++)
            {
                result[column, row] = matrix[row, column];
            }
        }

        return result;
    }

    private static double[] Times(float[] matrix, int rows, double[] vector) => [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, vector.Length).Sum(column => matrix[(row * vector.Length) + column] * vector[column]))];

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
