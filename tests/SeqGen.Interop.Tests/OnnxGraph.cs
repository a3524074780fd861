using Google.Protobuf;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Tests;

/// <summary>Writes ONNX graphs.</summary>
internal sealed class OnnxGraph(long opset = 17, string producer = "test")
{
    private readonly GraphProto _graph = new() { Name = "graph" };
    private int _names;

    public OnnxGraph Input(string name, params object[] shape) => Value(_graph.Input, name, 1, shape);

    public OnnxGraph Tokens(string name, params object[] shape) => Value(_graph.Input, name, 7, shape);

    public OnnxGraph Output(string name, params object[] shape) => Value(_graph.Output, name, 1, shape);

    /// <summary>An output whose shape follows from the nodes.</summary>
    public OnnxGraph Output(string name)
    {
        _graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } } });
        return this;
    }

    public string Floats(int[] shape, float[] values)
    {
        TensorProto tensor = new() { Name = $"w{_names++}", DataType = 1 };
        tensor.Dims.AddRange(shape.Select(extent => (long)extent));
        tensor.FloatData.AddRange(values);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Whole(params long[] values) => Whole([values.Length], values);

    public string Whole(int[] shape, long[] values)
    {
        TensorProto tensor = new() { Name = $"w{_names++}", DataType = 7 };
        tensor.Dims.AddRange(shape.Select(extent => (long)extent));
        tensor.Int64Data.AddRange(values);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a node; returns the name of its first output.</summary>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Nodes(op, inputs, 1, attributes)[0];

    public string[] Nodes(string op, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = op, Name = $"{op.ToLowerInvariant()}_{_names++}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(Enumerable.Range(0, outputs).Select(output => $"{node.Name}_out{output}"));
        foreach ((string name, object value) in attributes)
        {
            AttributeProto attribute = new() { Name = name };
            switch (value)
            {
                case int number:
                    attribute.I = number;
                    attribute.Type = (int)AttributeKind.Int;
                    break;
                case float number:
                    attribute.F = number;
                    attribute.Type = (int)AttributeKind.Float;
                    break;
                case GraphProto graph:
                    attribute.G = graph;
                    attribute.Type = (int)AttributeKind.Graph;
                    break;
                case string text:
                    attribute.S = ByteString.CopyFromUtf8(text);
                    attribute.Type = (int)AttributeKind.String;
                    break;
                case int[] numbers:
                    attribute.Ints.AddRange(numbers.Select(number => (long)number));
                    attribute.Type = (int)AttributeKind.Ints;
                    break;
                case string[] texts:
                    attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                    attribute.Type = (int)AttributeKind.Strings;
                    break;
            }

            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>Gives a value an output's name.</summary>
    public OnnxGraph End(string value, string output)
    {
        NodeProto node = new() { OpType = "Identity", Name = $"end_{output}" };
        node.Input.Add(value);
        node.Output.Add(output);
        _graph.Node.Add(node);
        return this;
    }

    public byte[] Bytes()
    {
        ModelProto model = new() { IrVersion = 8, ProducerName = producer, Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        return model.ToByteArray();
    }

    public ImportedModel Import(int? length = null, int? maxLength = null, string? axes = null) => ModelImport.Read(new ImportSource("model.onnx", Bytes()), new()
    {
        Length = length,
        MaxLength = maxLength,
        Axes = axes is null ? [] : new Dictionary<string, string> { ["x"] = axes },
    });

    private OnnxGraph Value(Google.Protobuf.Collections.RepeatedField<ValueInfoProto> list, string name, int type, object[] shape)
    {
        TensorShapeProto dimensions = new();
        dimensions.Dim.AddRange(shape.Select(extent => extent is int number ? new TensorShapeProto.Types.Dimension { DimValue = number } : new TensorShapeProto.Types.Dimension { DimParam = (string)extent }));
        list.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = dimensions } } });
        return this;
    }

    /// <summary>What ONNX' schema calls AttributeType.</summary>
    private enum AttributeKind
    {
        Float = 1,
        Int = 2,
        String = 3,
        Graph = 5,
        Ints = 7,
        Strings = 8,
    }
}
