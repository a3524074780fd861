using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Keras;

/// <summary>The weights that a file keeps together, in the file's order: those of a layer.</summary>
/// <param name="Name">What the file calls the layer.</param>
/// <param name="Tensors">The weights.</param>
internal sealed record WeightGroup(string Name, IReadOnlyList<(string Name, WeightTensor Tensor)> Tensors);
