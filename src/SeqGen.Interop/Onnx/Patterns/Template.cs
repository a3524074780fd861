using Google.Protobuf.Collections;
using SeqGen.Interop.Onnx.Export;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Patterns;

/// <summary>What a template found in a graph.</summary>
internal sealed class Match
{
    /// <summary>The graph's value for each value of the template.</summary>
    public Dictionary<string, string> Values { get; private set; } = [];

    /// <summary>The words of activations by the words that stand for them in the template.</summary>
    public Dictionary<string, string> Activations { get; private set; } = [];

    /// <summary>The numbers of attributes by the numbers that stand for them in the template.</summary>
    public Dictionary<float, float> Numbers { get; private set; } = [];

    /// <summary>The graph's nodes that belong to it.</summary>
    public Dictionary<NodeProto, NodeProto> Nodes { get; private set; } = [];

    public Match Copy() => new() { Values = new(Values), Activations = new(Activations), Numbers = new(Numbers), Nodes = new(Nodes) };

    /// <summary>Takes back what was found since a copy was made.</summary>
    public void Restore(Match copy) => (Values, Activations, Numbers, Nodes) = (copy.Values, copy.Activations, copy.Numbers, copy.Nodes);
}

/// <summary>
/// Operators that belong together, as the export writes them: what it writes for a layer or a cell is found again by comparing with it. So
/// equations stand in one place, for both directions.
/// </summary>
internal sealed class Template
{
    /// <summary>More comparisons than any graph takes that was written by a program; a damaged one could take very many.</summary>
    private const int MostComparisons = 2000;

    private static readonly HashSet<string> Commutative = ["Add", "Mul", "And", "Or", "Max", "Min"];

    private readonly HashSet<string> _inputs;
    private readonly HashSet<float> _openNumbers;
    private readonly Dictionary<string, Constant> _constants;
    private readonly GraphIndex _index;

    [ThreadStatic]
    private static int _comparisons;

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
    /// <param name="graph">The graph.</param>
    /// <param name="value">The value.</param>
    /// <param name="known">The graph's values for inputs of the template that are known beforehand.</param>
    public Match? Find(GraphIndex graph, string value, params (string Input, string Value)[] known)
    {
        if (_index.Maker(Output)?.Node.OpType != graph.Maker(value)?.Node.OpType)
        {
            return null;
        }

        _comparisons = 0;
        Match match = new();
        foreach ((string input, string isValue) in known)
        {
            match.Values.Add(input, isValue);
        }

        return Fits(Output, value, graph, match) ? match : null;
    }

    private bool Fits(string own, string other, GraphIndex graph, Match match)
    {
        if (_comparisons++ > MostComparisons)
        {
            return false;
        }

        if (match.Values.TryGetValue(own, out string? bound))
        {
            return bound == other;
        }

        bool fits = _inputs.Contains(own)
            || (_constants.TryGetValue(own, out Constant? constant) ? graph.Constant(other) is { } found && (!GraphWriter.IsNumber(own) || IsEqual(constant, found))
                : _index.Maker(own) is { } made && graph.Maker(other) is { } makes && made.Output == makes.Output
                    && (match.Nodes.TryGetValue(made.Node, out NodeProto? node) ? node == makes.Node : FitNode(made.Node, makes.Node, graph, match)));
        return fits && match.Values.TryAdd(own, other);
    }

    private bool FitNode(NodeProto own, NodeProto other, GraphIndex graph, Match match)
    {
        if (own.OpType != other.OpType || own.Input.Count != other.Input.Count || own.Output.Count != other.Output.Count)
        {
            return false;
        }

        match.Nodes[own] = other;
        if (own.OpType == Normalized.Activation)
        {
            (string word, string said) = (Normalized.WordOf(own), Normalized.WordOf(other));
            if (match.Activations.TryGetValue(word, out string? known) ? known != said : !match.Activations.TryAdd(word, said))
            {
                return false;
            }
        }
        else if (!FitAttributes(own.Attribute, other.Attribute, match))
        {
            return false;
        }

        if (own.Input.Count != 2 || !Commutative.Contains(own.OpType))
        {
            return FitInputs(own, [.. other.Input], graph, match);
        }

        Match before = match.Copy();
        if (FitInputs(own, [.. other.Input], graph, match))
        {
            return true;
        }

        match.Restore(before);
        return FitInputs(own, [other.Input[1], other.Input[0]], graph, match);
    }

    private bool FitInputs(NodeProto own, string[] others, GraphIndex graph, Match match)
    {
        for (int index = 0; index < others.Length; index++)
        {
            bool isGiven = own.Input[index].Length > 0;
            if (isGiven != others[index].Length > 0 || (isGiven && !Fits(own.Input[index], others[index], graph, match)))
            {
                return false;
            }
        }

        return true;
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

    /// <summary>The same numbers, but for those of lists in which one stands for others.</summary>
    private bool IsEqual(Constant own, Constant other) => own.Items.Length == other.Items.Length
        && (own.Items.Any(item => _openNumbers.Contains((float)item)) || own.Items.Zip(other.Items).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6 * Math.Abs(pair.First)));
}
