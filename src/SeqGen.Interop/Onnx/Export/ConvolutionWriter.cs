using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>Convolutions over the steps. ONNX has the values of a step as the second axis and the steps as the third.</summary>
internal static class ConvolutionWriter
{
    /// <summary>Keras' kernel [size, input / groups, filters].</summary>
    public static ExportValue Conv1d(ExportLayer layer)
    {
        layer = WithPast(layer);
        return Finish(layer, Convolve(layer, First(layer), layer.Weight("kernel").Permute(2, 1, 0), layer.Integer("groups"), Bias(layer)), layer.Integer("filters"));
    }

    /// <summary>Keras' kernel [size, input, multiplier]: each value is a group of its own.</summary>
    public static ExportValue DepthwiseConv1d(ExportLayer layer)
    {
        layer = WithPast(layer);
        WeightTensor kernel = Depthwise(layer, "kernel");
        return Finish(layer, Convolve(layer, First(layer), kernel, layer.Input.Size, Bias(layer)), kernel.Shape[0]);
    }

    /// <summary>A depthwise convolution without bias, then one of size 1.</summary>
    public static ExportValue SeparableConv1d(ExportLayer layer)
    {
        layer = WithPast(layer);
        string depthwise = Convolve(layer, First(layer), Depthwise(layer, "depthwise_kernel"), layer.Input.Size, "");
        string pointwise = layer.Graph.Node("Conv", [depthwise, layer.Graph.Weights("pointwise_kernel", layer.Weight("pointwise_kernel").Permute(2, 1, 0)), Bias(layer)], ("kernel_shape", (int[])[1]));
        return Finish(layer, pointwise, layer.Integer("filters"));
    }

    /// <summary>Keras' kernel [size, filters, input].</summary>
    public static ExportValue Conv1dTranspose(ExportLayer layer)
    {
        int size = layer.Integer("kernel_size");
        int strides = layer.Integer("strides");
        bool isSame = layer.Word("padding") == "same";
        int steps = isSame ? layer.Input.Steps * strides : ((layer.Input.Steps - 1) * strides) + Math.Max(size, strides);
        int cut = isSame ? Math.Max(size - strides, 0) / 2 : 0;

        // What the full sum has beyond the last step is cut; what it lacks are steps of the bias alone.
        int surplus = ((layer.Input.Steps - 1) * strides) + size - cut - steps;
        string y = layer.Graph.Node(
            "ConvTranspose",
            [First(layer), layer.Graph.Weights("kernel", layer.Weight("kernel").Permute(2, 1, 0)), Bias(layer)],
            ("kernel_shape", (int[])[size]),
            ("strides", (int[])[strides]),
            ("pads", (int[])[cut, Math.Max(surplus, 0)]),
            ("output_padding", (int[])[Math.Max(-surplus, 0)]));
        return Last(layer, y, steps, layer.Integer("filters"));
    }

    /// <summary>In a stream a causal window sees the steps before, which are a state.</summary>
    private static ExportLayer WithPast(ExportLayer layer)
    {
        int before = (layer.Integer("kernel_size") - 1) * layer.Integer("dilation_rate");
        return layer.IsStep && before > 0 ? layer.AfterPast(before) : layer;
    }

    private static string First(ExportLayer layer) => layer.Graph.Transpose(Present(layer), 0, 2, 1);

    /// <summary>Steps that a sequence of any length has not are zeros, as those beyond the ends of any sequence are.</summary>
    private static string Present(ExportLayer layer) =>
        layer.Input.Presence is { } presence && layer.Integer("kernel_size") > 1 ? layer.Graph.Where(layer.Graph.Unsqueeze(presence, 2), layer.Input.Name, layer.Graph.Number(0)) : layer.Input.Name;

    private static string Bias(ExportLayer layer) => layer.Flag("use_bias", true) ? layer.Constant("bias") : "";

    private static WeightTensor Depthwise(ExportLayer layer, string weight)
    {
        WeightTensor kernel = layer.Weight(weight);
        return kernel.Permute(1, 2, 0).Reshape(kernel.Shape[1] * kernel.Shape[2], 1, kernel.Shape[0]);
    }

    private static string Convolve(ExportLayer layer, string x, WeightTensor kernel, int groups, string bias)
    {
        Windows windows = Windows.Of(layer, "kernel_size", layer.Integer("dilation_rate"));
        return layer.Graph.Node(
            "Conv",
            [x, layer.Graph.Weights("kernel", kernel), bias],
            ("kernel_shape", (int[])[windows.Size]),
            ("strides", (int[])[windows.Strides]),
            ("dilations", (int[])[windows.Dilation]),
            ("pads", (int[])[windows.Before, windows.After]),
            ("group", groups));
    }

    private static ExportValue Finish(ExportLayer layer, string y, int filters) => Last(layer, y, Windows.Of(layer, "kernel_size", layer.Integer("dilation_rate")).Outputs, filters);

    private static ExportValue Last(ExportLayer layer, string y, int steps, int filters) =>
        new(layer.Graph.Transpose(ActivationWriter.Activate(layer, y), 0, 2, 1), steps, filters);
}
