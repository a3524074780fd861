namespace SeqGen.Interop.Onnx.Export;

/// <summary>Tables and matrices.</summary>
internal static class DenseWriter
{
    /// <summary>Rows of the table; with <c>mask_zero</c> steps of token 0 are masked.</summary>
    public static ExportValue Embedding(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        string? mask = layer.Input.Mask;
        if (layer.Flag("mask_zero", false))
        {
            string isReal = g.Node("Not", [g.Node("Equal", [layer.Input.Name, g.Integer(0)])]);
            mask = mask is null ? isReal : g.Node("And", [isReal, mask]);
        }

        string vectors = g.Node("Gather", [layer.Constant("embeddings"), layer.Input.Name], ("axis", 0));
        return new(vectors, layer.Input.Steps, layer.Integer("output_dim")) { Mask = mask };
    }

    /// <summary>A product with the kernel, on each step by itself.</summary>
    public static ExportValue Dense(ExportLayer layer)
    {
        string sum = layer.Graph.Product(layer.Input.Name, layer.Constant("kernel"));
        if (layer.Flag("use_bias", true))
        {
            sum = layer.Graph.Add(sum, layer.Constant("bias"));
        }

        return layer.Input with { Name = ActivationWriter.Activate(layer, sum), Size = layer.Integer("units") };
    }
}
