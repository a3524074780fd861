using System.Text;
using SeqGen.Interop.Declarations;

namespace SeqGen.Interop.Tests;

/// <summary>A small whole file of each format, to be cut and changed.</summary>
internal static class ExampleFiles
{
    /// <summary>The steps that some of them leave open.</summary>
    public const int Length = 5;

    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["rtneural"] = Text("""{"in_shape":[null,null,1],"in_skip":1,"layers":[{"type":"gru","activation":"","shape":[null,null,1],"weights":[[[0.1,0.2,0.3]],[[0.4,0.5,0.6]],[[0.1,0.1,0.1],[0.2,0.2,0.2]]]},{"type":"dense","activation":"tanh","shape":[null,null,1],"weights":[[[0.5]],[0.1]]}]}"""),
        ["guitarml"] = Text("""{"model_data":{"model":"SimpleRNN","input_size":1,"skip":1,"output_size":1,"unit_type":"GRU","num_layers":1,"hidden_size":1,"bias_fl":true},"state_dict":{"rec.weight_ih_l0":[[0.1],[0.2],[0.3]],"rec.weight_hh_l0":[[0.4],[0.5],[0.6]],"rec.bias_ih_l0":[0,0,1],"rec.bias_hh_l0":[0,1,0],"lin.weight":[[0.5]],"lin.bias":[0.1]}}"""),
        ["nam"] = Text("""{"version":"0.5.4","architecture":"WaveNet","config":{"layers":[{"input_size":1,"condition_size":1,"head_size":1,"channels":1,"kernel_size":2,"dilations":[1],"activation":"Tanh","gated":false,"head_bias":true}],"head":null,"head_scale":0.5},"weights":[1,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.5]}"""),
        ["word-segmentation"] = Text($$"""{"model":"m","dic":{"a":0},{{string.Join(',', new[] { "2,1", "1,4", "1,4", "4", "1,4", "1,4", "4", "2,2", "2" }.Select((shape, index) => Matrix(index + 1, shape)))}}}"""),
        ["keras-h5"] = KerasFiles.Whole("2.2.4", "LSTM", KerasFiles.MakeLstm(new(5), 2)),
        ["safetensors-state-dict"] = TorchFiles.SafeTensors(StateDict()),
        ["npz"] = TorchFiles.Npz(StateDict()),
        ["torch"] = TorchFiles.Archive(StateDict()),
        ["torch-older"] = TorchFiles.Older(StateDict()),
        ["onnx"] = Onnx(),
        ["onnx-cell"] = OnnxCells.Graph(new(8), "lstm", CellForm.Torch, isStack: false).Bytes(),
        ["onnx-exported"] = Exported(),
    };

    /// <summary>Loops, masks, attentions and states.</summary>
    private static byte[] Exported()
    {
        const string text = "model M\nfeatures size=2 length=5 mask=true\nlstm 2 layer_normalization=true zoneout_cell=0.1 return_sequences=true\nbidirectional gru 2 reset_after=false return_sequences=true name=both\n"
            + "multi_head_attention both 2 3\nattention both use_scale=true\nconv1d 2 2 padding=causal activation=gelu\nprelu\nlstm 2 initial_state=input return_state=true\nrelu max_value=0.5\n";
        using MemoryStream file = new();
        ModelCompiler.Compile("M", text).ExportOnnx(file);
        return file.ToArray();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Matrix(int number, string shape) =>
        $$"""  "mat{{number}}":{"v":1,"dim":[{{shape}}],"data":[{{string.Join(',', Enumerable.Repeat("0.5", shape.Split(',').Aggregate(1, (product, extent) => product * (extent[0] - '0'))))}}]}""";

    private static (string Name, int[] Shape, float[] Values)[] StateDict()
    {
        Values values = new(6);
        return [("gru.weight_ih_l0", [6, 2], values.Vector(12)), ("gru.weight_hh_l0", [6, 2], values.Vector(12)), ("gru.bias_ih_l0", [6], values.Vector(6)), ("gru.bias_hh_l0", [6], values.Vector(6)), ("fc.weight", [1, 2], values.Vector(2)), ("fc.bias", [1], values.Vector(1))];
    }

    private static byte[] Onnx()
    {
        Values values = new(7);
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Length, 2).Output("y", 1, 1);
        string steps = graph.Node("Transpose", ["x"], ("perm", new[] { 1, 0, 2 }));
        string[] outputs = graph.Nodes("LSTM", [steps, graph.Floats([1, 8, 2], values.Vector(16)), graph.Floats([1, 8, 2], values.Vector(16)), graph.Floats([1, 16], values.Vector(16))], 2, ("hidden_size", 2));
        string last = graph.Node("Reshape", [outputs[1], graph.Whole(1, -1)]);
        return graph.End(graph.Node("Gemm", [last, graph.Floats([2, 1], values.Vector(2))]), "y").Bytes();
    }
}
