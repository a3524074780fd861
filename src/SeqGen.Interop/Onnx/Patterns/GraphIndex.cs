using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Patterns;

/// <summary>Which node gives a value, and which values are constants.</summary>
/// <param name="nodes">The nodes of a graph.</param>
/// <param name="constants">Looks a constant up by its name.</param>
internal sealed class GraphIndex(IEnumerable<NodeProto> nodes, Func<string, Constant?> constants)
{
    private readonly Dictionary<string, (NodeProto Node, int Output)> _makers = nodes
        .SelectMany(node => node.Output.Select((output, index) => (output, node, index)))
        .Where(made => made.output.Length > 0)
        .GroupBy(made => made.output)
        .ToDictionary(group => group.Key, group => (group.First().node, group.First().index));

    public (NodeProto Node, int Output)? Maker(string value) => _makers.TryGetValue(value, out (NodeProto, int) made) ? made : null;

    public Constant? Constant(string value) => constants(value);
}
