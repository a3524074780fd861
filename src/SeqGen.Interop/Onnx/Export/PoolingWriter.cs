namespace SeqGen.Interop.Onnx.Export;

/// <summary>Pooling over the steps.</summary>
internal static class PoolingWriter
{
    /// <summary>The greatest value, or the mean, of each window as far as its steps exist.</summary>
    public static ExportValue Windows(ExportLayer layer, string op)
    {
        GraphWriter g = layer.Graph;
        Windows windows = Export.Windows.Of(layer, "pool_size", 1);
        string y = g.Node(
            op,
            [g.Transpose(layer.Input.Name, 0, 2, 1)],
            ("kernel_shape", (int[])[windows.Size]),
            ("strides", (int[])[windows.Strides]),
            ("pads", (int[])[windows.Before, windows.After]));
        return new(g.Transpose(y, 0, 2, 1), windows.Outputs, layer.Input.Size);
    }

    public static ExportValue GlobalMaximum(ExportLayer layer) =>
        Pooled(layer, layer.Graph.Node("ReduceMax", [layer.Input.Presence is { } presence
            ? layer.Graph.Where(layer.Graph.Unsqueeze(presence, 2), layer.Input.Name, layer.Graph.Number(float.MinValue))
            : layer.Input.Name], ("axes", (int[])[1]), ("keepdims", KeepsSteps(layer) ? 1 : 0)));

    /// <summary>Masked steps do not count; where all are masked, the mean is 0.</summary>
    public static ExportValue GlobalAverage(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        (string, object)[] along = [("axes", (int[])[1]), ("keepdims", KeepsSteps(layer) ? 1 : 0)];
        if (layer.Input.Mask is not { } mask)
        {
            return Pooled(layer, g.Node("ReduceMean", [layer.Input.Name], along));
        }

        string isReal = g.Unsqueeze(mask, 2);
        string ones = g.Cast(isReal, OnnxTensors.Float);
        string axis = g.Integers(1);
        string sum = g.Node("ReduceSum", [g.Where(isReal, layer.Input.Name, g.Number(0)), axis], along[1..]);
        string count = g.Node("Max", [g.Node("ReduceSum", [ones, axis], along[1..]), g.Number(1)]);
        return Pooled(layer, g.Node("Div", [sum, count]));
    }

    private static bool KeepsSteps(ExportLayer layer) => layer.Flag("keepdims", false);

    private static ExportValue Pooled(ExportLayer layer, string y) => new(y, KeepsSteps(layer) ? 1 : 0, layer.Input.Size);
}
