namespace SeqGen.Interop.Tests;

/// <summary>State dicts of PyTorch in all their files.</summary>
public sealed class TorchFileTests
{
    private const int Units = 4;
    private const int Size = 2;
    private const int Steps = 6;

    private readonly Values _values = new(3);

    [Theory]
    [InlineData("safetensors")]
    [InlineData("npz")]
    [InlineData("zip")]
    [InlineData("older")]
    public void All_layers_of_an_LSTM_and_a_linear_layer_are_inferred(string form)
    {
        List<(string Name, int[] Shape, float[] Values)> tensors = [];
        float[] input = _values.Vector(Steps * Size);
        double[][] expected = TorchReference.Steps(input, Size);
        for (int layer = 0; layer < 2; layer++)
        {
            (float[,] w, float[,] u, float[] bw, float[] bu) = Cell(tensors, "rnn", layer, 4, layer == 0 ? Size : Units);
            expected = TorchReference.Lstm(expected, w, u, bw, bu);
        }

        float[,] linear = Add(tensors, "head.weight", 3, Units);
        float[] bias = _values.Vector(3);
        tensors.Add(("head.bias", [3], bias));
        expected = TorchReference.Linear(expected, linear, bias);
        ImportedModel imported = ModelImport.Read(new ImportSource("model.pt", Write(form, tensors)), new() { Length = Steps });
        imported.Notes.ShouldContain(note => note.Kind == ImportNoteKind.Warning);
        Agreement.Require(Agreement.Predict(imported.Compile(), input), [.. expected.SelectMany(step => step)]);
    }

    [Fact]
    public void A_declaration_says_what_the_tensors_do_not()
    {
        List<(string Name, int[] Shape, float[] Values)> tensors = [];
        float[] table = _values.Vector(5 * Size);
        tensors.Add(("embedding.weight", [5, Size], table));
        (float[,] w, float[,] u, float[] bw, float[] bu) = Cell(tensors, "gru", 0, 3, Size);
        float[,] linear = Add(tensors, "out.weight", 1, Units);
        float[] bias = _values.Vector(1);
        tensors.Add(("out.bias", [1], bias));
        string like = Path.GetTempFileName();
        File.WriteAllText(like, $"model Like  # of a test\ntokens length=3 vocabulary=5\nembedding {Size}\ngru {Units}\ndense 1 sigmoid\n");
        ImportedModel imported = ModelImport.Read(new ImportSource("model.pt", Write("zip", tensors)), new() { Like = like, Name = "Named" });
        File.Delete(like);
        imported.Declaration.ShouldStartWith("model Named  # of a test\n");
        int[] tokens = [4, 0, 2];
        double[][] steps = [.. tokens.Select(token => (double[])[.. table.AsSpan(token * Size, Size).ToArray().Select(value => (double)value)])];
        double[] last = TorchReference.Gru(steps, w, u, bw, bu)[^1];
        Agreement.Require(Agreement.Predict(imported.Compile(), tokens), [TorchReference.Sigmoid(TorchReference.Product(linear, last, bias)[0])]);
    }

    /// <summary>weight_norm keeps the length and the direction of each row; newer versions of PyTorch call them original0 and original1.</summary>
    [Theory]
    [InlineData("conv.weight_g", "conv.weight_v")]
    [InlineData("conv.parametrizations.weight.original0", "conv.parametrizations.weight.original1")]
    public void A_normalised_weight_is_its_length_times_its_direction(string length, string direction)
    {
        const int filters = 3;
        float[] lengths = _values.Vector(filters);
        float[] directions = _values.Vector(filters * Size * 2);
        string like = Path.GetTempFileName();
        File.WriteAllText(like, $"model Like\nfeatures length=5 size={Size}\nconv1d {filters} 2 use_bias=false\n");
        byte[] file = Write("zip", [(length, [filters, 1, 1], lengths), (direction, [filters, Size, 2], directions)]);
        ImportedModel imported = ModelImport.Read(new ImportSource("model.pt", file), new() { Like = like });
        double Weight(int filter, int channel, int step)
        {
            ReadOnlySpan<float> row = directions.AsSpan(filter * Size * 2, Size * 2);
            return lengths[filter] * row[(channel * 2) + step] / Math.Sqrt(row.ToArray().Sum(value => (double)value * value));
        }

        double[] expected = [.. Enumerable.Range(0, 2 * Size * filters).Select(index => Weight(index % filters, index / filters % Size, index / filters / Size))];
        Agreement.Require(imported.Weights[0].Values.Span, expected);
        byte[] other = Write("zip", [(length, [1], [2]), (direction, [filters, Size, 2], directions)]);
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.pt", other), new() { Like = like })).Reason.ShouldContain("call remove_weight_norm");
        File.Delete(like);
    }

    [Fact]
    public void Both_directions_of_a_layer_belong_together()
    {
        List<(string Name, int[] Shape, float[] Values)> tensors = [];
        (float[,] w, float[,] u, float[] bw, float[] bu) forward = Cell(tensors, "rnn", 0, 4, Size);
        (float[,] w, float[,] u, float[] bw, float[] bu) backward = Cell(tensors, "rnn", 0, 4, Size, "_reverse");
        float[] input = _values.Vector(Steps * Size);
        double[][] steps = TorchReference.Steps(input, Size);
        double[][] there = TorchReference.Lstm(steps, forward.w, forward.u, forward.bw, forward.bu);
        double[][] back = [.. TorchReference.Lstm([.. steps.Reverse()], backward.w, backward.u, backward.bw, backward.bu).Reverse()];
        ImportedModel imported = ModelImport.Read(new ImportSource("model.pt", Write("safetensors", tensors)), new() { Length = Steps });
        Agreement.Require(Agreement.Predict(imported.Compile(), input), [.. there.Zip(back).SelectMany(pair => pair.First.Concat(pair.Second))]);
    }

    [Fact]
    public void Nothing_in_a_pickle_is_run()
    {
        ImportException error = Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.pt", TorchFiles.Command()), new()));
        error.Reason.ShouldContain("posix.system");
        error.Reason.ShouldContain("state_dict");
    }

    [Fact]
    public void TorchScript_is_refused_with_what_to_export_instead() =>
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("model.pt", TorchFiles.Zip([("m/data.pkl", [0x80, 2, (byte)'N', (byte)'.']), ("m/constants.pkl", []), ("m/code/a.py", [])])), new())).Reason.ShouldContain("TorchScript");

    [Theory]
    [InlineData("fc.weight", "--like")]
    [InlineData("conv.weight", "--like")]
    public void What_names_and_shapes_do_not_say_is_asked_for(string name, string words) =>
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("m", TorchFiles.SafeTensors([(name, [2, 3], new float[6])])), new() { Length = 4 })).Reason.ShouldContain(words);

    [Fact]
    public void A_damaged_value_is_named() =>
        Should.Throw<ImportException>(() => ModelImport.Read(new ImportSource("m", TorchFiles.SafeTensors([("lstm.weight_ih_l0", [1, 2], [1, float.NaN])])), new())).Reason.ShouldContain("NaN at [0, 1]");

    internal static byte[] Write(string form, IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors) => form switch
    {
        "safetensors" => TorchFiles.SafeTensors(tensors),
        "npz" => TorchFiles.Npz(tensors),
        "zip" => TorchFiles.Archive(tensors),
        _ => TorchFiles.Older(tensors),
    };

    private (float[,] W, float[,] U, float[] Bw, float[] Bu) Cell(List<(string, int[], float[])> tensors, string name, int layer, int gates, int size, string end = "")
    {
        float[,] w = Add(tensors, $"{name}.weight_ih_l{layer}{end}", gates * Units, size);
        float[,] u = Add(tensors, $"{name}.weight_hh_l{layer}{end}", gates * Units, Units);
        float[] bw = _values.Vector(gates * Units);
        float[] bu = _values.Vector(gates * Units);
        tensors.Add(($"{name}.bias_ih_l{layer}{end}", [gates * Units], bw));
        tensors.Add(($"{name}.bias_hh_l{layer}{end}", [gates * Units], bu));
        return (w, u, bw, bu);
    }

    private float[,] Add(List<(string, int[], float[])> tensors, string name, int rows, int columns)
    {
        float[,] matrix = _values.Matrix(rows, columns);
        tensors.Add((name, [rows, columns], [.. matrix.Cast<float>()]));
        return matrix;
    }
}
