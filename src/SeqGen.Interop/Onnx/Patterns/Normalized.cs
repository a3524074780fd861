using System.Globalization;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Export;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Patterns;

/// <summary>Brings every activation of a list of nodes, one operator or several, to one node with its word.</summary>
internal static class Normalized
{
    /// <summary>The operator of such a node.</summary>
    public const string Activation = "SeqGen.Activation";

    private const float OpenNumber = 0.6f;

    /// <summary>Activations of several operators, the longer ones first.</summary>
    private static readonly Lazy<(string Word, Template Template)[]> Composed = new(() =>
    [
        .. new[] { "gelu(tanh)", "gelu", "mish", "log_space", "sparse_plus", $"squareplus({OpenNumber.ToString(CultureInfo.InvariantCulture)})", "log_sigmoid", "silu", "tanh_shrink" }.Select(word => Of(word, graph => Activations.Write(graph, word, "x")!)),

        // As PyTorch writes them, where the export has an operator or another form.
        Of("softsign", graph => graph.Node("Div", ["x", graph.Add(graph.Node("Abs", ["x"]), graph.Number(1))])),
        Of("log_sigmoid", graph => graph.Node("Log", [graph.Node("Sigmoid", ["x"])])),
    ]);

    private static (string Word, Template Template) Of(string word, Func<GraphWriter, string> write)
    {
        GraphWriter graph = new();
        return (word, new Template(graph, write(graph), ["x"], OpenNumber));
    }

    /// <summary>The word of such a node.</summary>
    public static string WordOf(NodeProto node) => node.Attribute[0].S.ToStringUtf8();

    /// <summary>The nodes with their activations as one node each; what is left over by that is gone.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="constants">Looks a constant up by its name.</param>
    /// <param name="kept">Values that are taken from outside.</param>
    public static List<NodeProto> Of(IReadOnlyList<NodeProto> nodes, Func<string, Constant?> constants, IEnumerable<string> kept)
    {
        Rewriter rewriter = new(nodes, constants, kept);
        foreach (NodeProto node in nodes)
        {
            foreach ((string word, Template template) in node.Output.Count == 1 ? Composed.Value : [])
            {
                if (rewriter.Find(template, node) is { } match)
                {
                    string said = word;
                    if (word.StartsWith("squareplus", StringComparison.Ordinal))
                    {
                        string number = match.Values.First(value => GraphWriter.IsNumber(value.Key) && GraphWriter.NumberOf(value.Key) == OpenNumber).Value;
                        said = $"squareplus({Layer.NumberText(constants(number)!.Items[0])})";
                    }

                    rewriter.Replace(node, match, Node(said, match.Values["x"], node));
                    break;
                }
            }
        }

        return rewriter.Result();
    }

    /// <summary>An operator that is an activation by itself, as such a node; any other one as it is.</summary>
    public static NodeProto Single(NodeProto node, Func<string, Constant?> constants) => OnnxWalk.ActivationOf(node, constants) is { } word ? Node(word, node.Input[0], node) : node;

    private static NodeProto Node(string word, string input, NodeProto of)
    {
        NodeProto node = new() { OpType = Activation, Name = of.Name };
        node.Input.Add(input);
        node.Output.Add(of.Output[0]);
        node.Attribute.Add(new AttributeProto { Name = "word", S = Google.Protobuf.ByteString.CopyFromUtf8(word) });
        return node;
    }
}

/// <summary>Puts nodes in the place of several others.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="constants">Looks a constant up by its name.</param>
/// <param name="kept">Values that are taken from outside.</param>
internal sealed class Rewriter(IReadOnlyList<NodeProto> nodes, Func<string, Constant?> constants, IEnumerable<string> kept)
{
    private readonly GraphIndex _index = new(nodes, constants);
    private readonly Dictionary<NodeProto, NodeProto> _replaced = [];
    private readonly HashSet<NodeProto> _inner = [];

    /// <summary>What a template finds at a node that nothing has taken yet.</summary>
    public Match? Find(Template template, NodeProto node) => _inner.Contains(node) || _replaced.ContainsKey(node) || template.Find(_index, node.Output[0]) is not { } match || match.Nodes.Values.Any(_replaced.ContainsKey) ? null : match;

    public void Replace(NodeProto node, Match match, NodeProto by)
    {
        _replaced.Add(node, by);
        _inner.UnionWith(match.Nodes.Values.Where(other => other != node));
    }

    /// <summary>The nodes that are left: those inside of what was found are gone where nothing else takes their values.</summary>
    public List<NodeProto> Result()
    {
        List<NodeProto> result = [.. nodes.Select(node => _replaced.GetValueOrDefault(node, node))];
        HashSet<string> taken = [.. kept];
        for (int index = result.Count - 1; index >= 0; index--)
        {
            NodeProto node = result[index];
            if (_inner.Contains(node) && !node.Output.Any(taken.Contains))
            {
                result.RemoveAt(index);
                continue;
            }

            taken.UnionWith(node.Input);
        }

        return result;
    }
}
