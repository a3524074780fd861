using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>Where the weights of written layers come from.</summary>
/// <param name="Model">The model's name, for messages.</param>
/// <param name="Has">True where there is a weight of a name.</param>
/// <param name="Get">A weight in Keras' layout.</param>
internal sealed record ExportWeights(string Model, Func<string, bool> Has, Func<string, WeightTensor> Get)
{
    /// <summary>The weights of a compiled model.</summary>
    public static ExportWeights Of(SequenceModel model)
    {
        Dictionary<string, WeightDescription> weights = model.Description.Weights.ToDictionary(weight => weight.Name);
        return new(model.Description.Name, weights.ContainsKey, name => new([.. weights[name].Shape], model.GetWeight(name)));
    }
}
