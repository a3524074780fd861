using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Declarations;

/// <summary>A network as text, with its weights by their names.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Text">The text of a <c>.seqnet</c> file.</param>
/// <param name="LayerOfLine">The layer of each line, counted from 0.</param>
/// <param name="Weights">The weights, with the layers they belong to.</param>
internal sealed record Declaration(
    string Name, string Text, IReadOnlyDictionary<int, Layer> LayerOfLine, IReadOnlyDictionary<string, (Layer Layer, WeightTensor Tensor)> Weights);
