using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx.Export;

/// <summary>Writes the nodes of a graph, or of the body of a loop in it, which sees the values of the graph around it.</summary>
/// <remarks>The names of inner values hold a slash; those of inputs and outputs that a caller sees are his own.</remarks>
internal sealed class GraphWriter
{
    private const int AttributeOfFloat = 1;
    private const int AttributeOfInteger = 2;
    private const int AttributeOfText = 3;
    private const int AttributeOfGraph = 5;
    private const int AttributeOfFloats = 6;
    private const int AttributeOfIntegers = 7;
    private const int AttributeOfTexts = 8;

    private readonly GraphWriter _root;
    private readonly Dictionary<string, string> _constants = [];
    private readonly Dictionary<string, int> _names = [];
    private string _layer = "";

    /// <summary>A graph.</summary>
    public GraphWriter() => _root = this;

    private GraphWriter(GraphWriter around) => _root = around._root;

    public GraphProto Proto { get; } = new();

    /// <summary>The layer whose nodes follow: their names begin with it.</summary>
    public string Layer
    {
        get => _root._layer;
        set => _root._layer = value;
    }

    /// <summary>The body of a loop.</summary>
    public GraphWriter Body(string name) => new(this) { Proto = { Name = Fresh(name) } };

    /// <summary>Adds a node.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">The names of its inputs; empty ones are left out.</param>
    /// <param name="attributes">Its attributes: floats, whole numbers, texts, lists of these, or a graph.</param>
    /// <returns>The name of its output.</returns>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Nodes(op, inputs, 1, attributes)[0];

    /// <summary>Adds a node of several outputs.</summary>
    public string[] Nodes(string op, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        string name = Fresh(op);
        string[] values = [.. Enumerable.Range(0, outputs).Select(output => outputs == 1 ? name : $"{name}:{output.ToString(CultureInfo.InvariantCulture)}")];
        Add(op, name, inputs, values, attributes);
        return values;
    }

    /// <summary>Adds a node whose output has a name of its own.</summary>
    public void End(string op, string[] inputs, string output) => Add(op, Fresh(op), inputs, [output], []);

    private void Add(string op, string name, string[] inputs, string[] outputs, (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = op, Name = name };
        int last = Array.FindLastIndex(inputs, input => input.Length > 0);
        node.Input.AddRange(inputs[..(last + 1)]);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        Proto.Node.Add(node);
    }

    private static AttributeProto Attribute(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case float number:
                (attribute.Type, attribute.F) = (AttributeOfFloat, number);
                break;
            case int number:
                (attribute.Type, attribute.I) = (AttributeOfInteger, number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeOfText, ByteString.CopyFromUtf8(text));
                break;
            case float[] numbers:
                attribute.Type = AttributeOfFloats;
                attribute.Floats.AddRange(numbers);
                break;
            case int[] numbers:
                attribute.Type = AttributeOfIntegers;
                attribute.Ints.AddRange(numbers.Select(number => (long)number));
                break;
            case string[] texts:
                attribute.Type = AttributeOfTexts;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            case GraphProto graph:
                (attribute.Type, attribute.G) = (AttributeOfGraph, graph);
                break;
            default:
                throw new ArgumentException($"No attribute is of type {value.GetType()}.", nameof(value));
        }

        return attribute;
    }

    /// <summary>Weights, or what was made of them.</summary>
    /// <param name="name">What they are; the layer's name is put before it.</param>
    /// <param name="tensor">The values.</param>
    public string Weights(string name, WeightTensor tensor)
    {
        TensorProto proto = new() { Name = Fresh(name), DataType = OnnxTensors.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(tensor.Values)) };
        proto.Dims.AddRange(tensor.Shape.Select(extent => (long)extent));
        _root.Proto.Initializer.Add(proto);
        return proto.Name;
    }

    /// <summary>True for the name of a number or list of numbers, false for that of a weight.</summary>
    public static bool IsNumber(string name) => name.StartsWith("constant/", StringComparison.Ordinal);

    /// <summary>The number that such a name is of; NaN for a list.</summary>
    public static float NumberOf(string name) => float.TryParse(name["constant/".Length..], CultureInfo.InvariantCulture, out float number) ? number : float.NaN;

    /// <summary>A number.</summary>
    public string Number(float value) => Constant($"constant/{value.ToString("R", CultureInfo.InvariantCulture)}", () => new() { DataType = OnnxTensors.Float, RawData = ByteString.CopyFrom(BitConverter.GetBytes(value)) });

    /// <summary>A list of whole numbers: a shape, axes or places.</summary>
    public string Integers(params long[] values) => Constant($"constant/[{string.Join(',', values)}]", () =>
    {
        TensorProto proto = new() { DataType = OnnxTensors.Long, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)) };
        proto.Dims.Add(values.Length);
        return proto;
    });

    /// <summary>One whole number.</summary>
    public string Integer(long value) => Constant($"constant/{value.ToString(CultureInfo.InvariantCulture)}i", () => new() { DataType = OnnxTensors.Long, RawData = ByteString.CopyFrom(BitConverter.GetBytes(value)) });

    private string Constant(string name, Func<TensorProto> make)
    {
        if (!_root._constants.TryGetValue(name, out string? known))
        {
            TensorProto proto = make();
            known = proto.Name = name;
            _root._constants.Add(name, name);
            _root.Proto.Initializer.Add(proto);
        }

        return known;
    }

    /// <summary>A name that no other value has.</summary>
    public string Fresh(string what)
    {
        string name = $"{Layer}/{what}";
        int count = _root._names[name] = _root._names.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}_{count.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Describes an input or output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">The extents after that of the batch, with what the axes are in ONNX' words, where one of those fits.</param>
    public static ValueInfoProto Describe(string name, int type, params (int Extent, string Denotation)[] shape)
    {
        TensorShapeProto dimensions = new();
        dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch", Denotation = OnnxMeaning.BatchAxis });
        foreach ((int extent, string denotation) in shape)
        {
            TensorShapeProto.Types.Dimension dimension = new() { DimValue = extent };
            if (denotation.Length > 0)
            {
                dimension.Denotation = denotation;
            }

            dimensions.Dim.Add(dimension);
        }

        return new() { Name = name, Type = new() { TensorType = new() { ElemType = type, Shape = dimensions } } };
    }

    /// <summary>Describes values without steps, [batch, units].</summary>
    public static ValueInfoProto DescribeVector(string name, int units) => Describe(name, OnnxTensors.Float, (units, OnnxMeaning.FeatureAxis));
}

/// <summary>The operators that several layers write.</summary>
internal static class Operators
{
    public static string Add(this GraphWriter g, string a, string b) => g.Node("Add", [a, b]);

    public static string Subtract(this GraphWriter g, string a, string b) => g.Node("Sub", [a, b]);

    public static string Multiply(this GraphWriter g, string a, string b) => g.Node("Mul", [a, b]);

    public static string Product(this GraphWriter g, string a, string b) => g.Node("MatMul", [a, b]);

    public static string Where(this GraphWriter g, string condition, string a, string b) => g.Node("Where", [condition, a, b]);

    public static string Transpose(this GraphWriter g, string x, params int[] order) => g.Node("Transpose", [x], ("perm", order));

    public static string Unsqueeze(this GraphWriter g, string x, long axis) => g.Node("Unsqueeze", [x, g.Integers(axis)]);

    public static string Squeeze(this GraphWriter g, string x, long axis) => g.Node("Squeeze", [x, g.Integers(axis)]);

    public static string Reshape(this GraphWriter g, string x, params long[] shape) => g.Node("Reshape", [x, g.Integers(shape)]);

    public static string Cast(this GraphWriter g, string x, int type) => g.Node("Cast", [x], ("to", type));

    /// <summary>The entries <paramref name="start"/> to <paramref name="end"/> of an axis.</summary>
    public static string Slice(this GraphWriter g, string x, long axis, long start, long end, long step = 1) =>
        g.Node("Slice", step == 1 ? [x, g.Integers(start), g.Integers(end), g.Integers(axis)] : [x, g.Integers(start), g.Integers(end), g.Integers(axis), g.Integers(step)]);

    /// <summary>The steps in the opposite order.</summary>
    public static string ReverseSteps(this GraphWriter g, string x) => g.Slice(x, 1, -1, long.MinValue, -1);

    /// <summary>Brings the last axis to mean 0 and variance 1, then scales and shifts it.</summary>
    public static string Normalize(this GraphWriter g, string x, float epsilon, string gamma, string beta = "") =>
        g.Node("LayerNormalization", [x, gamma, beta], ("axis", -1), ("epsilon", epsilon));
}
