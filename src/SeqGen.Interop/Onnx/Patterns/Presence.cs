using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Patterns;

/// <summary>What the export writes around an attention over a sequence of any length: scores of steps that there are not, which a layer of the language leaves out by itself.</summary>
internal static class Presence
{
    /// <summary>Takes such nodes out of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="masks">The inputs that say which steps there are.</param>
    /// <param name="constants">Its constants.</param>
    public static void Remove(GraphProto graph, HashSet<string> masks, IReadOnlyDictionary<string, Constant> constants)
    {
        if (masks.Count == 0)
        {
            return;
        }

        Dictionary<string, string> same = [];
        List<NodeProto> kept = [];
        foreach (NodeProto node in graph.Node)
        {
            for (int index = 0; index < node.Input.Count; index++)
            {
                node.Input[index] = same.GetValueOrDefault(node.Input[index], node.Input[index]);
            }

            if (node is { OpType: "Unsqueeze", Output: [var wider], Input: [var mask, ..] } && masks.Contains(mask))
            {
                masks.Add(wider);
            }

            if (node is { OpType: "Where", Output: [var scores], Input: [var isThere, var all, var absent] } && masks.Contains(isThere)
                && constants.TryGetValue(absent, out Constant? number) && number.Items is [Export.AttentionWriter.Absent])
            {
                same[scores] = all;
            }
            else
            {
                kept.Add(node);
            }
        }

        graph.Node.Clear();
        graph.Node.AddRange(kept);
    }
}
