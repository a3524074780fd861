using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>Normalisations.</summary>
internal static class NormalizationWriter
{
    /// <summary>The values of each step to mean 0 and variance 1.</summary>
    public static ExportValue Layer(ExportLayer layer)
    {
        string gamma = layer.Flag("scale", true) ? layer.Constant("gamma") : Ones(layer);
        string beta = layer.Flag("center", true) ? layer.Constant("beta") : "";
        return layer.Passing(layer.Graph.Normalize(layer.Input.Name, layer.Number("epsilon"), gamma, beta));
    }

    /// <summary>With the statistics of training. The operator has the values of a step as its second axis.</summary>
    public static ExportValue Batch(ExportLayer layer)
    {
        GraphWriter g = layer.Graph;
        string gamma = layer.Flag("scale", true) ? layer.Constant("gamma") : Ones(layer);
        string beta = layer.Flag("center", true) ? layer.Constant("beta") : g.Weights("beta", new([layer.Input.Size], new float[layer.Input.Size]));
        string x = layer.Input.IsSequence ? g.Transpose(layer.Input.Name, 0, 2, 1) : layer.Input.Name;
        string y = g.Node("BatchNormalization", [x, gamma, beta, layer.Constant("moving_mean"), layer.Constant("moving_variance")], ("epsilon", layer.Number("epsilon")));
        return layer.Passing(layer.Input.IsSequence ? g.Transpose(y, 0, 2, 1) : y);
    }

    /// <summary>Each value times a constant, plus a constant.</summary>
    public static ExportValue Rescaling(ExportLayer layer)
    {
        bool isPerChannel = layer.Flag("per_channel", false);
        string scaled = layer.Graph.Multiply(layer.Input.Name, isPerChannel ? layer.Constant("scale") : layer.Graph.Number(layer.Number("scale")));
        return layer.Passing(layer.Graph.Add(scaled, isPerChannel ? layer.Constant("offset") : layer.Graph.Number(layer.Number("offset"))));
    }

    private static string Ones(ExportLayer layer) => layer.Graph.Weights("gamma", WeightTensor.Vector([.. Enumerable.Repeat(1f, layer.Input.Size)]));
}
