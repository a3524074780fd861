namespace SeqGen.Interop.Onnx.Export;

/// <summary>Windows that slide over the steps, with Keras' padding in numbers.</summary>
/// <param name="Size">Steps that a window sees.</param>
/// <param name="Strides">Steps from one window to the next.</param>
/// <param name="Dilation">Steps from one step of a window to its next.</param>
/// <param name="Before">Steps of padding before the first step.</param>
/// <param name="After">Steps of padding after the last step.</param>
/// <param name="Outputs">The number of windows.</param>
internal sealed record Windows(int Size, int Strides, int Dilation, int Before, int After, int Outputs)
{
    /// <summary>The windows of a layer.</summary>
    /// <param name="layer">The layer, with strides and padding.</param>
    /// <param name="sizeOption">The name of the option that is the size.</param>
    /// <param name="dilation">The dilation.</param>
    public static Windows Of(ExportLayer layer, string sizeOption, int dilation)
    {
        int size = layer.Integer(sizeOption);
        int strides = layer.Integer("strides");
        string padding = layer.HasPast ? "valid" : layer.Word("padding");
        int steps = layer.Input.Steps;
        int span = ((size - 1) * dilation) + 1;
        int outputs = padding == "valid" ? ((steps - span) / strides) + 1 : (steps + strides - 1) / strides;
        int missing = Math.Max(((outputs - 1) * strides) + span - steps, 0);
        (int before, int after) = padding switch
        {
            "valid" => (0, 0),
            "causal" => (span - 1, 0),
            "same" => (missing / 2, missing - (missing / 2)),
            _ => throw layer.Refuse($"the padding '{padding}' is not known"),
        };
        return new(size, strides, dilation, before, after, outputs);
    }
}
