using Google.Protobuf.Collections;
using SeqGen.Interop.Onnx.Export;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Patterns;

/// <summary>What a template found in a graph.</summary>
internal sealed class Match
{
    /// <summary>The graph's value for each value of the template.</summary>
    public Dictionary<string, string> Values { get; private init; } = [];

    /// <summary>The words of activations by the words that stand for them in the template.</summary>
    public Dictionary<string, string> Activations { get; private init; } = [];

    /// <summary>The numbers of attributes by the numbers that stand for them in the template.</summary>
    public Dictionary<float, float> Numbers { get; private init; } = [];

    /// <summary>The graph's nodes that belong to it.</summary>
    public Dictionary<NodeProto, NodeProto> Nodes { get; private init; } = [];

    public Match Copy() => new() { Values = new(Values), Activations = new(Activations), Numbers = new(Numbers), Nodes = new(Nodes) };
}

/// <summary>
/// Operators that belong together, as the export writes them: what it writes for a layer or a cell is found again by comparing with it. So
/// equations stand in one place, for both directions.
/// </summary>
internal sealed class Template
{
    private static readonly HashSet<string> Commutative = ["Add", "Mul", "And", "Or", "Max", "Min"];

    private readonly HashSet<string> _inputs;
    private readonly HashSet<float> _openNumbers;
    private readonly Dictionary<string, Constant> _constants;
    private readonly GraphIndex _index;

    /// <summary>Makes a template.</summary>
    /// <param name="graph">The nodes that were written.</param>
    /// <param name="output">The value that they end with.</param>
    /// <param name="inputs">The values that they begin with: they may be any of a graph.</param>
    /// <param name="openNumbers">Numbers that stand for any other one.</param>
    public Template(GraphWriter graph, string output, IEnumerable<string> inputs, params float[] openNumbers)
    {
        Output = output;
        _inputs = [.. inputs];
        _openNumbers = [.. openNumbers];
        _constants = graph.Proto.Initializer.ToDictionary(tensor => tensor.Name, tensor => OnnxTensors.ReadOwn(tensor));
        _index = new(graph.Proto.Node, _constants.GetValueOrDefault);
        Weights = [.. _constants.Keys.Where(name => !GraphWriter.IsNumber(name))];
    }

    public string Output { get; }

    /// <summary>The weights, which may be any constants.</summary>
    public IReadOnlyList<string> Weights { get; }

    /// <summary>Compares with what a graph computes a value by; null where it is something else.</summary>
    public Match? Find(GraphIndex graph, string value) => Fits(Output, value, graph, new());

    private Match? Fits(string own, string other, GraphIndex graph, Match match)
    {
        if (match.Values.TryGetValue(own, out string? bound))
        {
            return bound == other ? match : null;
        }

        if (_inputs.Contains(own))
        {
            return Bind(match, own, other);
        }

        if (_constants.TryGetValue(own, out Constant? constant))
        {
            return graph.Constant(other) is { } found && (IsOpen(own, constant) || IsEqual(constant, found)) ? Bind(match, own, other) : null;
        }

        if (_index.Maker(own) is not { } made || graph.Maker(other) is not { } makes || made.Output != makes.Output)
        {
            return null;
        }

        if (match.Nodes.TryGetValue(made.Node, out NodeProto? node))
        {
            return node == makes.Node ? Bind(match, own, other) : null;
        }

        return FitNode(made.Node, makes.Node, graph, match) is { } fits ? Bind(fits, own, other) : null;
    }

    private Match? FitNode(NodeProto own, NodeProto other, GraphIndex graph, Match before)
    {
        if (own.OpType != other.OpType || own.Input.Count != other.Input.Count || own.Output.Count != other.Output.Count)
        {
            return null;
        }

        Match match = before.Copy();
        match.Nodes[own] = other;
        if (own.OpType == Normalized.Activation)
        {
            (string word, string said) = (Normalized.WordOf(own), Normalized.WordOf(other));
            if (match.Activations.TryGetValue(word, out string? known) ? known != said : !match.Activations.TryAdd(word, said))
            {
                return null;
            }
        }
        else if (!FitAttributes(own.Attribute, other.Attribute, match))
        {
            return null;
        }

        return FitInputs(own, [.. other.Input], graph, match)
            ?? (own.Input.Count == 2 && Commutative.Contains(own.OpType) ? FitInputs(own, [other.Input[1], other.Input[0]], graph, match) : null);
    }

    private Match? FitInputs(NodeProto own, string[] others, GraphIndex graph, Match match)
    {
        Match? current = match.Copy();
        for (int index = 0; index < others.Length && current is not null; index++)
        {
            current = own.Input[index].Length == 0 || others[index].Length == 0
                ? own.Input[index].Length == others[index].Length ? current : null
                : Fits(own.Input[index], others[index], graph, current);
        }

        return current;
    }

    private bool FitAttributes(RepeatedField<AttributeProto> own, RepeatedField<AttributeProto> others, Match match)
    {
        foreach (AttributeProto attribute in own)
        {
            AttributeProto? other = others.FirstOrDefault(candidate => candidate.Name == attribute.Name);
            if (other is null)
            {
                return false;
            }

            if (attribute.HasF && _openNumbers.Contains(attribute.F))
            {
                match.Numbers[attribute.F] = other.F;
            }
            else if (attribute.F != other.F || attribute.I != other.I || attribute.S != other.S || !attribute.Ints.SequenceEqual(other.Ints))
            {
                return false;
            }
        }

        return own.Count == others.Count;
    }

    /// <summary>Weights are open, and so are numbers that stand for others.</summary>
    private bool IsOpen(string name, Constant constant) => !GraphWriter.IsNumber(name) || constant.Items.Any(item => _openNumbers.Contains((float)item));

    private static bool IsEqual(Constant one, Constant other) =>
        one.Items.Length == other.Items.Length && one.Items.Zip(other.Items).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6 * Math.Abs(pair.First));

    private static Match Bind(Match match, string own, string other)
    {
        Match bound = match.Copy();
        bound.Values[own] = other;
        return bound;
    }
}
